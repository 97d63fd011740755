using System.Globalization;
using System.Text;

namespace Vennlink.Query;

/// <summary>Which sources are looked at at all, whatever they link to. What is not set leaves all in.</summary>
/// <remarks>
/// Language, title, URL and Page Authority are asked of the page that a link stands on: of a host or root domain a link
/// counts that stands on a page that has all of them.
/// </remarks>
public sealed record SourceFilter
{
    /// <summary>Domain Authority of the source's root domain, 1–100.</summary>
    public ScoreRange? DomainAuthority { get; init; }

    /// <summary>Spam score of the source's root domain, 1–100, or −1 where there is none.</summary>
    public ScoreRange? SpamScore { get; init; }

    /// <summary>
    /// Only sources whose root domain ends in one of these: <c>com</c>, <c>co.uk</c>. ASCII, without a dot before.
    /// </summary>
    public IReadOnlyList<string> TopLevelDomains { get; init; } = [];

    /// <summary>Only sources whose root domain ends in none of these.</summary>
    public IReadOnlyList<string> ExcludedTopLevelDomains { get; init; } = [];

    /// <summary>Root domains other than its own that the source links to, by live links.</summary>
    public ScoreRange? OutgoingDomains { get; init; }

    /// <summary>Page Authority of the page, 1–100.</summary>
    public ScoreRange? PageAuthority { get; init; }

    /// <summary>Only pages of one of these languages, each as <see cref="Links.LanguageCode"/> writes it: <c>en</c>, or
    /// <c>und</c> where none is known.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Only pages of none of these languages.</summary>
    public IReadOnlyList<string> ExcludedLanguages { get; init; } = [];

    /// <summary>What the title of the page holds; both folded (<see cref="Links.TextFolding"/>).</summary>
    public string? TitleContains { get; init; }

    /// <summary>What the URL of the page holds, without its scheme; both folded.</summary>
    public string? UrlContains { get; init; }

    /// <summary>Whether anything is asked of pages.</summary>
    internal bool AsksPages =>
        AsksLanguage || PageAuthority is not null || TitleContains is not null || UrlContains is not null;

    /// <summary>Whether a language is asked for.</summary>
    internal bool AsksLanguage => Languages.Count > 0 || ExcludedLanguages.Count > 0;

    /// <summary>All of it, in a text that is the same everywhere.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"authority {DomainAuthority}, spam {SpamScore}, "
            + $"in {string.Join(' ', TopLevelDomains)}, not in {string.Join(' ', ExcludedTopLevelDomains)}");

        // What came later is said only where it is asked, so that questions keep their fingerprints.
        Append(text, "out", OutgoingDomains?.ToString());
        Append(text, "pages", PageAuthority?.ToString());
        Append(text, "languages", Languages.Count == 0 ? null : string.Join(' ', Languages));
        Append(text, "not languages", ExcludedLanguages.Count == 0 ? null : string.Join(' ', ExcludedLanguages));
        Append(text, "title", TitleContains);
        Append(text, "url", UrlContains);
        return text.ToString();
    }

    // With its length, so that no text looks like the words around it.
    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", {name} {value.Length}:{value}");
        }
    }
}

/// <summary>Scores from one to another, both included.</summary>
public readonly record struct ScoreRange(int Min, int Max)
{
    /// <summary>Such as <c>1 to 100</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");
}
