using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vennlink.Links;

namespace Vennlink.Tests.Oracles;

/// <summary>One link of a table: URLs as a link list has them.</summary>
internal sealed record TableLink(string Source, string Target, bool IsNofollow = false)
{
    public LinkRel Rel { get; init; } = IsNofollow ? LinkRel.Nofollow : LinkRel.None;

    public LinkKind Kind { get; init; }

    public string Anchor { get; init; } = "";

    public long? FirstSeen { get; init; }

    public long? LastSeen { get; init; }

    public bool IsLost { get; init; }
}

/// <summary>Reads the link graphs of the shared data, each in its own format, as plain tables of links.</summary>
/// <remarks>
/// Only links between URLs that need no parser are kept (<see cref="IsPlain"/>: 98 % of them), so that the oracle can
/// take them apart with string functions; what the URL parser does with the others is tested on its own.
/// </remarks>
internal static partial class LinkTables
{
    /// <summary>Names of the tables.</summary>
    public static string[] Names => ["walk", "walk-pagerank", "california", "blogroll", "awesome"];

    /// <summary>Reads a table; skips the calling test where the data is absent.</summary>
    public static IReadOnlyList<TableLink> Read(string name)
    {
        IEnumerable<TableLink> links = name switch
        {
            "walk" => Directory.GetFiles(SharedData.Require("graphs/walk"), "*.gdf.gz").Order(StringComparer.Ordinal)
                .SelectMany(Gdf),
            "walk-pagerank" => Directory.GetFiles(SharedData.Require("graphs/walk-pagerank"), "*.json.gz")
                .Order(StringComparer.Ordinal).SelectMany(PageRankJson),
            "california" => Kleinberg(SharedData.Require("graphs/gr0.California.txt")),
            "blogroll" => Csv(SharedData.Require("graphs/blogroll-edges.csv.gz"), "source_page", "target_site"),
            "awesome" => Csv(SharedData.Require("graphs/awesome-edges.csv.gz"), "source_page", "target_url"),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        return [.. links.Where(link => IsPlain(link.Source) && IsPlain(link.Target))];
    }

    /// <summary>Writes a table as a link list that <c>vennlink build</c> reads.</summary>
    public static void WriteCsv(IEnumerable<TableLink> links, string file)
    {
        using StreamWriter writer = new(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write("source,target,rel\n");
        foreach (TableLink link in links)
        {
            writer.Write($"\"{link.Source}\",\"{link.Target}\",{(link.IsNofollow ? "nofollow" : "")}\n");
        }
    }

    /// <summary>
    /// Whether the URL's canonical form is itself without scheme and fragment, in lower case up to the path.
    /// </summary>
    public static bool IsPlain(string url)
    {
        if (url.Length > 2000 || PlainUrl().Match(url) is not { Success: true } match)
        {
            return false;
        }

        string[] labels = match.Groups["host"].Value.Split('.');
        string path = match.Groups["path"].Value;
        return labels.All(label => label.Length > 0 && !label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
            && (!char.IsAsciiDigit(labels[^1][0]) || IsDottedQuad(labels))
            && !path.Contains("/.", StringComparison.Ordinal)
            && !path.Contains("/%2e", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsDottedQuad(string[] labels) =>
        labels.Length == 4
            && labels.All(label =>
                byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out byte value)
                && value.ToString(CultureInfo.InvariantCulture) == label);

    // Nothing here that the WHATWG parser encodes, strips or folds, but the case of the host.
    [GeneratedRegex("""^https?://(?<host>[A-Za-z0-9._-]+)(?<path>/[!-~-["#<>?\\^`{}]]*)?(?<query>\?[!-~-["#'<>]]*)?(#[!-~-["]]*)?$""", RegexOptions.CultureInvariant)]
    private static partial Regex PlainUrl();

    // nodedef> one host a line; edgedef> source,target,weight,date.
    private static IEnumerable<TableLink> Gdf(string file) =>
        Lines(file).SkipWhile(line => !line.StartsWith("edgedef>", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split(','))
            .Where(fields => fields.Length == 4)
            .Select(fields => new TableLink($"http://{fields[0]}/", $"http://{fields[1]}/"));

    private static IEnumerable<TableLink> PageRankJson(string file)
    {
        using Stream stream = Open(file);
        using JsonDocument graph = JsonDocument.Parse(stream);
        return [.. graph.RootElement.GetProperty("links").EnumerateArray().Select(link =>
            new TableLink($"http://{link.GetProperty("src").GetString()}/",
                $"http://{link.GetProperty("dst").GetString()}/"))];
    }

    // "n ID URL" for each page, "e SOURCE TARGET" for each link.
    private static IEnumerable<TableLink> Kleinberg(string file)
    {
        Dictionary<string, string> pages = [];
        foreach (string[] fields in Lines(file).Select(line => line.Split(' ', 3)).Where(fields => fields.Length == 3))
        {
            if (fields[0] == "n")
            {
                pages[fields[1]] = fields[2];
            }
            else if (fields[0] == "e")
            {
                yield return new TableLink(pages[fields[1]], pages[fields[2]]);
            }
        }
    }

    private static IEnumerable<TableLink> Csv(string file, string sourceColumn, string targetColumn)
    {
        using StreamReader reader = new(Open(file));
        List<string[]> rows = NaiveCsv.Parse(reader.ReadToEnd());
        int source = Array.IndexOf(rows[0], sourceColumn);
        int target = Array.IndexOf(rows[0], targetColumn);
        return rows.Skip(1).Where(row => row.Length == rows[0].Length)
            .Select(row => new TableLink(row[source], row[target]));
    }

    private static IEnumerable<string> Lines(string file)
    {
        using StreamReader reader = new(Open(file), Encoding.Latin1);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static Stream Open(string file) =>
        file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);
}
