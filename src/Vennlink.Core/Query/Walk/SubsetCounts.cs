using System.Runtime.InteropServices;

namespace Vennlink.Query.Walk;

/// <summary>Counts the rows of a walk by the exact set of targets that each links to.</summary>
internal readonly struct SubsetCounts() : IRowCollector
{
    /// <summary>Most targets: a set is a word.</summary>
    public const int MaxTargets = 64;

    /// <summary>Most sets that are told apart: some 64 MiB. More than 20 targets may have more.</summary>
    public const int MaxSets = 1 << 20;

    /// <summary>Rows of each set that has any; bit i stands for target i.</summary>
    public Dictionary<ulong, long> Counts { get; } = [];

    /// <summary>Whether there are more sets than are told apart; the counts are of no use then.</summary>
    public bool IsTooMuch => Counts.Count > MaxSets;

    public void Collect(ThresholdWalk walk)
    {
        Span<ulong> matches = stackalloc ulong[1];
        while (!IsTooMuch && walk.MoveNext())
        {
            walk.CopyMatches(matches);
            CollectionsMarshal.GetValueRefOrAddDefault(Counts, matches[0], out _)++;
        }
    }
}
