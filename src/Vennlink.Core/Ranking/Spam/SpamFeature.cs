namespace Vennlink.Ranking.Spam;

/// <summary>
/// What the spam score looks at, each a value of 0–255. The order is that of <see cref="SpamFeatureNames"/> and of the
/// bytes of <see cref="SpamEvidence"/>.
/// </summary>
internal enum SpamFeature
{
    /// <summary>Bytes of the last label of the root domain (<c>example</c> of <c>example.co.uk</c>).</summary>
    NameLength,

    /// <summary>Digits in it.</summary>
    NameDigits,

    /// <summary>Hyphens in it.</summary>
    NameHyphens,

    /// <summary>Longest run of consonants.</summary>
    NameConsonants,

    /// <summary>Longest run of vowels.</summary>
    NameVowels,

    /// <summary>How rare its pairs of characters are: mean surprise, sixteenths of a bit a character.</summary>
    NameSurprise,

    /// <summary>
    /// First of those that <see cref="SpamEvidence"/> holds: live pages, without those whose latest capture was an
    /// error or led elsewhere.
    /// </summary>
    Pages,

    /// <summary>Mean length of the titles of crawled pages.</summary>
    TitleLength,

    /// <summary>Share of crawled pages without a title.</summary>
    EmptyTitles,

    /// <summary>Links to other root domains, a page.</summary>
    ExternalLinks,

    /// <summary>Share of these that is not followed.</summary>
    NotFollowedLinks,

    /// <summary>Share of pages that link to a large social site, where profiles are.</summary>
    ProfileLinks,

    /// <summary>Other root domains that it has a followed link to.</summary>
    LinkedDomains,

    /// <summary>Of these, the share that has a followed link back.</summary>
    MutualDomains,

    /// <summary>Other root domains with a link to it.</summary>
    LinkingDomains,

    /// <summary>Of these, the share without a followed one.</summary>
    NotFollowedDomains,
}
