using System.Numerics;
using System.Runtime.InteropServices;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>Counts the rows of a walk by the exact set of targets that each links to, a window at a time.</summary>
/// <remarks>
/// In whichever way is cheaper in a window. Either the rows of all targets of a set together are counted, for every set
/// by one AND and a population count; what is exact follows at the end by inclusion and exclusion (the Möbius transform
/// of Yates 1937; Knuth, <em>TAOCP</em> 7.1.4). Or the bitmaps are turned round, so that each row has its set in one
/// word (Warren, <em>Hacker's Delight</em>, 2nd edition, 7–3).
/// </remarks>
/// <param name="targetCount">Positive targets, at most <see cref="MaxTargets"/>.</param>
/// <param name="width">Register width.</param>
internal readonly struct SubsetCounts(int targetCount, LaneWidth width) : IRowCollector
{
    /// <summary>Most targets: a set is a word.</summary>
    public const int MaxTargets = 64;

    /// <summary>Most sets that are told apart: some 64 MiB. More than 20 targets may have more.</summary>
    public const int MaxSets = 1 << 20;

    // All sets of so many targets have a counter each: 64 KiB for both ways. With more, those that occur have.
    private const int MaxCountedTargets = 12;

    // Of all bitmaps: as much as stays in the nearest cache.
    private const int StripWords = 4 * MatchCounters.AndWords;

    private readonly long[] _exact = new long[targetCount <= MaxCountedTargets ? 1 << targetCount : 0];
    private readonly long[] _together = new long[targetCount <= MaxCountedTargets ? 1 << targetCount : 0];
    private readonly Dictionary<ulong, long> _rare = [];
    private readonly AlignedWords _room = new();

    /// <summary>Whether there are more sets than are told apart; the counts are of no use then.</summary>
    public bool IsTooMuch => _rare.Count > MaxSets;

    public void Collect(ThresholdWalk walk) => walk.CountSubsets(this);

    /// <summary>Rows of each set that has any; bit i stands for target i.</summary>
    public IReadOnlyDictionary<ulong, long> Counts()
    {
        long[] exact = [.. _together];
        Subtract(exact);
        Dictionary<ulong, long> counts = new(_rare);
        for (int set = 0; set < exact.Length; set++)
        {
            if (_exact[set] + exact[set] is > 0 and long count)
            {
                counts.Add((ulong)set, count);
            }
        }

        return counts;
    }

    /// <summary>Counts one row.</summary>
    public void Add(ulong set)
    {
        if (set < (ulong)_exact.Length)
        {
            _exact[set]++;
        }
        else
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_rare, set, out _)++;
        }
    }

    /// <summary>Counts the rows of a window.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="bitmaps">All bitmaps of the window.</param>
    /// <param name="starts">For each target where its bitmap starts; −1 where no row links to it.</param>
    public void AddWindow(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> bitmaps, ReadOnlySpan<int> starts)
    {
        int rowCount = MatchCounters.PopulationCount(rows);
        Span<int> targets = stackalloc int[targetCount];
        int linkedCount = 0;
        for (int target = 0; target < targetCount; target++)
        {
            targets[linkedCount] = target;
            linkedCount += starts[target] >= 0 ? 1 : 0;
        }

        targets = targets[..linkedCount];
        if (_together.Length > 0 && rowCount * WalkCost.RowOfSubset > (1 << linkedCount) * WalkCost.CountTogether)
        {
            _together[0] += rowCount;
            Span<ulong> room = _room.Ensure(linkedCount * StripWords);
            for (int strip = 0; strip < SourceWindow.WordCount; strip += StripWords)
            {
                AddTogether(rows.Slice(strip, StripWords), 0, targets, bitmaps[strip..], starts, room);
            }
        }
        else if (rowCount > 0)
        {
            AddTurned(rows, targets, bitmaps, starts);
        }
    }

    // Counts the rows of each set that is one and some of the targets besides, cut where there are none.
    private void AddTogether(ReadOnlySpan<ulong> rows, int set, ReadOnlySpan<int> targets, ReadOnlySpan<ulong> bitmaps,
        ReadOnlySpan<int> starts, Span<ulong> room)
    {
        for (int place = 0; place < targets.Length; place++)
        {
            int target = targets[place];
            Span<ulong> together = room[..StripWords];
            int count = MatchCounters.CountAnd(width, rows, bitmaps.Slice(starts[target], StripWords), together);
            _together[set | (1 << target)] += count;
            if (count > 0 && place + 1 < targets.Length)
            {
                AddTogether(together, set | (1 << target), targets[(place + 1)..], bitmaps, starts,
                    room[StripWords..]);
            }
        }
    }

    // Eight rows and eight targets at a time.
    private void AddTurned(ReadOnlySpan<ulong> rows, ReadOnlySpan<int> targets, ReadOnlySpan<ulong> bitmaps,
        ReadOnlySpan<int> starts)
    {
        Span<ulong> sets = stackalloc ulong[MaxTargets / 8];
        for (int word = rows.IndexOfAnyExcept(0UL); word >= 0 && word < rows.Length; word++)
        {
            for (int shift = 0; shift < 64; shift += 8)
            {
                byte wanted = (byte)(rows[word] >> shift);
                if (wanted == 0)
                {
                    continue;
                }

                sets.Clear();
                foreach (int target in targets)
                {
                    ulong links = (byte)(bitmaps[starts[target] + word] >> shift);
                    sets[target >> 3] |= links << ((target & 7) << 3);
                }

                AddEight(wanted, sets);
            }
        }
    }

    private void AddEight(uint wanted, Span<ulong> sets)
    {
        sets = sets[..((targetCount + 7) / 8)];
        foreach (ref ulong eight in sets)
        {
            eight = Turn(eight);
        }

        for (; wanted != 0; wanted &= wanted - 1)
        {
            int shift = BitOperations.TrailingZeroCount(wanted) << 3;
            ulong set = 0;
            for (int group = 0; group < sets.Length; group++)
            {
                set |= (ulong)(byte)(sets[group] >> shift) << (group << 3);
            }

            Add(set);
        }
    }

    // Bit j of byte i becomes bit i of byte j.
    private static ulong Turn(ulong bits)
    {
        ulong changed = (bits ^ (bits >> 7)) & 0x00AA00AA00AA00AA;
        bits ^= changed ^ (changed << 7);
        changed = (bits ^ (bits >> 14)) & 0x0000CCCC0000CCCC;
        bits ^= changed ^ (changed << 14);
        changed = (bits ^ (bits >> 28)) & 0x00000000F0F0F0F0;
        return bits ^ changed ^ (changed << 28);
    }

    // Of the rows that link to all of a set those that link to exactly it: one target at a time is made exact.
    private static void Subtract(Span<long> together)
    {
        for (int bit = 1; bit < together.Length; bit <<= 1)
        {
            for (int set = 0; set < together.Length; set++)
            {
                if ((set & bit) == 0)
                {
                    together[set] -= together[set | bit];
                }
            }
        }
    }
}
