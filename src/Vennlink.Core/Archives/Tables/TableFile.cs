using Vennlink.Archives.Compression;
using Vennlink.Archives.Parquet;

namespace Vennlink.Archives.Tables;

/// <summary>Opens the table that a file is, whatever its form.</summary>
internal static class TableFile
{
    /// <summary>How many rows are looked at for a header: titles and dates may stand before it.</summary>
    public const int MaxHeaderRows = 10;

    private const int StartBytes = 4096;

    /// <summary>Opens a table, up to its first row; its form is told from its first bytes.</summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the table from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="header">Tells a header by its cells, by which separators and sheets are chosen.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">The file is of a form that is not read, or damaged.</exception>
    public static ITable Open(Stream stream, string file, HeaderTest header, SkipCounts skips)
    {
        Span<byte> magic = stackalloc byte[4];
        magic = magic[..Peek(stream, magic)];
        if (ZipDirectory.Starts(magic))
        {
            return XlsxTable.Open(stream, file, header, skips);
        }

        if (ParquetFile.Starts(magic))
        {
            return ParquetTable.Open(stream, file, skips);
        }

        TextSource text = TextSource.Open(stream, skips);
        try
        {
            ReadOnlySpan<byte> start = text.Peek(StartBytes);
            start = start[..Math.Min(start.Length, StartBytes)];
            return JsonTable.Starts(start) ? JsonTable.Open(text, file, header, skips)
                : UnreadForms.WhyNoTable(start) is { } problem ? throw new InputException(file, null, problem)
                : CsvTable.Open(text, file, header, skips);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    // Forms with a directory at their end need a file that can seek; in others they are refused by name.
    private static int Peek(Stream stream, Span<byte> start)
    {
        if (!stream.CanSeek)
        {
            return 0;
        }

        long position = stream.Position;
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return length;
    }
}
