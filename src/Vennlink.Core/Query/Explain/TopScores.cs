using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Urls;

namespace Vennlink.Query.Explain;

/// <summary>The root domains and crawled pages of the highest scores. Thread-safe.</summary>
/// <remarks>
/// Reads one column and holds as many rows as are asked for; ties go by key, which is the order of the columns.
/// </remarks>
/// <param name="snapshot">The index; must outlive this.</param>
public sealed class TopScores(Snapshot snapshot)
{
    // Elements of a column looked at before the token is.
    private const int Stride = 1 << 16;

    private readonly Snapshot _snapshot = snapshot;

    /// <summary>
    /// Whether the index has scores of pages: not one of a graph, whose vertices are hosts or root domains.
    /// </summary>
    public bool HasPages => _snapshot.Evidence.ScoresPages;

    /// <summary>The first root domains, also those that link to nobody.</summary>
    /// <param name="order">By what: highest first, ties by key.</param>
    /// <param name="limit">Most rows, at least 1.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public IEnumerable<TopDomain> Domains(TopOrder order, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        DomainScoresReader scores = _snapshot.ScoresOfDomains;
        HighestValues best = new(limit);
        for (long first = 0; first < scores.RecordCount; first += Stride)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = (int)Math.Min(Stride, scores.RecordCount - first);
            if (order == TopOrder.DomainAuthority)
            {
                best.Add(first, scores.Authorities(first, count));
            }
            else
            {
                best.Add(first, scores.LinkingDomainCounts(first, count));
            }
        }

        return best.Ordinals().Select(domain => new TopDomain(KeyText(scores, domain), scores.Read(domain)));
    }

    /// <summary>
    /// The crawled pages of the highest Page Authority, ties by key; none where <see cref="HasPages"/> is false.
    /// </summary>
    /// <param name="limit">Most rows, at least 1.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public IEnumerable<TopPage> Pages(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _snapshot.Evidence.BestPages(limit, cancellationToken).Select(Describe);
    }

    private TopPage Describe(KnownPage page)
    {
        ReadOnlySpan<byte> key = page.Key.Span;
        _ = _snapshot.TryFindScores(_snapshot.RootDomainKey(key), out DomainScores domain);
        string title = Encoding.UTF8.GetString(page.Title.Span);
        return new TopPage(
            UrlKey.ToText(key), title, page.Authority ?? 0, domain.DomainAuthority, page.RelativeRank ?? 0);
    }

    private static string KeyText(DomainScoresReader scores, long domain) => UrlKey.ToText(scores.Key(domain));
}

/// <summary>One of the first root domains.</summary>
/// <param name="RootDomain">Its name.</param>
/// <param name="Scores">Its scores.</param>
public sealed record TopDomain(string RootDomain, DomainScores Scores);

/// <summary>One of the first pages.</summary>
/// <param name="Page">Canonical URL.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="PageAuthority">1–100.</param>
/// <param name="DomainAuthority">1–100, of its root domain.</param>
/// <param name="RelativeRank">Its PageRank, that of a page nobody links to being 1.</param>
public sealed record TopPage(string Page, string Title, int PageAuthority, int DomainAuthority, float RelativeRank);

/// <summary>What the first root domains are first by.</summary>
public enum TopOrder
{
    /// <summary>Domain Authority.</summary>
    DomainAuthority,

    /// <summary>Linking root domains.</summary>
    LinkingDomains,
}
