using System.IO.Compression;
using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

/// <summary>The hrefs of 400 real pages, against what another parser (Node's <c>URL</c>) resolved them to.</summary>
public sealed class RealHrefsTests
{
    [Fact]
    public void Every_href_of_real_pages_resolves_to_what_another_parser_found()
    {
        var bases = new Dictionary<string, string>();
        foreach (string[] row in Rows("crawls/trafilatura-dev-pages-parse5.tsv.gz"))
        {
            bases[row[0]] = row[3];
        }

        var parser = new UrlParser();
        UrlRecord page = new();
        UrlRecord baseUrl = new();
        UrlRecord link = new();
        var misses = new List<string>();
        int count = 0;
        foreach (string[] row in Rows("crawls/trafilatura-dev-links-parse5.tsv.gz"))
        {
            count++;
            Assert.True(parser.TryParse(Encoding.UTF8.GetBytes(row[0]), null, page));
            UrlRecord used = bases[row[0]].Length > 0
                && parser.TryParse(Encoding.UTF8.GetBytes(bases[row[0]]), page, baseUrl) ? baseUrl : page;
            if (Resolve(Unescape(row[2])) != row[3] && Resolve(row[2]) != row[3])
            {
                misses.Add($"{row[2]} on {Encoding.ASCII.GetString(used.Href)}: {Resolve(row[2])}, not {row[3]}");
            }

            string Resolve(string href) => parser.TryParse(Encoding.UTF8.GetBytes(href), used, link)
                ? Encoding.ASCII.GetString(link.Href) : string.Empty;
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {count}\n{string.Join('\n', misses.Take(50))}");
        Assert.True(count > 50_000);
    }

    // The table writes \n and \t for the characters that would break its lines, but does not escape a backslash: both
    // readings are possible.
    private static string Unescape(string cell) =>
        cell.Replace(@"\n", "\n", StringComparison.Ordinal).Replace(@"\t", "\t", StringComparison.Ordinal);

    private static IEnumerable<string[]> Rows(string file)
    {
        using var reader =
            new StreamReader(new GZipStream(File.OpenRead(SharedData.Require(file)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }
}
