using System.Globalization;
using System.Text;
using CsCheck;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>What a crawler met at a page.</summary>
internal enum CrawledAs
{
    Html,
    OtherContent,
    Redirect,
    Gone,
    ServerError,
    TruncatedHtml,
    ListRow,
}

/// <summary>One reading of one page; a list row has one link and no time.</summary>
/// <param name="File">Input that it stands in.</param>
/// <param name="Page">URL of the page.</param>
/// <param name="As">What it was.</param>
/// <param name="Links">Links of the HTML; the first is where a redirect leads, or the row's.</param>
/// <param name="IsPageNofollow">Meta robots says nofollow.</param>
internal sealed record Crawled(int File, string Page, CrawledAs As, (string Target, bool IsNofollow)[] Links,
    bool IsPageNofollow);

/// <summary>
/// Random crawls of a few pages, recrawls among them, as real input files; and the links that must be live then.
/// </summary>
internal static class CrawledWeb
{
    // Hosts that nest, share root domains, and are public suffixes themselves; few pages, so that everything collides.
    public static readonly Gen<string> Url = Gen.Select(
        Gen.OneOf("a.example", "www.a.example", "x.y.a.example", "b.example", "c.co.uk", "d.c.co.uk", "github.io",
            "alice.github.io", "bob.github.io", "192.0.2.7", "localhost", "planet.b.example"),
        Gen.OneOf("/", "/1", "/2", "/1/2", "/?q", "/feed/", "/2?feed=rss"))
        .Select((host, path) => $"http://{host}{path}");

    /// <summary>Readings in order of time, a second apart.</summary>
    public static readonly Gen<Crawled[]> Readings = Gen.Select(
        Gen.Int[0, 2],
        Url,
        Gen.Frequency((6, Gen.Const(CrawledAs.Html)), (3, Gen.Enum<CrawledAs>())),
        Gen.Select(Url, Gen.Int[0, 4]).Select((url, rel) => (url, rel == 0)).Array[1, 6],
        Gen.Int[0, 9])
        .Select((file, page, kind, links, robots) => new Crawled(file, page, kind, links, robots == 0))
        .Array[1, 40];

    /// <summary>Writes the readings of one input: captures as WARC, list rows as CSV.</summary>
    /// <returns>The files; none for an input without readings.</returns>
    public static List<string> Write(Crawled[] readings, int file, string folder)
    {
        List<string> files = [];
        string[] rows = [.. readings.Where(reading => reading.File == file && reading.As == CrawledAs.ListRow)
            .Select(reading =>
                $"{reading.Page},{reading.Links[0].Target},{(reading.Links[0].IsNofollow ? "nofollow" : "")}\n")];
        if (rows.Length > 0)
        {
            files.Add(Path.Combine(folder, $"{file}.csv"));
            File.WriteAllText(files[^1], "source,target,rel\n" + string.Concat(rows));
        }

        StringBuilder warc = new();
        for (int time = 0; time < readings.Length; time++)
        {
            if (readings[time].File == file && readings[time].As != CrawledAs.ListRow)
            {
                AppendRecord(warc, readings[time], time);
            }
        }

        if (warc.Length > 0)
        {
            files.Add(Path.Combine(folder, $"{file}.warc"));
            File.WriteAllText(files[^1], warc.ToString());
        }

        return files;
    }

    /// <summary>The language of each page: what the latest capture says, of those that are in a file.</summary>
    public static Func<string, string> LanguageOf(Crawled[] readings)
    {
        Dictionary<string, string> languages = [];
        for (int time = 0; time < readings.Length; time++)
        {
            string page = NaiveIntersect.Canonical(readings[time].Page);
            string said = Language(readings[time], time);
            string before = languages.GetValueOrDefault(page, "und");
            languages[page] = readings[time].As switch
            {
                _ when readings[time].File < 0 => before,
                CrawledAs.Html => said,
                CrawledAs.TruncatedHtml => said == "und" ? before : said,
                CrawledAs.OtherContent or CrawledAs.Gone => "und",
                CrawledAs.Redirect when readings[time].Links[0].Target != readings[time].Page => "und",
                _ => before,
            };
        }

        return page => languages.GetValueOrDefault(page, "und");
    }

    private static string Language(Crawled reading, int time) =>
        NaiveSources.LanguageOf(string.Create(CultureInfo.InvariantCulture, $"{reading.Page} {time}"));

    /// <summary>
    /// The rules of the merge, one page after the other: what the latest capture says, and every list row.
    /// </summary>
    public static List<TableLink> LiveLinks(Crawled[] readings)
    {
        Dictionary<string, List<TableLink>> captured = [];
        foreach (Crawled reading in readings)
        {
            TableLink[] links =
                [.. reading.Links.Select(link =>
                    new TableLink(reading.Page, link.Target, link.IsNofollow || reading.IsPageNofollow))];
            switch (reading.As)
            {
                case CrawledAs.Html:
                    captured[reading.Page] = [.. links];
                    break;
                case CrawledAs.OtherContent or CrawledAs.Gone:
                    captured[reading.Page] = [];
                    break;
                case CrawledAs.Redirect when reading.Links[0].Target != reading.Page:
                    captured[reading.Page] = [new TableLink(reading.Page, reading.Links[0].Target)];
                    break;
                case CrawledAs.TruncatedHtml:
                    captured[reading.Page] = [.. captured.GetValueOrDefault(reading.Page, []), .. links];
                    break;
                default:
                    break;
            }
        }

        IEnumerable<TableLink> listed = readings.Where(reading => reading.As == CrawledAs.ListRow)
            .Select(reading => new TableLink(reading.Page, reading.Links[0].Target, reading.Links[0].IsNofollow));
        return [.. captured.Values.SelectMany(links => links), .. listed];
    }

    private static void AppendRecord(StringBuilder warc, Crawled reading, int time)
    {
        // Half of them say it in HTTP, and of these some say another one there that does not count.
        string language = Language(reading, time);
        bool isInHtml = time % 2 == 0 && language != "und";
        string header = isInHtml ? "Content-Language: fr\r\n" : $"Content-Language: {language}\r\n";
        string html = $"<!doctype html><html{(isInHtml ? $" LANG='{language}-XX'" : "")}><title>t</title>{(reading.IsPageNofollow ? "<meta name=robots content=nofollow>" : "")}<body>"
            + string.Concat(
                reading.Links.Select(link =>
                    $"<a href=\"{link.Target}\"{(link.IsNofollow ? " rel=nofollow" : "")}>x</a>"));
        string http = reading.As switch
        {
            CrawledAs.OtherContent => "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + html,
            CrawledAs.Redirect =>
                $"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: {reading.Links[0].Target}\r\n\r\n{html}",
            CrawledAs.Gone => "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + html,
            CrawledAs.ServerError => "HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\n\r\n" + html,
            _ => $"HTTP/1.1 200 OK\r\n{header}Content-Type: text/html\r\n\r\n{html}",
        };
        string date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + time)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        warc.Append($"""
            WARC/1.0
            WARC-Type: response
            WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{time:d12}>
            WARC-Date: {date}
            WARC-Target-URI: {reading.Page}
            {(reading.As == CrawledAs.TruncatedHtml ? "WARC-Truncated: length" : "X-Note: whole")}
            Content-Type: application/http; msgtype=response
            Content-Length: {http.Length}


            """.ReplaceLineEndings("\r\n"));
        warc.Append(http).Append("\r\n\r\n");
    }
}
