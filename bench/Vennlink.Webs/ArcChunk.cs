namespace Vennlink.Webs;

/// <summary>
/// The arcs out of a run of nodes: sources ascending, the targets of each ascending. Reused from run to run.
/// </summary>
internal sealed class ArcChunk
{
    /// <summary>Nodes of a run; the last one takes what is left over too.</summary>
    public const int NodeCount = 1 << NodeBits;

    /// <summary>Most nodes of a run.</summary>
    public const int MaxNodeCount = 2 * NodeCount;

    /// <summary>log2 of <see cref="NodeCount"/>.</summary>
    public const int NodeBits = 14;

    private int[] _targets = new int[1 << 20];

    /// <summary>Sources, of which <see cref="SourceCount"/> count.</summary>
    public int[] Sources { get; } = new int[MaxNodeCount];

    /// <summary>Where the targets of each source end.</summary>
    public int[] Ends { get; } = new int[MaxNodeCount];

    /// <summary>Sources in the chunk.</summary>
    public int SourceCount { get; set; }

    /// <summary>Arcs in the chunk.</summary>
    public int ArcCount { get; set; }

    /// <summary>Targets of source number <paramref name="index"/>.</summary>
    public ReadOnlySpan<int> TargetsOf(int index)
    {
        int start = index == 0 ? 0 : Ends[index - 1];
        return _targets.AsSpan(start, Ends[index] - start);
    }

    /// <summary>Adds an arc behind the last.</summary>
    public void Add(int target)
    {
        if (ArcCount == _targets.Length)
        {
            Array.Resize(ref _targets, 2 * _targets.Length);
        }

        _targets[ArcCount++] = target;
    }
}
