namespace Vennlink.Ranking;

/// <summary>What the spam score looks at, each a value of 0–255. The order is that of <see cref="SpamFeatureNames"/> and of the bytes of <see cref="SpamEvidence"/>.</summary>
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

    /// <summary>First of those that <see cref="SpamEvidence"/> holds: crawled pages.</summary>
    Pages,

    /// <summary>Mean length of their titles.</summary>
    TitleLength,

    /// <summary>Share without a title.</summary>
    EmptyTitles,

    /// <summary>Links to other root domains, a page.</summary>
    ExternalLinks,

    /// <summary>Share of these that is not followed.</summary>
    NotFollowedLinks,

    /// <summary>Share of pages that link to a profile on a large social site.</summary>
    ProfileLinks,

    /// <summary>Root domains that it links to.</summary>
    LinkedDomains,

    /// <summary>Share of its rank that does not come from trusted sites.</summary>
    SpamMass,
}
