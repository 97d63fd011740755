using System.Runtime.InteropServices;

namespace Vennlink.Query.Walk;

/// <summary>Counts the rows of a walk by the exact set of targets that each links to.</summary>
internal readonly struct SubsetCounts() : IRowCollector
{
    /// <summary>Most targets: a set is a word.</summary>
    public const int MaxTargets = 64;

    /// <summary>Rows of each set that has any; bit i stands for target i.</summary>
    public Dictionary<ulong, long> Counts { get; } = [];

    public void Collect(ThresholdWalk walk)
    {
        Span<ulong> matches = stackalloc ulong[1];
        while (walk.MoveNext())
        {
            walk.CopyMatches(matches);
            CollectionsMarshal.GetValueRefOrAddDefault(Counts, matches[0], out _)++;
        }
    }
}
