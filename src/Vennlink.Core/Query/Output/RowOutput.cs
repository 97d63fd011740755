using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vennlink.Query.Output;

/// <summary>
/// Rows of named columns in any form, streamed in constant memory: cells are given in column order, as UTF-8 where they
/// come as that.
/// </summary>
/// <remarks>
/// What is not ended by <see cref="End"/> was cut off by an error: a JSON array then stays open, a workbook or Parquet
/// file lacks its end, and no reader takes it for whole.
/// </remarks>
public abstract class RowOutput
{
    private const int FlushBytes = 1 << 16;
    private const int MaxTimestampBytes = 32;
    private readonly Stream _output;

    private protected RowOutput(Stream output) => _output = output;

    /// <summary>What is written and not yet flushed.</summary>
    private protected ArrayBufferWriter<byte> Buffer { get; } = new(FlushBytes * 2);

    /// <summary>Starts an output.</summary>
    /// <param name="output">Where to; stays open. It need not seek.</param>
    /// <param name="form">The form.</param>
    /// <param name="table">Name and columns.</param>
    public static RowOutput Create(Stream output, RowForm form, RowTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return form switch
        {
            RowForm.Json => new JsonRows(output, table.Columns, table.Name),
            RowForm.JsonLines => new JsonRows(output, table.Columns, arrayName: null),
            RowForm.Xlsx => new WorkbookRows(output, table),
            RowForm.Parquet => new ParquetRows(output, table),
            _ => new CsvRows(output, table.Columns, form),
        };
    }

    /// <summary>Adds a text cell; ill-formed UTF-8 comes out as U+FFFD.</summary>
    public abstract void Text(ReadOnlySpan<byte> utf8);

    /// <summary>Adds a number cell: empty in CSV and null in JSON when unknown.</summary>
    public abstract void Number(long? value);

    /// <summary>Adds a number cell that need not be whole: the shortest decimals that stand for it.</summary>
    public abstract void Real(float value);

    /// <summary>The same of double precision.</summary>
    public abstract void Precise(double value);

    /// <summary>Adds <c>true</c> or <c>false</c>.</summary>
    public abstract void Truth(bool value);

    /// <summary>Adds an unknown value: empty in CSV, null in JSON.</summary>
    public abstract void Unknown();

    /// <summary>Ends the row.</summary>
    public abstract void EndRow();

    /// <summary>Ends the rows and begins those of another table, where the form has room for one.</summary>
    /// <exception cref="NotSupportedException">It has none.</exception>
    internal virtual void Next(RowTable table) => throw new NotSupportedException("The form has room for one table.");

    /// <summary>Ends the output and writes what is left.</summary>
    public void End()
    {
        WriteEnd();
        Flush();
        _output.Flush();
    }

    /// <summary>Writes what has gathered: all rows that were ended.</summary>
    public void Flush()
    {
        _output.Write(Buffer.WrittenSpan);
        Buffer.ResetWrittenCount();
    }

    /// <summary>Adds a text cell.</summary>
    public void Text(string text)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(longest);
        Text(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Adds a text cell; null is unknown.</summary>
    public void TextOrUnknown(string? text)
    {
        if (text is null)
        {
            Unknown();
        }
        else
        {
            Text(text);
        }
    }

    /// <summary>Adds a moment given as seconds since 1970: ISO 8601 in UTC where the form has no type for it.</summary>
    public virtual void Time(long? seconds)
    {
        Span<byte> text = stackalloc byte[MaxTimestampBytes];
        if (seconds is { } known && Timestamp.IsInRange(known)
            && DateTimeOffset.FromUnixTimeSeconds(known)
                .TryFormat(text, out int length, Timestamp.Format, CultureInfo.InvariantCulture))
        {
            Text(text[..length]);
        }
        else
        {
            Unknown();
        }
    }

    /// <summary>Writes what stands behind the last row.</summary>
    private protected virtual void WriteEnd()
    {
    }

    /// <summary>Writes on when enough has gathered.</summary>
    private protected void FlushWhenFull()
    {
        if (Buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }
}
