using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

/// <summary>Answers from the raw sample files by plain sets; shares no code with Vennlink.</summary>
internal static partial class RawSamples
{
    private static readonly Lazy<HashSet<string>> _suffixes = new(() =>
        [.. File.ReadLines(SharedData.InRepository("src/Vennlink.Core/Urls/public_suffix_list.dat")).Select(line =>
            line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))]);

    private static readonly Lazy<List<(string Source, string Target)>> _edges = new(() =>
        [.. List("blogroll-edges.csv.gz", 2), .. List("awesome-edges.csv.gz", 1), .. Crawl("aut-example.arc.gz")]);

    /// <summary>
    /// Sources that link to at least two of the positives and to no negative, with the positives they link to.
    /// </summary>
    /// <param name="byDomain">Whether sources are root domains; else pages, as URLs without scheme.</param>
    /// <param name="positives">Root domains.</param>
    /// <param name="negatives">Root domains.</param>
    public static Dictionary<string, string[]> AtLeastTwo(bool byDomain, string[] positives, string[] negatives)
    {
        Dictionary<string, HashSet<string>> targets = [];
        foreach ((string source, string target) in _edges.Value)
        {
            string sourceDomain = RootDomain(Host(source));
            string targetDomain = RootDomain(Host(target));
            if (sourceDomain.Length > 0 && sourceDomain != targetDomain && !negatives.Contains(sourceDomain))
            {
                string key = byDomain ? sourceDomain : source[(source.IndexOf("://", StringComparison.Ordinal) + 3)..];
                (targets.TryGetValue(key, out HashSet<string>? known) ? known : targets[key] = []).Add(targetDomain);
            }
        }

        return targets
            .Where(source => !negatives.Any(source.Value.Contains) && positives.Count(source.Value.Contains) >= 2)
            .ToDictionary(source => source.Key, source => positives.Where(source.Value.Contains).ToArray());
    }

    private static IEnumerable<(string Source, string Target)> List(string file, int targetColumn)
    {
        using StreamReader reader =
            new(new GZipStream(File.OpenRead(SharedData.InRepository($"samples/{file}")), CompressionMode.Decompress));
        string rest = reader.ReadToEnd();
        bool isHeader = true;
        foreach (Match row in CsvRow().Matches(rest))
        {
            string[] cells =
                [.. row.Groups["cell"].Captures.Select(cell => cell.Value.StartsWith('"')
                    ? cell.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Value)];
            if (!isHeader && cells.Length > targetColumn)
            {
                yield return (cells[0], cells[targetColumn]);
            }

            isHeader = false;
        }
    }

    // ARC: one line that ends with the length, then that many bytes. Latin-1 keeps one char a byte.
    private static IEnumerable<(string Source, string Target)> Crawl(string file)
    {
        using StreamReader reader =
            new(new GZipStream(File.OpenRead(SharedData.InRepository($"samples/{file}")), CompressionMode.Decompress),
                Encoding.Latin1);
        string text = reader.ReadToEnd();
        int position = 0;
        while (position < text.Length)
        {
            int lineEnd = text.IndexOf('\n', position);
            string[] header = text[position..lineEnd].Split(' ');
            int bodyEnd = lineEnd + 1 + int.Parse(header[^1], System.Globalization.CultureInfo.InvariantCulture);
            foreach (Match link in Href().Matches(text[(lineEnd + 1)..bodyEnd]))
            {
                if (Uri.TryCreate(header[0], UriKind.Absolute, out Uri? page)
                    && Uri.TryCreate(page, link.Groups[1].Value, out Uri? target))
                {
                    yield return (header[0], target.AbsoluteUri);
                }
            }

            position = bodyEnd;
            while (position < text.Length && text[position] == '\n')
            {
                position++;
            }
        }
    }

    private static string Host(string url) => Uri.TryCreate(url.Trim(), UriKind.Absolute, out Uri? parsed)
        ? parsed.IdnHost.TrimEnd('.') : "";

    private static string RootDomain(string host)
    {
        string[] labels = host.Split('.');
        int suffixLabels = 1;
        for (int start = 0; start < labels.Length; start++)
        {
            string name = string.Join('.', labels[start..]);
            if (_suffixes.Value.Contains("!" + name))
            {
                suffixLabels = labels.Length - start - 1;
                break;
            }

            if (_suffixes.Value.Contains(name)
                || _suffixes.Value.Contains("*." + string.Join('.', labels[Math.Min(start + 1, labels.Length)..])))
            {
                suffixLabels = Math.Max(suffixLabels, labels.Length - start);
            }
        }

        return string.Join('.', labels[Math.Max(0, labels.Length - suffixLabels - 1)..]);
    }

    [GeneratedRegex("""(?<cell>"(?:[^"]|"")*"|[^,"\r\n]*)(?:,(?<cell>"(?:[^"]|"")*"|[^,"\r\n]*))*(?:\r?\n|$)""")]
    private static partial Regex CsvRow();

    [GeneratedRegex("""href\s*=\s*["']?([^"'\s>]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Href();
}
