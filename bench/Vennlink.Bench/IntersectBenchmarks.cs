using BenchmarkDotNet.Attributes;
using Vennlink.Query;
using Vennlink.Storage.Bytes;

namespace Vennlink.Bench;

/// <summary>
/// At least 2 of 5 targets and not a sixth, exact total: how do windows of bit-sliced counters compare with a
/// dictionary of counts and with merging the sorted lists, and what does register width bring? Lists of 1.7, 1, 0.5,
/// 0.3, 0.1 and 0.05 million of 4.36 million sources, a tenth of the whole web's.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class IntersectBenchmarks : IDisposable
{
    private const int PositiveCount = 5;
    private const int Threshold = 2;

    private readonly PostingIndex _index = new(4_360_000, 1_700_000, 1_000_000, 500_000, 300_000, 100_000, 50_000);
    private readonly List<uint[]> _lists = [];
    private readonly IntersectQuery _query = new()
    {
        PositiveTargets = [.. Enumerable.Range(0, PositiveCount).Select(PostingIndex.Target)],
        NegativeTargets = [PostingIndex.Target(PositiveCount)],
        MinMatchingTargets = Threshold,
    };

    private LinkIntersect[] _engines = [];

    /// <summary>Deletes the lists.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks that all answers are equal before any is timed.</summary>
    [GlobalSetup]
    public void CheckAnswers()
    {
        _lists.AddRange(Enumerable.Range(0, PositiveCount + 1).Select(_index.Ids));
        _engines = [.. Enum.GetValues<LaneWidth>().Select(width => new LinkIntersect(_index, width))];
        long expected = DictionaryOfCounts();
        long[] others = [SortedMerge(), Windows64(), Windows128(), Windows256(), Windows512()];
        if (others.Any(other => other != expected))
        {
            throw new InvalidOperationException($"{expected} is not {string.Join(", ", others)}");
        }
    }

    [Benchmark(Baseline = true)]
    public long DictionaryOfCounts()
    {
        Dictionary<uint, int> counts = [];
        foreach (uint id in _lists.Take(PositiveCount).SelectMany(list => list))
        {
            counts[id] = counts.GetValueOrDefault(id) + 1;
        }

        HashSet<uint> excluded = [.. _lists[PositiveCount]];
        return counts.LongCount(count => count.Value >= Threshold && !excluded.Contains(count.Key));
    }

    [Benchmark]
    public long SortedMerge()
    {
        int[] positions = new int[PositiveCount + 1];
        long total = 0;
        while (true)
        {
            uint least = uint.MaxValue;
            for (int list = 0; list < PositiveCount; list++)
            {
                least = positions[list] < _lists[list].Length ? Math.Min(least, _lists[list][positions[list]]) : least;
            }

            if (least == uint.MaxValue)
            {
                return total;
            }

            int count = 0;
            for (int list = 0; list < PositiveCount; list++)
            {
                if (positions[list] < _lists[list].Length && _lists[list][positions[list]] == least)
                {
                    count++;
                    positions[list]++;
                }
            }

            uint[] negative = _lists[PositiveCount];
            while (positions[PositiveCount] < negative.Length && negative[positions[PositiveCount]] < least)
            {
                positions[PositiveCount]++;
            }

            bool excluded = positions[PositiveCount] < negative.Length && negative[positions[PositiveCount]] == least;
            total += count >= Threshold && !excluded ? 1 : 0;
        }
    }

    [Benchmark]
    public long Windows64() => Windows(0);

    [Benchmark]
    public long Windows128() => Windows(1);

    [Benchmark]
    public long Windows256() => Windows(2);

    [Benchmark]
    public long Windows512() => Windows(3);

    [Benchmark]
    public int FirstPageByAuthority() => FirstPage(IntersectSort.SourceDomainAuthority);

    [Benchmark]
    public int FirstPageByCount() => FirstPage(IntersectSort.MatchingTargetCount);

    [Benchmark]
    public int FirstPageBySpamScore() => FirstPage(IntersectSort.SourceSpamScore);

    private long Windows(int width)
    {
        _index.Width = Enum.GetValues<LaneWidth>()[width];
        return _engines[width].Count(_engines[width].Find(_query), default);
    }

    private int FirstPage(IntersectSort sort) =>
        _engines[^1].Rows(_engines[^1].Find(_query with { Sort = sort }), 50, null, default).Count;
}
