using Vennlink.Inputs;

namespace Vennlink.Build;

/// <summary>
/// Estimates what disk a build takes at its fullest. Factors and how they were measured: docs/formats/index-folder.md.
/// </summary>
internal static class DiskEstimate
{
    /// <summary>The suffix list and the heads of files, which are there whatever the input.</summary>
    private const long FixedBytes = 16 << 20;

    /// <summary>Of a segment that is there: the live view, sorted runs or the other files of the snapshot.</summary>
    private const double OfSegment = 2.5;

    /// <summary>Most bytes that the build of a plan adds to the index folder.</summary>
    /// <param name="unread">Inputs that will be read.</param>
    /// <param name="segmentBytes">Length of all segments that are there and go into the index.</param>
    public static long Bytes(IEnumerable<IndexInput> unread, long segmentBytes) =>
        (long)(FixedBytes + unread.Sum(input => input.NeededDiskBytes) + (segmentBytes * OfSegment));

    /// <summary>Most bytes that the build of a graph of hosts or root domains alone adds to the index folder.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="findsMutual">Whether spam scores weigh <c>mutual_domains</c>.</param>
    public static long Bytes(GraphInput graph, bool findsMutual) =>
        (long)(FixedBytes + graph.NeededDiskBytesAlone(findsMutual));
}

/// <summary>The disk a build may take, told before it starts.</summary>
/// <param name="NeededBytes">Most bytes that the index folder may grow by at any time of the build, by
/// estimate.</param>
/// <param name="FreeBytes">Bytes that are free there, those included that an unfinished build will give back.</param>
public readonly record struct DiskNeed(long NeededBytes, long FreeBytes)
{
    /// <summary>Whether the estimate fits.</summary>
    public bool Fits => NeededBytes <= FreeBytes;
}
