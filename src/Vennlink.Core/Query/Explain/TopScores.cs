using System.Numerics;
using System.Text;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Urls;

namespace Vennlink.Query.Explain;

/// <summary>The root domains and crawled pages of the highest scores. Thread-safe.</summary>
/// <remarks>Reads one column and holds as many rows as are asked for; ties go by key, which is the order of the columns.</remarks>
/// <param name="snapshot">The index; must outlive this.</param>
public sealed class TopScores(Snapshot snapshot)
{
    // Elements of a column looked at before the token is.
    private const int Stride = 1 << 16;

    private readonly Snapshot _snapshot = snapshot;

    /// <summary>Whether the index has scores of pages: not one of a graph, whose vertices are hosts or root domains.</summary>
    public bool HasPages => _snapshot.ScoresOfPages is not null;

    /// <summary>The first root domains, also those that link to nobody.</summary>
    /// <param name="order">By what: highest first, ties by key.</param>
    /// <param name="limit">Most rows, at least 1.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public IEnumerable<TopDomain> Domains(TopOrder order, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        DomainScoresReader scores = _snapshot.ScoresOfDomains;
        Best best = new(limit);
        for (long first = 0; first < scores.Count; first += Stride)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = (int)Math.Min(Stride, scores.Count - first);
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

    /// <summary>The crawled pages of the highest Page Authority, ties by key; none where <see cref="HasPages"/> is false.</summary>
    /// <param name="limit">Most rows, at least 1.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public IEnumerable<TopPage> Pages(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (_snapshot.ScoresOfPages is not { } scores)
        {
            return [];
        }

        Best best = new(limit);
        for (long first = 0; first < scores.Count; first += Stride)
        {
            cancellationToken.ThrowIfCancellationRequested();
            best.Add(first, scores.Authorities(first, (int)Math.Min(Stride, scores.Count - first)));
        }

        return best.Ordinals().Select(page => Describe(scores, page));
    }

    private TopPage Describe(PageScores scores, long page)
    {
        using LivePageCursor cursor = _snapshot.LivePages!.ReadFrom(page);
        cursor.MoveNext();
        LivePage live = cursor.Current;
        _ = _snapshot.TryFindScores(_snapshot.RootDomainKey(live.Key), out DomainScores domain);
        return new TopPage(UrlKey.ToText(live.Key), Encoding.UTF8.GetString(live.Title), scores.Authority(page), domain.DomainAuthority, scores.RelativeRank(page));
    }

    private static string KeyText(DomainScoresReader scores, long domain)
    {
        byte[] key = new byte[scores.Key(domain, [])];
        scores.Key(domain, key);
        return UrlKey.ToText(key);
    }

    // The highest values met so far and their ordinals; the worst one stands at the head of the queue. Of equal values the earlier ordinal is better.
    private sealed class Best(int limit)
    {
        private readonly PriorityQueue<long, (uint Value, long Later)> _queue = new();

        // Once the queue is full, what is not above this is worse than all in it, since it comes later.
        private long _least = -1;

        public void Add<T>(long first, ReadOnlySpan<T> values)
            where T : IBinaryInteger<T>
        {
            for (int index = 0; index < values.Length; index++)
            {
                uint value = uint.CreateTruncating(values[index]);
                if (value > _least)
                {
                    Add(value, first + index);
                }
            }
        }

        // The best first.
        public long[] Ordinals()
        {
            long[] ordinals = new long[_queue.Count];
            for (int place = ordinals.Length - 1; place >= 0; place--)
            {
                ordinals[place] = _queue.Dequeue();
            }

            return ordinals;
        }

        private void Add(uint value, long ordinal)
        {
            if (_queue.Count < limit)
            {
                _queue.Enqueue(ordinal, (value, -ordinal));
            }
            else
            {
                _queue.EnqueueDequeue(ordinal, (value, -ordinal));
            }

            if (_queue.Count == limit && _queue.TryPeek(out _, out (uint Value, long Later) worst))
            {
                _least = worst.Value;
            }
        }
    }
}
