using Vennlink.Graph.Arcs;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// Gathers what pages and links say of all root domains, for the spam score: the one way for builds and for training.
/// </summary>
/// <remarks>
/// Only what is asked for: the live view is read for features of pages, the arcs for
/// <see cref="SpamFeature.LinkedDomains"/>, and spilled again for
/// <see cref="SpamFeature.MutualDomains"/>; with no features nothing is done. Every feature of a root domain follows
/// from its own pages and links, so nothing else that is added to an index moves its score. Not thread-safe.
/// </remarks>
internal sealed class SpamEvidenceGathering : IDisposable
{
    private readonly UInt128 _mask;
    private readonly PageSurvey? _pages;
    private readonly ArcSurvey? _links;
    private long _node;

    /// <param name="features">Features to gather.</param>
    /// <param name="arcs">Followed arcs between root domains, each once, none to itself; nodes are root domains in key
    /// order.</param>
    /// <param name="readPages">Reads the live view; null in an index of a graph.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For lists; beside it stand 8 bytes a root domain where features of links are asked
    /// for.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public SpamEvidenceGathering(
        IReadOnlyList<SpamFeature> features, ArcSpill arcs, Func<PageSurvey>? readPages, string temporaryFolder,
        long memoryBytes, int threadCount, CancellationToken cancellationToken)
    {
        SpamEvidence mask = default;
        foreach (SpamFeature feature in features)
        {
            mask = mask.With(feature, byte.MaxValue);
        }

        _mask = mask.Bits;
        bool countsMutual = features.Contains(SpamFeature.MutualDomains);
        bool countsLinked = countsMutual || features.Contains(SpamFeature.LinkedDomains);
        _links = countsLinked
            ? new ArcSurvey(arcs, countsMutual, temporaryFolder, memoryBytes, threadCount, cancellationToken) : null;
        try
        {
            _pages = features.Any(feature => feature < SpamFeature.LinkedDomains) ? readPages?.Invoke() : null;
        }
        catch
        {
            _links?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Evidence of the next root domain in key order; features that were not asked for are not known.
    /// </summary>
    /// <param name="rootDomainKey">Its key.</param>
    /// <param name="linkingDomainCount">Other root domains with a link to it.</param>
    /// <param name="followedDomainCount">Those of them with a followed one; null where links do not say whether they
    /// are followed.</param>
    public SpamEvidence Next(ReadOnlySpan<byte> rootDomainKey, uint linkingDomainCount, uint? followedDomainCount)
    {
        UInt128 known = (_pages?.Of(rootDomainKey) ?? default).Bits | (_links?.Of(_node) ?? default).Bits;
        _node++;
        SpamEvidence evidence = new SpamEvidence(known)
            .With(SpamFeature.LinkingDomains, SpamEvidence.OfCount(linkingDomainCount));
        if (followedDomainCount is { } followed)
        {
            evidence = evidence.With(SpamFeature.NotFollowedDomains,
                SpamEvidence.OfShare(linkingDomainCount - followed, linkingDomainCount));
        }

        return new SpamEvidence(evidence.Bits & _mask);
    }

    public void Dispose()
    {
        _pages?.Dispose();
        _links?.Dispose();
    }
}
