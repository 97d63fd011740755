namespace Vennlink.Archives.Graphs;

/// <summary>Parses a ranks file: a header that names the columns, then a row a vertex in any order.</summary>
internal sealed class RankLines(RankAction add, LineFaults faults)
{
    private int _nameColumn = -1;
    private int _pageRankColumn = -1;

    /// <summary>Rows handed on.</summary>
    public long Count { get; private set; }

    /// <summary>Parses a block of whole lines.</summary>
    /// <exception cref="InputException">The first line is no header of ranks.</exception>
    public void Parse(LineBlock block)
    {
        ReadOnlySpan<byte> text = block.Text;
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = text.Slice(start, length).TrimEnd((byte)'\r');
            if (_nameColumn < 0)
            {
                ReadHeader(line, block.Part!.Path);
            }
            else if (!TryTakeRow(line))
            {
                faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.BadRow);
            }

            start += length + 1;
        }
    }

    private void ReadHeader(ReadOnlySpan<byte> line, string path)
    {
        int column = 0;
        foreach (Range range in line.Split((byte)'\t'))
        {
            ReadOnlySpan<byte> name = line[range].TrimStart((byte)'#');
            switch (name)
            {
                case var _ when name.SequenceEqual("pr_val"u8):
                    _pageRankColumn = column;
                    break;
                case var _ when name.SequenceEqual("host_rev"u8) || name.SequenceEqual("domain_rev"u8):
                    _nameColumn = column;
                    break;
            }

            column++;
        }

        if (_nameColumn < 0 || _pageRankColumn < 0)
        {
            throw new InputException(
                path, 0, "this is not a ranks file: its first line must name the columns #pr_val and #host_rev");
        }
    }

    private bool TryTakeRow(ReadOnlySpan<byte> line)
    {
        double pageRank = 0;
        bool hasPageRank = false;
        ReadOnlySpan<byte> name = default;
        for (int column = 0; !line.IsEmpty; column++)
        {
            int tab = line.IndexOf((byte)'\t');
            ReadOnlySpan<byte> field = tab < 0 ? line : line[..tab];
            if (column == _nameColumn)
            {
                name = field;
            }
            else if (column == _pageRankColumn)
            {
                hasPageRank = DecimalText.TryParse(field, out pageRank);
            }

            line = tab < 0 ? default : line[(tab + 1)..];
        }

        if (name.IsEmpty || !hasPageRank)
        {
            return false;
        }

        add(name, pageRank);
        Count++;
        return true;
    }
}
