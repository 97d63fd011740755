namespace Vennlink.Ranking.Spam;

/// <summary>Everything a spam score is made from: the name of a root domain and what the index saw of it.</summary>
/// <param name="rootDomainKey">Its labels reversed (<see cref="Urls.UrlKey"/>), without a host end.</param>
/// <param name="evidence">What pages and graph say.</param>
internal readonly ref struct SpamFeatures(ReadOnlySpan<byte> rootDomainKey, SpamEvidence evidence)
{
    /// <summary>Labels reversed, without a host end.</summary>
    public ReadOnlySpan<byte> RootDomainKey { get; } = rootDomainKey;

    /// <summary>What pages and graph say.</summary>
    public SpamEvidence Evidence { get; } = evidence;
}
