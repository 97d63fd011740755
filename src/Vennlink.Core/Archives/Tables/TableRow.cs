using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>The cells of one row of a table, UTF-8; reused from row to row.</summary>
/// <remarks>
/// A cell lies in <see cref="Bytes"/>, the row as the file has it, or in a text of its own where it had to be made
/// (quotes undone, numbers written out).
/// </remarks>
internal sealed class TableRow
{
    private readonly ByteList _made = new();
    private readonly List<(int Cell, int Start, int Length)> _links = [];
    private Place[] _cells = new Place[64];

    /// <summary>The row as it lies in the file; empty where every cell is made.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Byte offset of the row in the decompressed file.</summary>
    public long OffsetBytes { get; set; }

    /// <summary>Line on which the row starts, or its number in a file without lines; the first is 1.</summary>
    public long LineNumber { get; set; }

    /// <summary>
    /// Whether cells hold quotes that the file does not double: read right where there are as many cells as columns.
    /// </summary>
    public bool HasBareQuotes { get; set; }

    /// <summary>Number of cells.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a cell was quoted: then the row may stand on several lines.</summary>
    public bool HasQuotes { get; set; }

    /// <summary>Whether <see cref="LinkOf"/> has anything to give.</summary>
    public bool HasLinks => _links.Count > 0;

    /// <summary>Length of what <see cref="Make"/> was given since <see cref="Clear"/>.</summary>
    public int MadeBytes => _made.Length;

    /// <summary>A cell; empty where there is none of that number.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                return default;
            }

            ref readonly Place cell = ref _cells[index];
            return (cell.IsMade ? _made.Memory : Bytes).Slice(cell.Start, cell.Length);
        }
    }

    /// <summary>Address that a cell links to under another text; empty for nearly all.</summary>
    public ReadOnlyMemory<byte> LinkOf(int index)
    {
        foreach ((int cell, int start, int length) in _links)
        {
            if (cell == index)
            {
                return _made.Memory.Slice(start, length);
            }
        }

        return default;
    }

    /// <summary>Takes all cells away.</summary>
    public void Clear()
    {
        Count = 0;
        HasBareQuotes = false;
        HasQuotes = false;
        _made.Clear();
        _links.Clear();
    }

    /// <summary>Adds a cell that lies in <see cref="Bytes"/>, which may be set later.</summary>
    public void Add(int start, int length) => Add(start, length, isMade: false);

    /// <summary>Adds a cell of which a copy is made.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        int start = _made.Length;
        _made.Append(text);
        AddMade(start);
    }

    /// <summary>Appends to the text of a cell that <see cref="AddMade"/> adds.</summary>
    public void Make(ReadOnlySpan<byte> text) => _made.Append(text);

    /// <summary>Adds a cell of all that was made from <paramref name="start"/> on.</summary>
    public void AddMade(int start) => Add(start, _made.Length - start, isMade: true);

    /// <summary>Gives a cell another text, of which a copy is made.</summary>
    public void Replace(int index, ReadOnlySpan<byte> text) =>
        _cells[index] = new Place { Start = _made.Append(text), Length = text.Length, IsMade = true };

    /// <summary>
    /// Joins cells that begin with a blank to the cell before, where nothing but a comma or semicolon lies between: in
    /// a text that is not quoted these are punctuation.
    /// </summary>
    /// <param name="count">How many cells the row is to have.</param>
    /// <param name="areTexts">Whether the cell of each column may be such a text.</param>
    /// <returns>Whether it has as many now; else it is unchanged.</returns>
    public bool TryJoin(int count, ReadOnlySpan<bool> areTexts)
    {
        List<Place> joined = [];
        foreach (Place cell in _cells.AsSpan(0, Count))
        {
            bool goesOn = joined is [.., var last] && !cell.IsMade && !last.IsMade && cell.Length > 0
                && cell.Start == last.Start + last.Length + 1 && Bytes.Span[cell.Start] == ' '
                && Bytes.Span[cell.Start - 1] is (byte)',' or (byte)';';
            if (goesOn && !(joined.Count <= areTexts.Length && areTexts[joined.Count - 1]))
            {
                return false;
            }

            if (goesOn)
            {
                int start = joined[^1].Start;
                joined[^1] = new Place { Start = start, Length = cell.Start + cell.Length - start };
            }
            else
            {
                joined.Add(cell);
            }
        }

        if (joined.Count != count)
        {
            return false;
        }

        joined.CopyTo(_cells);
        Count = count;
        return true;
    }

    /// <summary>Says what the cell added last links to.</summary>
    public void AddLink(ReadOnlySpan<byte> address) =>
        _links.Add((Count - 1, _made.Append(address), address.Length));

    /// <summary>Takes over the cells of another row; they stay valid when that one is read on.</summary>
    public void CopyFrom(TableRow other)
    {
        Clear();
        Bytes = other.Bytes.ToArray();
        (OffsetBytes, LineNumber) = (other.OffsetBytes, other.LineNumber);
        HasBareQuotes = other.HasBareQuotes;
        _made.Append(other._made.Span);
        _links.AddRange(other._links);
        foreach (Place cell in other._cells.AsSpan(0, other.Count))
        {
            Add(cell.Start, cell.Length, cell.IsMade);
        }
    }

    // Each number by itself: a whole place put together first and then copied is read before it is written through.
    private void Add(int start, int length, bool isMade)
    {
        if (Count == _cells.Length)
        {
            Array.Resize(ref _cells, _cells.Length * 2);
        }

        ref Place cell = ref _cells[Count++];
        cell.Start = start;
        cell.Length = length;
        cell.IsMade = isMade;
    }

    private struct Place
    {
        public int Start;
        public int Length;
        public bool IsMade;
    }
}
