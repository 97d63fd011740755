using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vennlink.Query.Output;

/// <summary>
/// Rows of named columns as CSV or JSON, streamed: cells are given in column order, as UTF-8 where they come as that.
/// </summary>
/// <remarks>
/// What is not ended by <see cref="End"/> was cut off by an error: a JSON array then stays open, and no reader takes it
/// for whole.
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
    /// <param name="output">Where to; stays open.</param>
    /// <param name="format">csv, ndjson or json.</param>
    /// <param name="arrayName">Name of the one array of the json object.</param>
    /// <param name="columns">Names of the columns.</param>
    public static RowOutput Create(Stream output, string format, string arrayName, params string[] columns) =>
        format switch
        {
            "csv" => new CsvRows(output, columns, CsvDialect.Unix),
            "json" => new JsonRows(output, columns, arrayName),
            _ => new JsonRows(output, columns, arrayName: null),
        };

    /// <summary>Starts a CSV output.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="dialect">For whom.</param>
    /// <param name="columns">Names of the columns.</param>
    public static RowOutput CreateCsv(Stream output, CsvDialect dialect, params string[] columns) =>
        new CsvRows(output, columns, dialect);

    /// <summary>Adds a text cell; ill-formed UTF-8 comes out as U+FFFD.</summary>
    public abstract void Text(ReadOnlySpan<byte> utf8);

    /// <summary>Adds a number cell: empty in CSV and null in JSON when unknown.</summary>
    public abstract void Number(long? value);

    /// <summary>Adds a number cell that need not be whole: the shortest decimals that stand for it.</summary>
    public abstract void Real(float value);

    /// <summary>Adds <c>true</c> or <c>false</c>.</summary>
    public abstract void Truth(bool value);

    /// <summary>Adds an unknown value: empty in CSV, null in JSON.</summary>
    public abstract void Unknown();

    /// <summary>Ends the row.</summary>
    public abstract void EndRow();

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

    /// <summary>Adds a moment given as seconds since 1970: ISO 8601 in UTC.</summary>
    public void Time(long? seconds)
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
