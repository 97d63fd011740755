using System.Buffers;
using System.Buffers.Text;

namespace Vennlink.Cli.Output;

/// <summary>CSV as RFC 4180 quotes it; lines end in LF, as Unix tools expect.</summary>
/// <remarks>
/// Cells are written as they are: a title that starts with <c>=</c> stays so (docs/cli.md says how to open such a file
/// in a spreadsheet).
/// </remarks>
internal sealed class CsvRows : RowOutput
{
    private const int MaxNumberBytes = 20;
    private static readonly SearchValues<byte> _quoted = SearchValues.Create(",\"\r\n"u8);
    private bool _inRow;

    /// <summary>Starts with the line of headings.</summary>
    public CsvRows(Stream output, IEnumerable<string> columns)
        : base(output)
    {
        foreach (string column in columns)
        {
            Text(column);
        }

        EndRow();
    }

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        if (!utf8.ContainsAny(_quoted))
        {
            Buffer.Write(utf8);
            return;
        }

        Buffer.Write("\""u8);
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
        Buffer.Write("\n"u8);
        _inRow = false;
        FlushWhenFull();
    }

    private void Separate()
    {
        if (_inRow)
        {
            Buffer.Write(","u8);
        }

        _inRow = true;
    }
}
