using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Urls;

namespace Vennlink.Query.Known;

/// <summary>Finds the root domains whose name begins with a text, the most linked ones first. Thread-safe.</summary>
/// <remarks>
/// Each public suffix with root domains below it is one range of keys, found once for an index by some thousand
/// look-ups. Then a name costs a look-up or two a suffix, and a pass over a column where its ranges are long.
/// </remarks>
internal sealed class SiteNames(Snapshot snapshot)
{
    // Elements of a column looked at before the token is.
    private const int Stride = 1 << 16;

    // Above every byte that a key holds.
    private const byte AboveAll = 0xFF;

    private readonly DomainScoresReader _scores = snapshot.ScoresOfDomains;
    private readonly Lazy<Suffix[]> _suffixes = new(() => FindSuffixes(snapshot));

    /// <summary>Their ordinals: most linking root domains first, then in key order.</summary>
    /// <param name="start">Lower case and punycode; empty for all.</param>
    /// <param name="mostCount">Most ordinals.</param>
    /// <param name="mostLookedAt">Most names of the ranges whose spelling is looked at.</param>
    /// <param name="stop">Looked at often.</param>
    /// <returns>The ordinals, and whether there is no better one that was not looked at.</returns>
    public (IReadOnlyList<long> Ordinals, bool IsExact) Find(
        string start, int mostCount, int mostLookedAt, CancellationToken stop)
    {
        IReadOnlyList<(long First, long End)> ranges = Merge(RangesOf(start));

        // Among names that begin so there are longer ones of other suffixes: foo.blogspot.com in the range of blog.
        for (int looked = Math.Min(2 * mostCount, mostLookedAt); ; looked = Math.Min(8 * looked, mostLookedAt))
        {
            long[] best = Highest(ranges, looked, stop);
            long[] found = [.. best.Where(domain => BeginsWith(domain, start)).Take(mostCount)];
            bool isAll = best.Length < looked;
            if (found.Length == mostCount || isAll || looked == mostLookedAt)
            {
                return (found, isAll || found.Length == mostCount);
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Name of a root domain.</summary>
    public byte[] Key(long domain) => _scores.Key(domain);

    private bool BeginsWith(long domain, string start) =>
        UrlKey.ToText(Key(domain)).StartsWith(start, StringComparison.Ordinal);

    private IEnumerable<(long First, long End)> RangesOf(string start)
    {
        if (start.Length == 0)
        {
            return [(0, _scores.RecordCount)];
        }

        string[] labels = start.Split('.');
        string behindFirst = start[Math.Min(start.Length, labels[0].Length + 1)..];
        IEnumerable<byte[]> starts = labels.Length == 1
            ? [.. _suffixes.Value.Select(suffix => suffix.Below(labels[0]))]
            : _suffixes.Value.Where(suffix => suffix.Name.StartsWith(behindFirst, StringComparison.Ordinal))
                .Select(suffix => suffix.Below(labels[0]));

        // An IP address is one label, and so is a host that is a suffix itself; of a graph a name may be any.
        byte[] whole = Encoding.ASCII.GetBytes(start);
        IEnumerable<(long First, long End)> below = starts.Select(below => RangeOf(below, labels.Length > 1));
        IEnumerable<(long First, long End)> others = _suffixes.Value
            .Where(suffix => suffix.Name.StartsWith(start, StringComparison.Ordinal)).Select(suffix => suffix.Key)
            .Append(ReversedLabels(labels)).Select(key => RangeOf(key, isWhole: true));
        IEnumerable<(long First, long End)> addresses = char.IsAsciiDigit(start[0]) ? [RangeOf(whole, isWhole: false)]
            : [];
        return below.Concat(others).Concat(addresses).Where(range => range.First < range.End);
    }

    /// <summary>Labels as a key has them, the last first; the first may go on.</summary>
    internal static byte[] ReversedLabels(string[] labels) =>
        Encoding.ASCII.GetBytes(string.Join((char)UrlKey.LabelSeparator, labels.Reverse()));

    // The names that begin with some bytes, or the one that is them.
    private (long First, long End) RangeOf(byte[] start, bool isWhole)
    {
        long first = _scores.FirstAtOrAbove(start, out bool isIt);
        return isWhole ? (first, first + (isIt ? 1 : 0)) : (first, _scores.FirstAtOrAbove([.. start, AboveAll], out _));
    }

    private static List<(long First, long End)> Merge(IEnumerable<(long First, long End)> ranges)
    {
        List<(long First, long End)> merged = [];
        foreach ((long first, long end) in ranges.Order())
        {
            if (merged is [.., var last] && first <= last.End)
            {
                merged[^1] = (last.First, Math.Max(last.End, end));
            }
            else
            {
                merged.Add((first, end));
            }
        }

        return merged;
    }

    private long[] Highest(IReadOnlyList<(long First, long End)> ranges, int limit, CancellationToken stop)
    {
        HighestValues best = new(limit);
        foreach ((long first, long end) in ranges)
        {
            for (long at = first; at < end; at += Stride)
            {
                stop.ThrowIfCancellationRequested();
                int count = (int)Math.Min(Stride, end - at);
                best.Add(at, _scores.LinkingDomainCounts(at, count));
            }
        }

        return best.Ordinals();
    }

    // Those that root domains of the index stand below: by the rules of its list, and top-level domains that it does
    // not know.
    private static Suffix[] FindSuffixes(Snapshot snapshot)
    {
        DomainScoresReader scores = snapshot.ScoresOfDomains;
        IEnumerable<byte[]> rules = snapshot.PublicSuffixes.Rules().SelectMany(rule =>
            (IEnumerable<byte[]>)[rule.Key, .. rule.IsWildcard ? Labels(scores, rule.Key) : []]);
        SortedDictionary<string, byte[]> candidates = new(StringComparer.Ordinal); // in key order
        foreach (byte[] key in Labels(scores, []).Concat(rules))
        {
            candidates[Encoding.Latin1.GetString(key)] = key;
        }

        // Invariant: next is the first key at or above the candidate that was looked up last, so candidates up to it
        // need no look-up: most rules have no root domain.
        List<Suffix> found = [];
        byte[] next = [];
        foreach (byte[] key in candidates.Values)
        {
            if (next.AsSpan().SequenceCompareTo(key) < 0)
            {
                long at = scores.FirstAtOrAbove(key, out _);
                next = at < scores.RecordCount ? scores.Key(at) : [AboveAll];
            }

            if (UrlKey.IsWithin(next, key))
            {
                found.Add(new Suffix(key, UrlKey.ToText(key)));
            }
        }

        return [.. found];
    }

    // The labels that follow a suffix, each once; of IP addresses none. A look-up each.
    private static IEnumerable<byte[]> Labels(DomainScoresReader scores, byte[] suffix)
    {
        byte[] before = suffix.Length == 0 ? [] : [.. suffix, UrlKey.LabelSeparator];
        long at = scores.FirstAtOrAbove(before, out _);

        // Terminates: each turn looks above the label that was found.
        while (at < scores.RecordCount && scores.Key(at) is var key && key.AsSpan().StartsWith(before))
        {
            int length = key.AsSpan(before.Length).IndexOf(UrlKey.LabelSeparator);
            byte[] label = length < 0 ? key : key[..(before.Length + length)];
            int dot = UrlKey.IsIpAddress(label) ? label.AsSpan().IndexOfAny((byte)'.', (byte)'[') : -1;
            if (dot < 0)
            {
                yield return label;
            }

            // All addresses that begin with the same number at once.
            byte[] above = dot < 0 ? [.. label, UrlKey.LabelSeparator + 1] : [.. label[..dot], (byte)(label[dot] + 1)];
            at = scores.FirstAtOrAbove(above, out _);
        }
    }

    private sealed record Suffix(byte[] Key, string Name)
    {
        // Key of a name below it.
        public byte[] Below(string label) => [.. Key, UrlKey.LabelSeparator, .. Encoding.ASCII.GetBytes(label)];
    }
}
