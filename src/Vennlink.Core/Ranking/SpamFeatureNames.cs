namespace Vennlink.Ranking;

/// <summary>Names of <see cref="SpamFeature"/>s, as model files and <c>explain</c> write them, and words for their values.</summary>
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
        SpamFeature.NameLength => (Number(value), "characters in the name"),
        SpamFeature.NameDigits => (Number(value), "digits in the name"),
        SpamFeature.NameHyphens => (Number(value), "hyphens in the name"),
        SpamFeature.NameConsonants => (Number(value), "consonants in a row in the name"),
        SpamFeature.NameVowels => (Number(value), "vowels in a row in the name"),
        SpamFeature.NameSurprise => (FormattableString.Invariant($"{value / 16.0:F1}"), "bits of surprise a character of the name"),
        SpamFeature.Pages => (Number(SpamEvidence.LeastCount(value)), "pages in the index, at least"),
        SpamFeature.TitleLength => (Number(value - 1), "bytes in a title, on average"),
        SpamFeature.EmptyTitles => (Percent(value), "of the crawled pages have no title"),
        SpamFeature.ExternalLinks => (Number(SpamEvidence.LeastCount(value)), "links to other sites on a page, at least, on average"),
        SpamFeature.NotFollowedLinks => (Percent(value), "of the links to other sites are not followed"),
        SpamFeature.ProfileLinks => (Percent(value), "of the pages link to a large social site"),
        SpamFeature.LinkedDomains => (Number(SpamEvidence.LeastCount(value)), "root domains that it has a followed link to, at least"),
        SpamFeature.MutualDomains => (Percent(value), "of the root domains that it links to link back"),
        SpamFeature.LinkingDomains => (Number(SpamEvidence.LeastCount(value)), "root domains that link to it, at least"),
        _ => (Percent(value), "of the root domains that link to it have no followed link"),
    };

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Percent(byte value) => Number(value - 1) + " %";
}
