using System.Globalization;
using Vennlink.Query.Output;
using Vennlink.Server.Serving;
using Vennlink.Snapshots;

namespace Vennlink.Server.Pages;

/// <summary>What an index holds, in counts that a person can make use of.</summary>
internal sealed class IndexSummary
{
    private const int MaxNamedInputs = 5;

    private static readonly (string Count, string Words)[] OfPages =
    [
        ("live_pages", "pages"),
        ("source_pages", "pages that link to other sites"),
        ("source_domains", "root domains that link to others"),
        ("links", "links"),
        ("external_links", "links to other sites"),
        ("target_pages", "pages linked from other sites"),
        ("target_domains", "root domains linked from others"),
    ];

    private static readonly (string Count, string Words)[] OfHosts =
    [
        ("live_pages", "hosts"),
        ("source_pages", "hosts that link to other sites"),
        ("source_domains", "root domains that link to others"),
        ("links", "links"),
        ("external_links", "links to other sites"),
        ("target_hosts", "hosts linked from other sites"),
        ("target_domains", "root domains linked from others"),
    ];

    private static readonly (string Count, string Words)[] OfDomains =
    [
        ("live_pages", "root domains"),
        ("source_domains", "root domains that link to others"),
        ("external_links", "links"),
        ("target_domains", "root domains linked from others"),
    ];

    private readonly (string Count, string Words)[] _words;

    public IndexSummary(ServedSnapshot served)
    {
        Manifest manifest = served.Snapshot.Manifest;
        _words = manifest.Options.GetValueOrDefault("graph") switch
        {
            "domains" => OfDomains,
            "hosts" => OfHosts,
            _ => OfPages,
        };
        Counts = _words.ToDictionary(words => words.Count, words => manifest.Counts.GetValueOrDefault(words.Count));
        Built = served.Written.ToString(Timestamp.Format, CultureInfo.InvariantCulture);
        InputCount = manifest.Inputs.Count;
        Inputs =
            [.. InputFile.ToldApart(manifest.Inputs).Select(input => input.Name).Order(StringComparer.Ordinal)
                .Take(MaxNamedInputs)];
    }

    /// <summary>Counts by their names in the manifest.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; }

    /// <summary>When the snapshot was written, in UTC.</summary>
    public string Built { get; }

    /// <summary>How many files it was built from.</summary>
    public int InputCount { get; }

    /// <summary>Names of the first few of them.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>All of it as lines of two columns.</summary>
    public IEnumerable<(string Words, string Value)> Lines
    {
        get
        {
            foreach ((string count, string words) in _words)
            {
                yield return (words, Counts[count].ToString("N0", CultureInfo.InvariantCulture));
            }

            int unnamed = InputCount - Inputs.Count;
            string more = unnamed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {unnamed:N0} more");
            yield return ("built", Built);
            yield return ("from", string.Join(", ", Inputs) + more);
        }
    }
}
