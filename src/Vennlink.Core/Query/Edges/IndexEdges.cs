using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Query.Edges;

/// <summary>
/// All nodes and edges of an index: pages, hosts or root domains. Links of a node to itself are none.
/// </summary>
/// <param name="snapshot">The index.</param>
/// <param name="level">What nodes are.</param>
/// <param name="links">Which links count; null for all live ones.</param>
public sealed class IndexEdges(Snapshot snapshot, SourceScope level, LinkFilter? links)
{
    // What is sorted at once; more goes to disk.
    private const long SortBytes = 128 << 20;

    // Behind the two keys of a sorted record, each ended by a zero: five numbers.
    private const int FactsBytes = 5 * sizeof(long);
    private const int MaxKeyBytes = 8192;

    private readonly byte[] _record = new byte[(2 * MaxKeyBytes) + 2 + FactsBytes];

    /// <summary>
    /// Hands over each node once, in key order: all that links, or is linked to; with what is known of it as a page
    /// where that is at hand. Memory does not grow with the index.
    /// </summary>
    public void ForEachNode(Action<ReadOnlyMemory<byte>, KnownPage?> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        IEnumerable<ReadOnlyMemory<byte>> linked = snapshot.Targets(ScopeOf(level)).Select(
            target => level == SourceScope.Subdomain ? target[..UrlKey.HostLength(target.Span)] : target);
        if (links is not { State: not LinkState.Live })
        {
            ForEachNode(linked, take, cancellationToken);
            return;
        }

        // What only lost links lead to is no target of the index.
        using SortedKeys lost = new();
        snapshot.Evidence.ForEachLink(default, links, (_, link) => lost.Add(KeyOf(link.TargetKey)), cancellationToken);
        ForEachNode(Merge(linked, lost.Sort(cancellationToken)), take, cancellationToken);
    }

    private void ForEachNode(IEnumerable<ReadOnlyMemory<byte>> linked, Action<ReadOnlyMemory<byte>, KnownPage?> take,
        CancellationToken cancellationToken)
    {
        if (level != SourceScope.Page || !snapshot.Evidence.KnowsLinks)
        {
            foreach (ReadOnlyMemory<byte> target in linked)
            {
                cancellationToken.ThrowIfCancellationRequested();
                take(target, null);
            }

            return;
        }

        // Pages that were read or listed, and pages that are linked to: two walks in key order, made one.
        using IEnumerator<ReadOnlyMemory<byte>> targets = linked.GetEnumerator();
        bool hasTarget = targets.MoveNext();
        snapshot.Evidence.ForEachPage(page =>
        {
            int order = 0;
            while (hasTarget && (order = targets.Current.Span.SequenceCompareTo(page.Key.Span)) < 0)
            {
                take(targets.Current, null);
                hasTarget = targets.MoveNext();
            }

            take(page.Key, page);
            hasTarget = hasTarget && (order != 0 || targets.MoveNext());
        }, cancellationToken);
        for (; hasTarget; hasTarget = targets.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            take(targets.Current, null);
        }
    }

    /// <summary>
    /// Hands over each edge once: by source and then by target in key order; those of a graph alone whose vertices are
    /// the nodes by target.
    /// </summary>
    /// <exception cref="LinkFactsException">Something is asked of links that the index does not know.</exception>
    /// <exception cref="IOException">There is no room for what is sorted.</exception>
    public void ForEachEdge(EdgeAction take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        bool isVertex = !snapshot.Evidence.KnowsLinks && (snapshot.IsDomainGraph || level != SourceScope.RootDomain);
        if (isVertex)
        {
            snapshot.Evidence.ForEachLink(default, links, (source, link) =>
                TakeUnlessSame(take, KeyOf(source), KeyOf(link.TargetKey), EdgeFacts.Arc), cancellationToken);
        }
        else if (level == SourceScope.Page)
        {
            ForEachPageEdge(take, cancellationToken);
        }
        else
        {
            ForEachSorted(take, cancellationToken);
        }
    }

    /// <summary>Target scope whose keys are those of nodes.</summary>
    internal static TargetScope ScopeOf(SourceScope level) => level switch
    {
        SourceScope.Page => TargetScope.Page,
        SourceScope.Subdomain => TargetScope.Subdomain,
        _ => TargetScope.RootDomain,
    };

