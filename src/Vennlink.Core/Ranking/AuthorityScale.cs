namespace Vennlink.Ranking;

/// <summary>Turns ranks into their 1–100 form.</summary>
internal static class AuthorityScale
{
    /// <summary>What the manifest says about scores that were computed from the index's own graphs.</summary>
    public const string ComputedDescription = "PageRank and linking root domains, log scale";

    /// <summary>What the manifest says about scores of a graph that came with ranks.</summary>
    public const string PublishedDescription = "published PageRank and linking root domains, log scale";

    // The largest root domain of the 2026 Common Crawl graph has 17.3 million linking ones (24 bits) and some four
    // million times the PageRank of one that nobody links to (22 bits): about their mean stands for 100.
    private const double FullDomainBits = 23;

    // Rank that links bring is counted in parts of what a page has of its own. The finer they are, the more points lie
    // between a page with one link out of hundreds on the linking page and one with the only link; with 256, sole links
    // of unlinked pages give 25.
    private const double PartsOfOwnRank = 256;

    // 2^24 times the rank of a page that nobody links to stand for 100.
    private const double FullPageBits = 24 + 8;

    // Element s − 1 is the least value with score s. Computed powers may differ between machines in their last bits; as
    // floats they do not.
    private static readonly float[] MinDomainProducts =
        [.. Enumerable.Range(0, 100).Select(step => (float)Math.Pow(2, step * 2 * FullDomainBits / 99))];

    // Points are rounded up: the least rank with s points more than the base is the next above that with exactly s − 1.
    private static readonly float[] MinPageRanks =
        [0, .. Enumerable.Range(0, 99).Select(step =>
            float.BitIncrement((float)(1 + ((Math.Pow(2, step * FullPageBits / 99) - 1) / PartsOfOwnRank))))];

    /// <summary>Domain Authority of a root domain: half of its points come from rank, half from how many link to
    /// it.</summary>
    /// <param name="relativeRank">PageRank relative to a root domain that nobody links to: 1 for such a one. Looked at
    /// as a float, as it is stored.</param>
    /// <param name="followedDomainCount">Root domains other than itself with a followed live link to it: its in-degree
    /// in the graph that rank is computed on.</param>
    /// <returns>1 + ⌊99 · (log₂ t + log₂(1 + n)) / 46⌋ within 1–100. Monotone in both, the same on every
    /// machine.</returns>
    /// <remarks>Why these two: docs/decisions/0004-domain-authority.md.</remarks>
    public static byte DomainAuthority(double relativeRank, long followedDomainCount) =>
        Score(MinDomainProducts, (float)relativeRank * (1d + followedDomainCount));

    /// <summary>Page Authority of a crawled page.</summary>
    /// <param name="relativeRank">PageRank relative to a page that nobody links to: 1 for such a one. Looked at as a
    /// float, as it is stored.</param>
    /// <returns>1 + ⌈99 · log₂(1 + 256 · (t − 1)) / 32⌉ within 1–100: 1 only without a followed link. Monotone, the
    /// same on every machine.</returns>
    public static byte PageAuthority(double relativeRank) => Score(MinPageRanks, relativeRank);

    /// <summary>What rank adds to <see cref="DomainAuthority"/>, before it is cut to a whole number and held at
    /// 100.</summary>
    public static double DomainRankPoints(double relativeRank) => Points(relativeRank, 2 * FullDomainBits);

    /// <summary>What root domains with a followed link add to <see cref="DomainAuthority"/>, before it is held at
    /// 100.</summary>
    public static double LinkingDomainPoints(long followedDomainCount) =>
        Points(1d + followedDomainCount, 2 * FullDomainBits);

    /// <summary>What rank adds to <see cref="PageAuthority"/>, before it is rounded up to a whole number and held at
    /// 100.</summary>
    public static double PagePoints(double relativeRank) =>
        Points(1 + (PartsOfOwnRank * (relativeRank - 1)), FullPageBits);

    private static double Points(double value, double fullBits) => 99 * Math.Log2(Math.Max(1, value)) / fullBits;

    // One multiplication of doubles and one rounding are the same on every machine.
    private static byte Score(float[] leastValues, double value)
    {
        int found = leastValues.AsSpan().BinarySearch((float)value);
        return (byte)Math.Max(1, found >= 0 ? found + 1 : ~found);
    }
}
