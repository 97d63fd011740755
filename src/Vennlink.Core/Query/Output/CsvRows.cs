using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Vennlink.Query.Output;

/// <summary>CSV as RFC 4180 quotes it.</summary>
internal sealed class CsvRows : RowOutput
{
    private const int MaxNumberBytes = 20;
    private static readonly SearchValues<byte> _quoted = SearchValues.Create(",\"\r\n"u8);

    // What a spreadsheet takes for the start of a formula, or drops before it looks for one.
    private static readonly SearchValues<char> _formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private readonly RowForm _dialect;
    private bool _inRow;

    /// <summary>Starts with the line of headings.</summary>
    public CsvRows(Stream output, IEnumerable<RowColumn> columns, RowForm dialect)
        : base(output)
    {
        _dialect = dialect;
        Buffer.Write(dialect == RowForm.CsvSpreadsheet ? "\uFEFF"u8 : default);
        foreach (RowColumn column in columns)
        {
            Text(column.Name);
        }

        EndRow();
    }

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        bool isFormula = _dialect == RowForm.CsvSpreadsheet && StartsFormula(utf8);
        if (!isFormula && !utf8.ContainsAny(_quoted))
        {
            Buffer.Write(utf8);
            return;
        }

        Buffer.Write(isFormula ? "\"'"u8 : "\""u8);
        while (utf8.IndexOf((byte)'"') is >= 0 and var quote)
        {
            Buffer.Write(utf8[..(quote + 1)]);
            Buffer.Write("\""u8);
            utf8 = utf8[(quote + 1)..];
        }

        Buffer.Write(utf8);
        Buffer.Write("\""u8);
    }

    /// <inheritdoc/>
    public override void Number(long? value)
    {
        Separate();
        if (value is { } known)
        {
            _ = Utf8Formatter.TryFormat(known, Buffer.GetSpan(MaxNumberBytes), out int length);
            Buffer.Advance(length);
        }
    }

    /// <inheritdoc/>
    public override void Real(float value)
    {
        Separate();
        _ = Utf8Formatter.TryFormat(value, Buffer.GetSpan(MaxNumberBytes), out int length);
        Buffer.Advance(length);
    }

    /// <inheritdoc/>
    public override void Precise(double value)
    {
        Separate();
        _ = Utf8Formatter.TryFormat(value, Buffer.GetSpan(MaxNumberBytes), out int length);
        Buffer.Advance(length);
    }

    /// <inheritdoc/>
    public override void Truth(bool value)
    {
        Separate();
        Buffer.Write(value ? "true"u8 : "false"u8);
    }

    /// <inheritdoc/>
    public override void Unknown() => Separate();

    /// <inheritdoc/>
    public override void EndRow()
    {
        Buffer.Write(_dialect == RowForm.Csv ? "\n"u8 : "\r\n"u8);
        _inRow = false;
        FlushWhenFull();
    }

    private static bool StartsFormula(ReadOnlySpan<byte> utf8) =>
        Rune.DecodeFromUtf8(utf8, out Rune first, out _) == OperationStatus.Done && first.IsBmp
            && _formula.Contains((char)first.Value);

    private void Separate()
    {
        if (_inRow)
        {
            Buffer.Write(","u8);
        }

        _inRow = true;
    }
}