    /// <summary>The node that a page belongs to.</summary>
    internal static ReadOnlySpan<byte> NodeOf(Snapshot snapshot, SourceScope level, ReadOnlySpan<byte> pageKey) =>
        level switch
        {
            SourceScope.Page => pageKey,
            SourceScope.Subdomain => UrlKey.HostKey(pageKey),
            _ => snapshot.RootDomainKey(pageKey),
        };

    // Two walks in key order, each with a key once, as one.
    private static IEnumerable<ReadOnlyMemory<byte>> Merge(
        IEnumerable<ReadOnlyMemory<byte>> first, IEnumerable<ReadOnlyMemory<byte>> second)
    {
        using IEnumerator<ReadOnlyMemory<byte>> one = first.GetEnumerator();
        using IEnumerator<ReadOnlyMemory<byte>> other = second.GetEnumerator();
        bool hasOne = one.MoveNext();
        bool hasOther = other.MoveNext();
        while (hasOne || hasOther)
        {
            int order = !hasOther ? -1 : !hasOne ? 1 : one.Current.Span.SequenceCompareTo(other.Current.Span);
            yield return order <= 0 ? one.Current : other.Current;
            hasOne = order <= 0 ? one.MoveNext() : hasOne;
            hasOther = order >= 0 ? other.MoveNext() : hasOther;
        }
    }

    private ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> pageKey) => NodeOf(snapshot, level, pageKey);

    private static void TakeUnlessSame(
        EdgeAction take, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, EdgeFacts facts)
    {
        if (!source.SequenceEqual(target))
        {
            take(source, target, facts);
        }
    }

    // The links of a page stand together, so a page at a time is enough.
    private void ForEachPageEdge(EdgeAction take, CancellationToken cancellationToken)
    {
        PageSums sums = new();
        byte[] page = [];
        snapshot.Evidence.ForEachLink(default, links, (source, link) =>
        {
            if (!source.SequenceEqual(page))
            {
                sums.Drain(page, take);
                page = source.ToArray();
            }

            ReadOnlySpan<byte> target = KeyOf(link.TargetKey);
            if (!target.SequenceEqual(KeyOf(source)))
            {
                sums.Add(target, link.Facts);
            }
        }, cancellationToken);
        sums.Drain(page, take);
    }

    private void ForEachSorted(EdgeAction take, CancellationToken cancellationToken)
    {
        using TemporarySort sort = new(SortBytes);
        ForEachPageEdge((page, target, facts) => sort.Add(Encode(KeyOf(page), target, facts)), cancellationToken);
        using SortedRecords records = sort.Sort(cancellationToken);
        byte[] pair = [];
        EdgeFacts sum = default;
        while (records.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> record = records.Current;
            EdgeFacts facts = Decode(record[^FactsBytes..]);
            if (record[..^FactsBytes].SequenceEqual(pair))
            {
                sum = sum.Add(facts);
                continue;
            }

            Take(pair, sum);
            (pair, sum) = (record[..^FactsBytes].ToArray(), facts);
        }

        Take(pair, sum);

        void Take(ReadOnlySpan<byte> pair, EdgeFacts sum)
        {
            if (!pair.IsEmpty)
            {
                int end = pair.IndexOf((byte)0);
                take(pair[..end], pair[(end + 1)..^1], sum);
            }
        }
    }

    // Hosts and root domains have no zero in their keys, so byte order of records is that of the two keys.
    private ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, EdgeFacts facts)
    {
        source.CopyTo(_record);
        _record[source.Length] = 0;
        target.CopyTo(_record.AsSpan(source.Length + 1));
        int length = source.Length + target.Length + 2;
        _record[length - 1] = 0;
        ReadOnlySpan<long> numbers =
        [
            facts.LinkCount, facts.FollowedCount ?? -1, facts.PageCount, facts.FirstSeenSeconds ?? long.MinValue,
            facts.LastSeenSeconds ?? long.MinValue,
        ];
        foreach (long number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(length), number);
            length += sizeof(long);
        }

        return _record.AsSpan(0, length);
    }

    private static EdgeFacts Decode(ReadOnlySpan<byte> bytes)
    {
        long followed = Number(bytes, 1);
        long first = Number(bytes, 3);
        long last = Number(bytes, 4);
        return new EdgeFacts(Number(bytes, 0), followed < 0 ? null : followed, Number(bytes, 2),
            first == long.MinValue ? null : first, last == long.MinValue ? null : last);

        static long Number(ReadOnlySpan<byte> bytes, int index) =>
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(index * sizeof(long))..]);
    }
}
