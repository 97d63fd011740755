using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;

namespace Vennlink.Build;

/// <summary>Estimates what disk a build takes at its fullest, from the kinds and lengths of its inputs. Factors and how they were measured: docs/formats/index-folder.md.</summary>
internal static class DiskEstimate
{
    /// <summary>The suffix list and the heads of files, which are there whatever the input.</summary>
    private const long FixedBytes = 16 << 20;

    /// <summary>Of a segment that is there: the live view, sorted runs or the other files of the snapshot.</summary>
    private const double OfSegment = 2.5;

    // Of an input: its segment, and then what a segment takes. For compressed files; plain ones hold that many times as many bytes for the same links.
    private const double OfArchive = 0.6;
    private const double OfWat = 3;
    private const double OfList = 6;
    private const double OfListPlain = 1.8;
    private const double OfListOfPages = 2.6;
    private const double OfListOfPagesPlain = 0.4;
    private const double OfGraph = 1.5;

    // Of a graph, what finding arcs that have one back takes beside.
    private const double OfGraphMutual = 1;
    private const double OfGraphRows = 8;
    private const double PlainShare = 0.25;

    // Of a BVGraph, whose lists may take next to nothing: bytes an arc and a node, and its names and ranks as those of text.
    private const double OfBvArc = 4;
    private const double OfBvArcMutual = 3;
    private const double OfBvArcRows = 36;
    private const double OfBvNode = 40;

    private const int GlanceBytes = 64 << 10;

    /// <summary>Most bytes that the build of a plan adds to the index folder.</summary>
    /// <param name="unread">Inputs that will be read.</param>
    /// <param name="segmentBytes">Length of all segments that are there and go into the index.</param>
    public static long Bytes(IEnumerable<BuildInput> unread, long segmentBytes) =>
        (long)(FixedBytes + unread.Sum(Of) + (segmentBytes * OfSegment));

    /// <summary>Most bytes that the build of a graph of hosts or root domains alone adds to the index folder.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="findsMutual">Whether spam scores weigh <c>mutual_domains</c>.</param>
    public static long Bytes(WebGraphInput graph, bool findsMutual) =>
        (long)(FixedBytes + Of(graph, OfGraph + (findsMutual ? OfGraphMutual : 0), OfBvArc + (findsMutual ? OfBvArcMutual : 0)));

    // As rows, names and all, arcs take what rows of lists do.
    private static double Of(BuildInput input) =>
        WebGraphInput.TryFind(input.Path, out WebGraphInput? graph) ? Of(graph, OfGraphRows, OfBvArcRows) : input.LengthBytes * Factor(input);

    private static double Of(WebGraphInput graph, double text, double arc)
    {
        if (graph is not BvGraphInput compressed)
        {
            return graph.TotalBytes * Factor(text, graph.Files.Count > 0 && IsCompressed(graph.Files[^1]));
        }

        try
        {
            (uint nodeCount, long arcCount) = compressed.ReadCounts();
            return (arcCount * arc) + (nodeCount * OfBvNode) + compressed.TextFiles.Sum(file => new FileInfo(file).Length * Factor(text, IsCompressed(file)));
        }
        catch (FormatException)
        {
            // Nothing is built from it: reading says what is wrong.
            return 0;
        }
    }

    private static double Factor(BuildInput input)
    {
        ReadOnlySpan<byte> start = Glance(input.Path, out bool isCompressed);
        if (start.StartsWith("PK"u8))
        {
            return OfArchive;
        }

        if (start.StartsWith("WARC/"u8))
        {
            bool isWat = start.IndexOf("WARC-Type: metadata"u8) >= 0 && start.IndexOf("application/json"u8) >= 0;
            return Factor(isWat ? OfWat : OfArchive, isCompressed);
        }

        if (start.StartsWith("filedesc:"u8))
        {
            return Factor(OfArchive, isCompressed);
        }

        return IsByPages(start.ToArray())
            ? isCompressed ? OfListOfPages : OfListOfPagesPlain
            : isCompressed ? OfList : OfListPlain;
    }

    // Rows of a page that follow each other share all that is told of the page: those of a crawl, as a rule.
    private static bool IsByPages(byte[] start)
    {
        try
        {
            using LinkListReader list = LinkListReader.Open(new MemoryStream(start), null, new SkipCounts());
            LinkListRow row = new();
            byte[] source = [];
            int rowCount = 0;
            int repeatedCount = 0;
            while (list.TryRead(row))
            {
                rowCount++;
                repeatedCount += row.Source.Span.SequenceEqual(source) ? 1 : 0;
                source = row.Source.ToArray();
            }

            return 2 * repeatedCount > rowCount;
        }
        catch (FormatException)
        {
            // Columns that the user names, or no list at all.
            return false;
        }
    }

    private static double Factor(double compressed, bool isCompressed) => isCompressed ? compressed : compressed * PlainShare;

    private static bool IsCompressed(string path)
    {
        Glance(path, out bool isCompressed);
        return isCompressed;
    }

    /// <summary>The first bytes of a file, decompressed.</summary>
    private static ReadOnlySpan<byte> Glance(string path, out bool isCompressed)
    {
        using MemberReader members = MemberReader.Open(new RawInput(File.OpenRead(path)), static content => !content.IsEmpty, 0);
        isCompressed = members.IsCompressed;
        byte[] start = new byte[GlanceBytes];
        int length = 0;
        while (length < start.Length && members.NextMember())
        {
            int read;
            while (length < start.Length && (read = members.Read(start.AsSpan(length))) > 0)
            {
                length += read;
            }
        }

        return start.AsSpan(0, length);
    }
}
