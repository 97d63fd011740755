using Vennlink.Query;

namespace Vennlink.Tests.Oracles;

/// <summary>Conditions on sources as they are defined, one source or page at a time; and random ones.</summary>
internal static class NaiveSources
{
    private static readonly string[] Titles =
        ["", "Über Bücher", "a Review of CAFÉS", "ΣΊΣΥΦΟΣ", "links, links & links", "Straße 7", "x"];

    private static readonly string[] Asked = ["", "uber", "BÜCHER", "cafes", "ΣΙΣΥΦΟΣ", "links", "strasse", "e", "nothing"];

    private static readonly string[] AskedOfUrls = ["", "a.example/", "/1", "?Q", "EXAMPLE", "www.", "blog", "com/", ".io"];

    private static readonly string[] Languages = ["und", "en", "de", "pt", "haw"];

    private static readonly int[] Counts = [0, 1, 2, 3, 5, 20, 100, 254, 255, 256, 300, int.MaxValue];

    /// <summary>A title that a page has by its URL.</summary>
    public static string TitleOf(string canonical) => Titles[canonical.Sum(letter => letter) % Titles.Length];

    /// <summary>A language that a page has by its URL.</summary>
    public static string LanguageOf(string canonical) =>
        Languages[canonical.Sum(letter => letter * 7) % Languages.Length];

    /// <summary>Whether a link on a page counts.</summary>
    public static bool Passes(SourceFilter filter, string url, string title, int pageAuthority, string language) =>
        (filter.Languages.Count == 0 || filter.Languages.Contains(language))
        && !filter.ExcludedLanguages.Contains(language)
        && IsIn(filter.PageAuthority, pageAuthority)
        && (filter.TitleContains is null || Holds(title, filter.TitleContains))
        && (filter.UrlContains is null || Holds(url, filter.UrlContains));

    /// <summary>Whether a list names a source, its host or its site.</summary>
    /// <param name="list">The list.</param>
    /// <param name="source">A page, host or root domain.</param>
    /// <param name="sourceScope">Which of these.</param>
    /// <param name="rootDomain">Its root domain.</param>
    public static bool IsListed(
        IEnumerable<NaiveIntersect.Target> list, string source, string sourceScope, string rootDomain) =>
        list.Any(entry => entry.Scope switch
        {
            "root_domain" => rootDomain == entry.Text,
            "subdomain" => sourceScope != "root_domain" && NaiveIntersect.Host(source) == entry.Text,
            "subfolder" => sourceScope == "page" && source.StartsWith(entry.Text, StringComparison.Ordinal),
            _ => sourceScope == "page" && source == entry.Text,
        });

    /// <summary>Whether a number is in a range; all are in none.</summary>
    public static bool IsIn(ScoreRange? range, int value) =>
        range is not { } given || (value >= given.Min && value <= given.Max);

    /// <summary>Adds conditions to a filter, few at a time.</summary>
    public static SourceFilter WithRandom(Random random, SourceFilter filter)
    {
        bool Sometimes() => random.Next(6) == 0;
        int least = random.Next(1, 20);
        int fewest = random.Next(3) > 0 ? 0 : Counts[random.Next(Counts.Length - 1)];
        return filter with
        {
            PageAuthority = Sometimes() ? new ScoreRange(least, random.Next(least, 101)) : null,
            Languages = Sometimes() ? [Languages[random.Next(Languages.Length)], "de"] : [],
            ExcludedLanguages = Sometimes() ? [Languages[random.Next(Languages.Length)]] : [],
            TitleContains = Sometimes() ? Asked[random.Next(Asked.Length)] : null,
            UrlContains = Sometimes() ? AskedOfUrls[random.Next(AskedOfUrls.Length)] : null,
            OutgoingDomains = Sometimes()
                ? new ScoreRange(fewest, Counts.Where(count => count >= fewest).ElementAt(random.Next(
                    Counts.Count(count => count >= fewest)))) : null,
        };
    }

    private static bool Holds(string text, string part) =>
        NaiveLinks.Fold(text).Contains(NaiveLinks.Fold(part), StringComparison.Ordinal);
}
