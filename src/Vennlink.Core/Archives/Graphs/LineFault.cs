namespace Vennlink.Archives.Graphs;

/// <summary>A line of a graph that was not used.</summary>
/// <param name="PartIndex">Which of the files.</param>
/// <param name="OffsetBytes">Where the line starts in the decompressed text of that file.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct LineFault(int PartIndex, long OffsetBytes, SkipReason Reason) : IComparable<LineFault>
{
    public int CompareTo(LineFault other) =>
        (PartIndex, OffsetBytes, Reason).CompareTo((other.PartIndex, other.OffsetBytes, other.Reason));
}
