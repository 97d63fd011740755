namespace Vennlink.Archives.Graphs;

/// <summary>
/// Lines that were not used: how many, and the first of them whatever thread met which. One a thread, then
/// <see cref="Add(LineFaults)"/>.
/// </summary>
internal sealed class LineFaults
{
    /// <summary>How many are kept: enough to see what is wrong with a file.</summary>
    public const int KeptCount = 5;

    // Ascending. Each thread keeps the first of its own, so the first of all are among them.
    private readonly List<LineFault> _first = [];

    /// <summary>The first faults in the order of the files and their text; at most <see cref="KeptCount"/>.</summary>
    public IReadOnlyList<LineFault> First => _first;

    /// <summary>Faults by reason, and what members of the files were lost.</summary>
    public SkipCounts Counts { get; } = new();

    public void Add(int partIndex, long offsetBytes, SkipReason reason)
    {
        Counts.Add(reason);
        Keep(new LineFault(partIndex, offsetBytes, reason));
    }

    public void Add(LineFaults other)
    {
        Counts.Add(other.Counts);
        other._first.ForEach(Keep);
    }

    private void Keep(LineFault fault)
    {
        int index = _first.BinarySearch(fault);
        index = index < 0 ? ~index : index;
        if (index < KeptCount)
        {
            _first.Insert(index, fault);
            if (_first.Count > KeptCount)
            {
                _first.RemoveAt(KeptCount);
            }
        }
    }
}

/// <summary>A line of a graph that was not used.</summary>
/// <param name="PartIndex">Which of the files.</param>
/// <param name="OffsetBytes">Where the line starts in the decompressed text of that file.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct LineFault(int PartIndex, long OffsetBytes, SkipReason Reason) : IComparable<LineFault>
{
    public int CompareTo(LineFault other) =>
        (PartIndex, OffsetBytes, Reason).CompareTo((other.PartIndex, other.OffsetBytes, other.Reason));
}
