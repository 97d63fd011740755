using System.Text;

namespace Vennlink.Archives.Tables;

/// <summary>Forms of files that people give for a list of links and that are not read, by name.</summary>
internal static class UnreadForms
{
    private const string Unpack = "unpack it first";
    private const string SaveAsCsv = "save it as CSV or xlsx";
    private const string ExportEdges = "export the edges as CSV with a source and a target column";

    private static readonly (byte[] Start, string Name)[] Binary =
    [
        ([.. "BZh"u8], $"is compressed by bzip2, which is not read: {Unpack}"),
        ([0xfd, .. "7zXZ"u8, 0], $"is compressed by xz, which is not read: {Unpack}"),
        ([.. "7z"u8, 0xbc, 0xaf, 0x27, 0x1c], $"is a 7z archive, which is not read: {Unpack}"),
        ([.. "Rar!"u8], $"is a RAR archive, which is not read: {Unpack}"),
        ([0x1f, 0x9d], $"is compressed by compress, which is not read: {Unpack}"),
        ([.. "PK"u8, 5, 6], "is a zip with nothing in it"),
        ([.. "PK"u8, 3, 4], $"is a zip or a workbook that is compressed once more: {Unpack}"),
        ([.. "PAR1"u8], $"is a Parquet file that is compressed once more: {Unpack}"),
        ([.. "PARE"u8], "is a Parquet file that is encrypted, which is not read"),
        ([.. "Obj"u8, 1], "is an Avro file, which is not read: write it as CSV"),
        ([.. "ARROW1"u8], "is an Arrow file, which is not read: write it as CSV"),
        ([.. "SQLite format 3"u8], "is an SQLite database, which is not read: write the table as CSV"),
        ([0xd0, 0xcf, 0x11, 0xe0], $"is an old Excel workbook (.xls), or one with a password: {SaveAsCsv}"),
        ([.. "%PDF"u8], "is a PDF, which is not read"),
        ([.. "{\\rtf"u8], $"is a text document (RTF), which is not read: {SaveAsCsv}"),
    ];

    // In the order in which they are looked for: the first words of XML name what stands behind.
    private static readonly (string Word, string Name)[] Text =
    [
        ("<gexf", $"is a graph in GEXF, which is not read: {ExportEdges}"),
        ("<graphml", $"is a graph in GraphML, which is not read: {ExportEdges}"),
        ("<urlset", "is a sitemap, which holds no links from page to page"),
        ("<sitemapindex", "is a sitemap, which holds no links from page to page"),
        ("<rss", "is a feed, which is not read"),
        ("<feed", "is a feed, which is not read"),
        ("<opml", "is a list of feeds (OPML), which is not read"),
        ("<!doctype html", "is a web page and no list: perhaps an error page of the site it was loaded from"),
        ("<html", "is a web page and no list: perhaps an error page of the site it was loaded from"),
        ("<workbook", $"is an Excel workbook in XML of 2003, which is not read: {SaveAsCsv}"),
        ("<office:document", $"is an OpenDocument file, which is not read: {SaveAsCsv}"),
        ("<", "is XML, which is not read as a list"),
        ("nodedef>", $"is a graph in GDF, which is not read: {ExportEdges}"),
        ("graph [", $"is a graph in GML, which is not read: {ExportEdges}"),
        ("digraph ", $"is a graph in DOT, which is not read: {ExportEdges}"),
        ("*vertices", $"is a graph in Pajek's form, which is not read: {ExportEdges}"),
    ];

    /// <summary>What a file is that is not read, with what to do; null for one that may be a list.</summary>
    /// <param name="start">Its first bytes, decompressed.</param>
    public static string? NameOf(ReadOnlySpan<byte> start)
    {
        const int MaxProlog = 1024;
        foreach ((byte[] magic, string name) in Binary)
        {
            if (start.StartsWith(magic))
            {
                return name;
            }
        }

        string text = Encoding.Latin1.GetString(start[..Math.Min(MaxProlog, start.Length)]).TrimStart();
        bool isXml = text.StartsWith('<');
        foreach ((string word, string name) in Text)
        {
            if (isXml ? text.Contains(word, StringComparison.OrdinalIgnoreCase)
                : text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return IsBinary(start) ? "neither an archive nor text" : null;
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
