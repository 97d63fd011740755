using System.Text;
using Vennlink.Archives.Parquet;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>The flat columns of a Parquet file, one row group after the other.</summary>
/// <remarks>
/// Dates come out as ISO 8601, truth values as <c>true</c> and <c>false</c>, null as an empty cell. A member of a
/// structure is named with a dot between. A row's place is its number, the header's being 1.
/// </remarks>
internal sealed class ParquetTable : ITable
{
    private const int MaxRowBytes = 1 << 20;

    // What a row costs beside its text: a run of equal values takes some bytes, however many rows it has.
    private const int RowWork = 32;

    private readonly Stream _stream;
    private readonly ParquetFile _parquet;
    private readonly SkipCounts _skips;
    private readonly ByteList _cell = new();
    private long _rowsLeft;
    private long _rowNumber;

    private ParquetTable(Stream stream, string file, SkipCounts skips)
    {
        (_stream, FilePath, _skips) = (stream, file, skips);
        _parquet = ParquetFile.Open(stream);
    }

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public InputNotes Notes => new()
    {
        TakenFor = _parquet.GroupCount == 1 ? "Parquet, 1 row group" : $"Parquet, {_parquet.GroupCount} row groups",
        Assumptions = _parquet.UnreadColumns.Count == 0 ? []
            : [$"columns of lists or of no text are not read: {string.Join(", ", _parquet.UnreadColumns)}"],
        Places = PlaceUnit.Row,
    };

    /// <inheritdoc/>
    public bool IsCompressed => false;

    /// <inheritdoc/>
    public long BytesRead => _parquet.BytesRead;

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file, which can seek; owned by the table from here on, also when this throws.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static ParquetTable Open(Stream stream, string file, SkipCounts skips)
    {
        try
        {
            return new ParquetTable(stream, file, skips);
        }
        catch (Exception problem)
        {
            stream.Dispose();
            throw problem is InvalidDataException ? Damage(file, problem) : problem;
        }
    }

    /// <inheritdoc/>
    public bool TryReadRow(TableRow row)
    {
        if (_rowNumber == 0)
        {
            Clear(row);
            foreach (ParquetColumn column in _parquet.Columns)
            {
                row.Add(Encoding.UTF8.GetBytes(column.Name));
            }

            return row.Count > 0;
        }

        while (TryMove())
        {
            if (TryReadCells(row))
            {
                return true;
            }

            _skips.Place = new SkipPlace(_rowNumber);
            _skips.Add(SkipReason.BadRow);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Clear(TableRow row)
    {
        row.Clear();
        row.Bytes = default;
        row.OffsetBytes = row.LineNumber = ++_rowNumber;
    }

    // Whether there is another row, in this row group or a later one.
    private bool TryMove()
    {
        try
        {
            while (_rowsLeft == 0)
            {
                if (!_parquet.TryReadGroup(out _rowsLeft))
                {
                    return false;
                }
            }

            _rowsLeft--;
            return true;
        }
        catch (InvalidDataException problem)
        {
            throw Damage(Place, problem);
        }
    }

    // Whether the row is of a length that is read.
    private bool TryReadCells(TableRow row)
    {
        Clear(row);
        bool isLong = false;
        foreach (ParquetColumn column in _parquet.Columns)
        {
            try
            {
                _cell.Clear();
                column.AppendNext(_cell);
                _parquet.Budget.Make(_cell.Length + RowWork);
            }
            catch (InvalidDataException problem)
            {
                throw Damage($"{Place}, column `{column.Name}`", problem);
            }

            isLong |= _cell.Length > ParquetKind.MaxTextBytes || row.MadeBytes > MaxRowBytes;
            row.Add(isLong ? default : _cell.Span);
        }

        return !isLong;
    }

    private string Place => $"{FilePath}: row group {_parquet.GroupsRead} of {_parquet.GroupCount}";

    private static InputException Damage(string file, Exception problem) =>
        new(file, null, $"the Parquet file cannot be read: {problem.Message}");
}
