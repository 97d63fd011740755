using System.Buffers.Text;

namespace Vennlink.Archives.Graphs;

/// <summary>Parses lines <c>id⇥name</c>, with a third column perhaps, whose ids ascend from 0.</summary>
internal sealed class VertexLines(VertexAction add, LineFaults faults)
{
    /// <summary>How many more ids than there are names may be missing: each is handed on as a vertex without a name, and costs memory and disk as one with a name.</summary>
    private const long MaxMissingIds = 16 << 20;

    private const int MaxIdBytes = 24;

    // The next id and a tab as text, against the end of the array: comparing it with a line is dearer than nothing, but parsing the id is dearer.
    private readonly byte[] _next = new byte[MaxIdBytes];
    private int _nextStart = MaxIdBytes;
    private long _missingCount;

    /// <summary>Vertices handed on.</summary>
    public uint Count { get; private set; }

    /// <summary>Parses a block of whole lines.</summary>
    /// <exception cref="FormatException">A part begins with an id that was there before, or there are more vertices than 32 bits can number.</exception>
    public void Parse(LineBlock block)
    {
        SetNext();
        ReadOnlySpan<byte> text = block.Text;
        ReadOnlySpan<byte> next = _next.AsSpan(_nextStart);
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = text.Slice(start, length);
            if (line.StartsWith(next))
            {
                Add(line[next.Length..], block, start);
                Increment();
            }
            else
            {
                TakeOther(line, block, start);
                SetNext();
            }

            next = _next.AsSpan(_nextStart);
            start += length + 1;
        }
    }

    private void TakeOther(ReadOnlySpan<byte> line, LineBlock block, int start)
    {
        bool isVertex = Utf8Parser.TryParse(line, out long id, out int used) && id >= 0 && used < line.Length && line[used] == '\t';
        if (isVertex && id < Count && block.OffsetBytes + start == 0)
        {
            throw new FormatException(
                $"{block.Part!.Path}: begins with vertex {id}, but {Count} comes next. Parts are read in the order of their names, and no part may be there twice.");
        }

        if (!isVertex || id != Count)
        {
            faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.BadArc);
        }

        long namedCount = Count - _missingCount;
        if (isVertex && id >= Count && id - namedCount <= MaxMissingIds + namedCount)
        {
            _missingCount += id - Count;
            while (Count < id)
            {
                Give([]);
            }

            Add(line[(used + 1)..], block, start);
        }
    }

    private void Add(ReadOnlySpan<byte> rest, LineBlock block, int start)
    {
        int tab = rest.IndexOf((byte)'\t');
        ReadOnlySpan<byte> name = (tab < 0 ? rest : rest[..tab]).TrimEnd((byte)'\r');
        if (name.IsEmpty)
        {
            faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.BadArc);
        }

        Give(name);
    }

    private void Give(ReadOnlySpan<byte> name)
    {
        if (Count == uint.MaxValue)
        {
            throw new FormatException($"The graph has too many vertices: the limit is {uint.MaxValue}.");
        }

        add(name);
        Count++;
    }

    private void SetNext()
    {
        Span<byte> text = stackalloc byte[MaxIdBytes];
        Utf8Formatter.TryFormat(Count, text, out int digits);
        text[digits++] = (byte)'\t';
        _nextStart = MaxIdBytes - digits;
        text[..digits].CopyTo(_next.AsSpan(_nextStart));
    }

    private void Increment()
    {
        int digit = MaxIdBytes - 2;
        while (digit >= _nextStart && _next[digit] == '9')
        {
            _next[digit--] = (byte)'0';
        }

        if (digit < _nextStart)
        {
            _next[--_nextStart] = (byte)'0';
        }

        _next[digit]++;
    }
}
