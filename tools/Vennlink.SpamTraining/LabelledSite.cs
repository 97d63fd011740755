using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>A root domain and what a person said of it.</summary>
/// <param name="Name">Root domain.</param>
/// <param name="Key">Its labels reversed (<see cref="Urls.UrlKey"/>).</param>
/// <param name="IsSpam">The label.</param>
/// <param name="Source">File the label comes from.</param>
internal sealed record LabelledSite(string Name, byte[] Key, bool IsSpam, string Source)
{
    // Generic top-level domains that were delegated before the programme of 2013 (IANA's root zone database).
    private static readonly HashSet<string> Comparable =
        ["aero", "asia", "biz", "cat", "com", "coop", "edu", "gov", "info", "int", "jobs", "mil", "mobi", "museum",
            "name", "net", "org", "post", "pro", "tel", "travel"];

    /// <summary>Number of the family of near-duplicate names it belongs to.</summary>
    public int Family { get; set; }

    /// <summary>What the pages and links of an index say of it; nothing without one.</summary>
    public SpamEvidence Evidence { get; set; }

    /// <summary>Top-level domain.</summary>
    public string TopLevelDomain => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>
    /// Whether the top-level domain is that of a country: two letters, or an encoded name (those are nearly all of
    /// countries).
    /// </summary>
    public bool IsOfCountry =>
        TopLevelDomain.Length == 2 || TopLevelDomain.StartsWith("xn--", StringComparison.Ordinal);

    /// <summary>
    /// Whether the top-level domain was sold before the lists of clean sites at hand were made, and is of no country:
    /// what lists of both labels can be compared on.
    /// </summary>
    public bool IsComparable => Comparable.Contains(TopLevelDomain);

    /// <summary>Last label between two hyphens, as words are looked for in it.</summary>
    public string Padded { get; init; } = "";
}
