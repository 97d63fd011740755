using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SpreadCheetah;
using SpreadCheetah.Worksheets;

namespace Vennlink.Query.Output;

/// <summary>
/// A workbook: rows in sheets of as many as one holds, each with the headings, and a last sheet that says what they are
/// of.
/// </summary>
/// <remarks>SpreadCheetah writes the parts as they come; nothing of them is kept.</remarks>
[SuppressMessage("Design", "CA1001",
    Justification = "Disposing the workbook would write on after an error; it holds nothing but buffers.")]
internal sealed class WorkbookRows : RowOutput
{
    /// <summary>Columns that a sheet has.</summary>
    public const int MaxColumns = 1 << 14;

    // Other bounds of a sheet, and the first year of its dates.
    private const int MaxRows = 1 << 20;
    private const int MaxTextLength = 32_767;
    private const int FirstYear = 1900;

    private readonly Citation? _citation;
    private readonly List<(string Name, string Value)> _facts = [];
    private readonly Spreadsheet _book;
    private readonly int _maxRows;
    private RowTable _table;
    private DataCell[] _cells;
    private string _factSuffix = "";
    private int _column;
    private int _rowsOfSheet;
    private int _sheetCount;
    private long _rowCount;
    private long _cutCount;

    /// <summary>Starts the first sheet with the headings.</summary>
    public WorkbookRows(Stream output, RowTable table, int maxRows = MaxRows)
        : base(output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table.Columns.Count, MaxColumns);
        _citation = table.Citation;
        _table = table;
        _maxRows = maxRows;
        _cells = new DataCell[table.Columns.Count];
        _book = End(Spreadsheet.CreateNewAsync(new BufferStream(Buffer)));
        StartSheet();
    }

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8) => _cells[_column++] = new DataCell(Clean(utf8));

    /// <inheritdoc/>
    public override void Number(long? value) => _cells[_column++] = new DataCell(value);

    /// <inheritdoc/>
    public override void Real(float value) => _cells[_column++] = new DataCell(value);

    /// <inheritdoc/>
    public override void Precise(double value) => _cells[_column++] = new DataCell(value);

    /// <inheritdoc/>
    public override void Truth(bool value) => _cells[_column++] = new DataCell(value);

    /// <inheritdoc/>
    public override void Unknown() => _cells[_column++] = default;

    /// <inheritdoc/>
    public override void Time(long? seconds)
    {
        // A sheet has no dates before its calendar begins: these stay text.
        if (seconds is { } known && Timestamp.IsInRange(known)
            && DateTimeOffset.FromUnixTimeSeconds(known).UtcDateTime is { Year: > FirstYear } moment)
        {
            _cells[_column++] = new DataCell(moment);
        }
        else
        {
            base.Time(seconds);
        }
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (_rowsOfSheet == _maxRows)
        {
            StartSheet();
        }

        AddRow();
        _rowCount++;
        FlushWhenFull();
    }

    internal override void Next(RowTable table)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table.Columns.Count, MaxColumns);
        NoteRows();
        _factSuffix = $" of {table.Name}";
        _table = table;
        _cells = new DataCell[table.Columns.Count];
        (_rowCount, _sheetCount) = (0, 0);
        StartSheet();
    }

    private protected override void WriteEnd()
    {
        NoteRows();
        End(_book.StartWorksheetAsync("about"));
        foreach ((string name, string value) in (_citation?.Fields ?? []).Concat(_facts))
        {
            AddFact(name, value);
        }

        if (_cutCount > 0)
        {
            AddFact("texts cut to what a cell holds", _cutCount.ToString(CultureInfo.InvariantCulture));
        }

        End(_book.FinishAsync());
    }

    // Our stream takes all at once, so no task is ever waited for.
    private static void End(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T End<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text is ['_', 'x', _, _, _, _, '_', ..] && text[2..6].IndexOfAnyExcept(SearchHex) < 0;

    private static readonly SearchValues<char> SearchHex = SearchValues.Create("0123456789abcdefABCDEF");

    private void NoteRows()
    {
        _facts.Add(($"rows{_factSuffix}", _rowCount.ToString(CultureInfo.InvariantCulture)));
        _facts.Add((_factSuffix.Length == 0 ? "sheets of rows" : $"sheets{_factSuffix}",
            _sheetCount.ToString(CultureInfo.InvariantCulture)));
    }

    private void StartSheet()
    {
        _sheetCount++;
        string name = _sheetCount == 1 ? _table.Name
            : string.Create(CultureInfo.InvariantCulture, $"{_table.Name} {_sheetCount}");
        End(_book.StartWorksheetAsync(name, new WorksheetOptions
        {
            FrozenRows = 1,
            AutoFilter = new AutoFilterOptions($"A1:{ColumnName(_cells.Length)}{MaxRows}"),
        }));
        DataCell[] row = [.. _cells];
        for (int column = 0; column < _cells.Length; column++)
        {
            _cells[column] = new DataCell(Clean(Encoding.UTF8.GetBytes(_table.Columns[column].Name)));
        }

        _rowsOfSheet = 0;
        AddRow();
        row.CopyTo(_cells, 0);
    }

    // A to Z, AA to ZZ and so on.
    private static string ColumnName(int number) => number == 0 ? ""
        : ColumnName((number - 1) / 26) + (char)('A' + ((number - 1) % 26));

    private void AddRow()
    {
        End(_book.AddRowAsync(_cells));
        _rowsOfSheet++;
        _column = 0;
    }

    private void AddFact(string name, string value) =>
        End(_book.AddRowAsync([new DataCell(name), new DataCell(Clean(Encoding.UTF8.GetBytes(value)))]));

    // Text as a cell can hold it. XML has no place for some characters; and "_x0041_" would be read as "A".
    private string Clean(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0
            || text.AsSpan().IndexOfAnyInRange('\ufffe', '\uffff') >= 0
            || text.Contains("_x", StringComparison.Ordinal))
        {
            text = Escape(text);
        }

        if (text.Length <= MaxTextLength)
        {
            return text;
        }

        _cutCount++;
        return text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
    }

    private static string Escape(string text)
    {
        StringBuilder clean = new(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            char one = text[index];
            if (IsEscape(text.AsSpan(index)))
            {
                clean.Append("_x005F");
            }

            clean.Append(one is '\t' or '\n' || (one >= ' ' && one < '\ufffe') ? one : '\ufffd');
        }

        return clean.ToString();
    }
}
