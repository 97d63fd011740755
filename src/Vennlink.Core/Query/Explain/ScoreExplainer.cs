using System.Globalization;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Explain;

/// <summary>Tells what the scores of a page or a root domain are made of. Thread-safe.</summary>
/// <remarks>
/// Costs a few reads of lists and dictionaries, however many link to the target: ids ascend from the best source down.
/// </remarks>
/// <param name="snapshot">The index; must outlive this.</param>
public sealed class ScoreExplainer(Snapshot snapshot)
{
    private const int MaxLinking = 10;
    private const string PageText = "page nobody links to. Followed links count, those of its own site too";
    private const string DomainText = "root domain nobody links to. Followed links count";

    private readonly Snapshot _snapshot = snapshot;

    /// <summary>
    /// The scope of what a user typed without one: a page where there is a slash behind the host, else a root domain.
    /// </summary>
    public static TargetScope ScopeOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return text.IndexOf('/', scheme < 0 ? 0 : scheme + 3) >= 0 ? TargetScope.Page : TargetScope.RootDomain;
    }

    /// <summary>Explains.</summary>
    /// <param name="target">A page or a root domain; hosts have no scores.</param>
    /// <param name="cancellationToken">Looked at before each list that is opened, and each row that is
    /// described.</param>
    /// <exception cref="ArgumentException">The target is a host.</exception>
    public Explanation Explain(Target target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Scope == TargetScope.Subdomain)
        {
            throw new ArgumentException("A host has no scores.", nameof(target));
        }

        ReadOnlySpan<byte> key = target.Key.Span;
        DomainExplanation? domain = ExplainDomain(_snapshot.RootDomainKey(key), cancellationToken);
        return target.Scope == TargetScope.RootDomain
            ? new Explanation(
                UrlKey.ToText(key), domain is not null || _snapshot.IsKnown(target.Scope, key), null, domain)
            : new Explanation(
                UrlKey.ToText(key), _snapshot.IsKnown(TargetScope.Page, key), ExplainPage(key, cancellationToken),
                domain);
    }

    private DomainExplanation? ExplainDomain(ReadOnlySpan<byte> key, CancellationToken cancellationToken)
    {
        if (!_snapshot.TryFindScores(key, out DomainScores scores))
        {
            return null;
        }

        long followedCount = CountSources(
            TargetScope.RootDomain, key, SourceScope.RootDomain, cancellationToken, followedOnly: true);
        bool isSource = _snapshot.TryFindDomain(key, out DomainId id);
        return new DomainExplanation(
            UrlKey.ToText(key),
            scores.DomainAuthority,
            DomainAuthorityParts(scores, followedCount),
            scores.SpamScore,
            SpamScoreParts(key),
            scores.RelativeRank,
            scores.LinkingDomainCount,
            followedCount,
            CountSources(TargetScope.RootDomain, key, SourceScope.Page, cancellationToken),
            isSource ? _snapshot.FirstPage(new DomainId(id.Value + 1)) - _snapshot.FirstPage(id) : 0,
            StrongestDomains(key, cancellationToken));
    }

    private static ScoreComponent[] DomainAuthorityParts(in DomainScores scores, long followedCount) =>
    [
        Base,
        RankPart(scores.RelativeRank, AuthorityScale.DomainRankPoints(scores.RelativeRank), DomainText),
        new(
            "followed_linking_root_domains", Number(followedCount),
            Points(AuthorityScale.LinkingDomainPoints(followedCount)),
            $"Other root domains with a followed link to it; {Number(scores.LinkingDomainCount)} link to it in all."),
    ];

    // Spam scores explain themselves through the model that made them.
    private ScoreComponent[] SpamScoreParts(ReadOnlySpan<byte> key) =>
        [.. _snapshot.Spam.Explain(new SpamFeatures(key, _snapshot.EvidenceOf(key)))
            .Select(part => new ScoreComponent(part.Name, part.Value, part.Contribution, part.Words))];

    private PageExplanation ExplainPage(ReadOnlySpan<byte> key, CancellationToken cancellationToken)
    {
        (PageOrigin origin, int? authority, float? rank) = _snapshot.Evidence.Find(key);
        return new PageExplanation(
            UrlKey.ToText(key),
            origin == PageOrigin.Unknown && _snapshot.IsKnown(TargetScope.Page, key)
                ? "It was not crawled, and all links of others to it are lost." : Words(origin, authority),
            authority,
            rank is { } known ? [Base, RankPart(known, AuthorityScale.PagePoints(known), PageText)] : [],
            rank,
            CountSources(TargetScope.Page, key, SourceScope.RootDomain, cancellationToken),
            CountSources(TargetScope.Page, key, SourceScope.Page, cancellationToken),
            StrongestPages(key, cancellationToken));
    }

    private static string Words(PageOrigin origin, int? authority) => origin switch
    {
        PageOrigin.Target => "It was not crawled, and only crawled pages have a Page Authority.",
        PageOrigin.List => "It is known as a source from link lists.",
        PageOrigin.Crawl => "It was crawled.",
        PageOrigin.Host when authority is null =>
            "It stands for a host of a graph that links to no other site, so its Page Authority is not stored.",
        PageOrigin.Host => "It stands for a host of a graph.",
        PageOrigin.RootDomain => "It stands for a root domain of a graph, so it has the Domain Authority of that.",
        _ => "It is not in the index.",
    };

    private List<LinkingDomain> StrongestDomains(ReadOnlySpan<byte> key, CancellationToken cancellationToken)
    {
        List<LinkingDomain> strongest = [];
        using PostingCursor all = _snapshot.OpenList(TargetScope.RootDomain, key, SourceScope.RootDomain);
        using PostingCursor followed =
            _snapshot.OpenList(TargetScope.RootDomain, key, SourceScope.RootDomain, followedOnly: true);
        for (uint id = all.Current; id != PostingCursor.End && strongest.Count < MaxLinking; id = all.Advance())
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] domain = _snapshot.Sources(SourceScope.RootDomain).Key(id);
            _ = _snapshot.TryFindScores(domain, out DomainScores scores);
            strongest.Add(
                new LinkingDomain(UrlKey.ToText(domain), _snapshot.DomainAuthority(new DomainId(id)),
                    scores.RelativeRank, IsFollowed(followed, id)));
        }

        return strongest;
    }

    private List<LinkingPage> StrongestPages(ReadOnlySpan<byte> key, CancellationToken cancellationToken)
    {
        List<LinkingPage> strongest = [];
        using PostingCursor all = _snapshot.OpenList(TargetScope.Page, key, SourceScope.Page);
        using PostingCursor followed = _snapshot.OpenList(TargetScope.Page, key, SourceScope.Page, followedOnly: true);
        for (uint id = all.Current; id != PostingCursor.End && strongest.Count < MaxLinking; id = all.Advance())
        {
            cancellationToken.ThrowIfCancellationRequested();
            PageId page = new(id);
            byte[] url = _snapshot.Sources(SourceScope.Page).Key(id);
            strongest.Add(new LinkingPage(
                UrlKey.ToText(url), _snapshot.PageAuthority(page), _snapshot.DomainAuthority(_snapshot.DomainOf(page)),
                IsFollowed(followed, id)));
        }

        return strongest;
    }

    private bool? IsFollowed(PostingCursor followed, uint id) =>
        _snapshot.Evidence.KnowsLinks ? followed.Seek(id) == id : null;

    private long CountSources(
        TargetScope scope,
        ReadOnlySpan<byte> key,
        SourceScope sources,
        CancellationToken cancellationToken,
        bool followedOnly = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using PostingCursor list = _snapshot.OpenList(scope, key, sources, followedOnly);
        return list.Count;
    }

    private static ScoreComponent Base { get; } = new("base", "1", 1, "The least score there is.");

    private static ScoreComponent RankPart(float rank, double points, string least) =>
        new("relative_rank", Number(rank), Points(points), $"Its PageRank is {Number(rank)} times that of a {least}.");

    private static double Points(double points) => Math.Round(points, 2);

    // A rank little above 1 brings points: what it has above is not to be rounded away.
    private static string Number(float value) =>
        ((double)value).ToString(value < 10 ? "0.####" : value < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One part of a score, in words and numbers.</summary>
/// <param name="Name">Name of the part, in snake case.</param>
/// <param name="Value">What was found, as text.</param>
/// <param name="Points">What it adds: points of an authority, whose sum is the score before it is made a whole number,
/// Domain Authority cut and Page Authority rounded up; for a spam score, to the log-odds. 0: only shown.</param>
/// <param name="Words">What it means, one sentence.</param>
public sealed record ScoreComponent(string Name, string Value, double Points, string Words);

/// <summary>Why a page or a root domain has the scores it has.</summary>
/// <param name="Target">Canonical URL of the page, or the root domain.</param>
/// <param name="IsInIndex">Whether the index knows it, as source or as target.</param>
/// <param name="Page">The page; null where a root domain was asked for.</param>
/// <param name="Domain">The root domain, or that of the page; null where the index does not know it.</param>
public sealed record Explanation(string Target, bool IsInIndex, PageExplanation? Page, DomainExplanation? Domain);
