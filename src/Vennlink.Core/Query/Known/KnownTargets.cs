using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Known;

/// <summary>The targets of an index by how their names begin. Thread-safe; keep it as long as the index.</summary>
/// <param name="snapshot">The index; must outlive this.</param>
public sealed class KnownTargets(Snapshot snapshot)
{
    /// <summary>Most keys of hosts or pages that are compared for one answer.</summary>
    public const int MaxKeys = 100_000;

    // Most root domains that are asked whether they have a host of some name.
    private const int MaxHostRoots = 1_000;

    // Pages of one host read before the rest of them is passed over.
    private const int MaxPagesPassed = 256;

    private readonly Snapshot _snapshot = snapshot;
    private readonly SiteNames _sites = new(snapshot);

    /// <summary>
    /// Finds the targets that begin so. Root domains are all compared. A host is found by how its name begins, if that
    /// reaches the name of its root domain, and below a whole name; a page by how its URL begins.
    /// </summary>
    /// <param name="start">What was typed.</param>
    /// <param name="skip">Targets to leave out, the best ones.</param>
    /// <param name="limit">Most targets.</param>
    /// <param name="stop">Looked at often.</param>
    public KnownTargetPage Find(TypedStart start, int skip, int limit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (start.Scope == TargetScope.RootDomain)
        {
            (IReadOnlyList<long> best, bool isExact) = _sites.Find(start.Host, skip + limit + 1, MaxKeys, stop);
            return new KnownTargetPage(
                [.. best.Skip(skip).Take(limit).Select(DescribeDomain)], best.Count > skip + limit, isExact);
        }

        bool isAll = true;
        List<Counted> known = start.Scope == TargetScope.Page
            ? Pages(start.PageKey, ref isAll, stop) : Hosts(start.Host, ref isAll, stop);
        Counted[] sorted = [.. known.OrderByDescending(target => target.Count)];
        return new KnownTargetPage(
            [.. sorted.Skip(skip).Take(limit).Select(target => Describe(target, start.Scope))],
            sorted.Length > skip + limit, isAll);
    }

    private KnownTarget DescribeDomain(long domain)
    {
        DomainScores scores = _snapshot.ScoresOfDomains.Read(domain);
        return new KnownTarget(UrlKey.ToText(_sites.Key(domain)), TargetScope.RootDomain, scores.LinkingDomainCount,
            scores.DomainAuthority);
    }

    private KnownTarget Describe(Counted target, TargetScope scope)
    {
        _ = _snapshot.TryFindScores(_snapshot.RootDomainKey(target.Key), out DomainScores scores);
        return new KnownTarget(UrlKey.ToText(target.Key), scope, target.Count, scores.DomainAuthority);
    }

    private List<Counted> Pages(ReadOnlyMemory<byte> start, ref bool isAll, CancellationToken stop)
    {
        List<Counted> found = [];
        foreach ((byte[] key, TargetLists lists) in _snapshot.TargetsFrom(start)
            .TakeWhile(target => target.Key.AsSpan().StartsWith(start.Span)))
        {
            stop.ThrowIfCancellationRequested();
            if (found.Count == MaxKeys)
            {
                isAll = false;
                break;
            }

            found.Add(new Counted(key, lists.Count(SourceScope.RootDomain)));
        }

        return found;
    }

    private List<Counted> Hosts(string start, ref bool isAll, CancellationToken stop)
    {
        SortedDictionary<string, Counted> found = new(StringComparer.Ordinal); // by key
        string[] labels = start.Split('.');
        for (int before = 0; before < labels.Length; before++)
        {
            // The first labels are whole names below a root domain that begins with the others.
            (IReadOnlyList<long> roots, bool isExact) = _sites.Find(
                string.Join('.', labels[before..]), MaxHostRoots, MaxKeys, stop);
            isAll &= isExact && roots.Count < MaxHostRoots;
            byte[] below = [.. labels[..before].Reverse().SelectMany(label =>
                (byte[])[UrlKey.LabelSeparator, .. Encoding.ASCII.GetBytes(label)]), UrlKey.HostEnd];
            foreach (byte[] host in roots.Select(root => (byte[])[.. _sites.Key(root), .. below]))
            {
                stop.ThrowIfCancellationRequested();
                if (_snapshot.IsTarget(TargetScope.Subdomain, host))
                {
                    Add(found, host, _snapshot.Find(TargetScope.Subdomain, host));
                }
            }
        }

        byte[] whole = SiteNames.ReversedLabels(labels);
        if (start.Length > 0 && labels[^1].Length > 0 && !_snapshot.PublicSuffixes.IsPublicSuffix(whole))
        {
            isAll &= AddBelow(whole, found, stop);
        }

        return [.. found.Values];
    }

    // Hosts whose name ends in a whole name; false when some were not looked at.
    private bool AddBelow(byte[] whole, SortedDictionary<string, Counted> found, CancellationToken stop)
    {
        int looked = 0;
        byte[]? from = whole;

        // Terminates: each turn begins above what was read.
        while (from is not null)
        {
            byte[] first = from;
            from = null;
            int pages = 0;
            foreach ((byte[] key, TargetLists lists) in _snapshot.TargetsFrom(first)
                .TakeWhile(target => UrlKey.IsWithin(UrlKey.HostKey(target.Key), whole)))
            {
                stop.ThrowIfCancellationRequested();
                if (++looked > MaxKeys)
                {
                    return false;
                }

                int hostEnd = key.AsSpan().IndexOf(UrlKey.HostEnd);
                if (hostEnd == key.Length - 1)
                {
                    Add(found, key, lists);
                    pages = 0;
                }
                else if (hostEnd >= 0 && ++pages > MaxPagesPassed)
                {
                    from = [.. key[..hostEnd], UrlKey.LabelSeparator];
                    break;
                }
            }
        }

        return true;
    }

    private static void Add(SortedDictionary<string, Counted> found, byte[] key, TargetLists lists) =>
        found[Encoding.Latin1.GetString(key)] = new Counted(key, lists.Count(SourceScope.RootDomain));

    private readonly record struct Counted(byte[] Key, long Count);
}
