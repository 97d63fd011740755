using System.Text;

namespace Vennlink.Archives.Tables;

/// <summary>Forms of files that people give and that nothing reads, by name. Graphs are not among them.</summary>
internal static class UnreadForms
{
    private const string Unpack = ", which is not read: unpack it first";
    private const string NotRead = ", which is not read";
    private const string SaveAsCsv = ", which is not read: save it as CSV or xlsx";
    private const string WriteAsCsv = ", which is not read: write it as CSV";
    private const string NoLinks = ", which holds no links from page to page";
    private const string PerhapsError = " and no list: perhaps an error page of the site it was loaded from";

    private static readonly (byte[] Start, string Name, string Advice)[] Binary =
    [
        ([.. "BZh"u8], "a file compressed by bzip2", Unpack),
        ([0xfd, .. "7zXZ"u8, 0], "a file compressed by xz", Unpack),
        ([.. "7z"u8, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive", Unpack),
        ([.. "Rar!"u8], "a RAR archive", Unpack),
        ([0x1f, 0x9d], "a file compressed by compress", Unpack),
        ([.. "PK"u8, 5, 6], "a zip with nothing in it", ""),
        ([.. "PK"u8, 3, 4], "a zip or an Excel workbook", " that is compressed once more: unpack it first"),
        ([.. "PAR1"u8], "a Parquet file", " that is compressed once more: unpack it first"),
        ([.. "PARE"u8], "a Parquet file that is encrypted", NotRead),
        ([.. "Obj"u8, 1], "an Avro file", WriteAsCsv),
        ([.. "ARROW1"u8], "an Arrow file", WriteAsCsv),
        ([.. "SQLite format 3"u8], "an SQLite database", ", which is not read: write the table as CSV"),
        ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook (.xls), or one with a password", SaveAsCsv),
        ([.. "%PDF"u8], "a PDF", NotRead),
        ([.. "{\\rtf"u8], "a text document (RTF)", SaveAsCsv),
    ];

    // In the order in which they are looked for.
    private static readonly (string Word, string Name, string Advice)[] Xml =
    [
        ("<urlset", "a sitemap", NoLinks),
        ("<sitemapindex", "a sitemap", NoLinks),
        ("<rss", "a feed", NotRead),
        ("<feed", "a feed", NotRead),
        ("<opml", "a list of feeds (OPML)", NotRead),
        ("<!doctype html", "a web page (HTML)", PerhapsError),
        ("<html", "a web page (HTML)", PerhapsError),
        ("<workbook", "an Excel workbook in XML of 2003", SaveAsCsv),
        ("<office:document", "an OpenDocument file", SaveAsCsv),
    ];

    /// <summary>The name of the form that a file begins as, for people; null for a file that may be read.</summary>
    /// <param name="start">Its first bytes, decompressed.</param>
    public static string? NameOf(ReadOnlySpan<byte> start) => Find(start)?.Name;

    /// <summary>
    /// What is wrong with a file that is no table, with what to do; null for one that may be a table.
    /// </summary>
    /// <param name="start">Its first bytes, decompressed.</param>
    public static string? WhyNoTable(ReadOnlySpan<byte> start) =>
        Find(start) is { } form ? $"is {form.Name}{form.Advice}"
        : start.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] ? "is XML, which is not read as a list"
        : IsBinary(start) ? "neither an archive nor text"
        : null;

    private static (string Name, string Advice)? Find(ReadOnlySpan<byte> start)
    {
        const int MaxProlog = 1024;
        foreach ((byte[] magic, string name, string advice) in Binary)
        {
            if (start.StartsWith(magic))
            {
                return (name, advice);
            }
        }

        string text = Encoding.Latin1.GetString(start[..Math.Min(MaxProlog, start.Length)]).TrimStart();
        foreach ((string word, string name, string advice) in text.StartsWith('<') ? Xml : [])
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return (name, advice);
            }
        }

        return null;
    }

    // A stray byte does happen in text; a tenth of it does not.
    private static bool IsBinary(ReadOnlySpan<byte> start)
    {
        const int TestBytes = 512;
        start = start[..Math.Min(TestBytes, start.Length)];
        int controls = 0;
        foreach (byte one in start)
        {
            controls += one < ' ' && one is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1b) ? 1 : 0;
        }

        return controls * 10 > start.Length;
    }
}
