namespace Vennlink.Ranking.Spam;

/// <summary>
/// Names of <see cref="SpamFeature"/>s, as model files and <c>explain</c> write them, and words for their values.
/// </summary>
internal static class SpamFeatureNames
{
    private static readonly string[] Names =
    [
        "name_length", "name_digits", "name_hyphens", "name_consonants", "name_vowels", "name_surprise",
        "pages", "title_length", "empty_titles", "external_links", "not_followed_links", "profile_links",
        "linked_domains", "mutual_domains", "linking_domains", "not_followed_domains",
    ];

    /// <summary>Number of features.</summary>
    public static int Count => Names.Length;

    /// <summary>Name of a feature: lower case, underscores.</summary>
    public static string Of(SpamFeature feature) => Names[(int)feature];

    /// <summary>Finds a feature by name.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out SpamFeature feature)
    {
        int index = Names.AsSpan().IndexOf(name.ToString());
        feature = (SpamFeature)index;
        return index >= 0;
    }

    /// <summary>A value as a person reads it, and what it says.</summary>
    public static (string Value, string Words) Describe(SpamFeature feature, byte value) => feature switch
    {
        SpamFeature.NameLength => Counted(value, "character", "in the name"),
        SpamFeature.NameDigits => Counted(value, "digit", "in the name"),
        SpamFeature.NameHyphens => Counted(value, "hyphen", "in the name"),
        SpamFeature.NameConsonants => Counted(value, "consonant", "in a row in the name"),
        SpamFeature.NameVowels => Counted(value, "vowel", "in a row in the name"),
        SpamFeature.NameSurprise =>
            (FormattableString.Invariant($"{value / 16.0:F1}"), "bits of surprise a character of the name"),
        SpamFeature.Pages => Counted(SpamEvidence.MinCount(value), "page", "in the index, at least"),
        SpamFeature.TitleLength => Counted(value - 1, "byte", "in a title, on average"),
        SpamFeature.EmptyTitles => (Percent(value), "of the crawled pages have no title"),
        SpamFeature.ExternalLinks =>
            Counted(SpamEvidence.MinCount(value), "link", "to other sites on a page, at least, on average"),
        SpamFeature.NotFollowedLinks => (Percent(value), "of the links to other sites are not followed"),
        SpamFeature.ProfileLinks => (Percent(value), "of the pages link to a large social site"),
        SpamFeature.LinkedDomains =>
            Counted(SpamEvidence.MinCount(value), "root domain", "that it has a followed link to, at least"),
        SpamFeature.MutualDomains => (Percent(value), "of the root domains that it links to link back"),
        SpamFeature.LinkingDomains =>
            Counted(SpamEvidence.MinCount(value), "other root domain",
                SpamEvidence.MinCount(value) == 1 ? "that links to it, at least" : "that link to it, at least"),
        _ => (Percent(value), "of the root domains that link to it have no followed link"),
    };

    private static (string Value, string Words) Counted(long count, string one, string rest) =>
        (Number(count), $"{one}{(count == 1 ? "" : "s")} {rest}");

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Percent(byte value) => Number(value - 1) + " %";
}
