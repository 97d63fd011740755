namespace Vennlink.Archives.Graphs;

/// <summary>Reads one name a line: the first is that of vertex 0.</summary>
internal sealed class NameLines(VertexAction add, LineFaults faults)
{
    /// <summary>Names handed on.</summary>
    public long Count { get; private set; }

    /// <summary>Parses a block of whole lines.</summary>
    public void Parse(LineBlock block)
    {
        ReadOnlySpan<byte> text = block.Text;
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> name = text.Slice(start, length).TrimEnd((byte)'\r');
            if (name.IsEmpty)
            {
                faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.BadArc);
            }

            add(name);
            Count++;
            start += length + 1;
        }
    }
}
