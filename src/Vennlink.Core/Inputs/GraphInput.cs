using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Inputs;

/// <summary>A web graph: files that belong together, told by their names.</summary>
internal sealed class GraphInput(WebGraphInput graph) : IndexInput(graph.Location)
{
    // Of compressed text, by its bytes: built alone, what finding arcs that have one back takes beside, and read as
    // rows, names and all.
    private const double NeedAlone = 1.5;
    private const double NeedOfMutual = 1;
    private const double NeedOfRows = 8;

    // Of a BVGraph, whose lists may take next to nothing: bytes an arc and a node. Its names and ranks are text.
    private const double ArcBytesAlone = 4;
    private const double ArcBytesOfMutual = 3;
    private const double ArcBytesOfRows = 36;
    private const double NodeBytes = 40;

    /// <summary>What is read.</summary>
    public WebGraphInput Graph => graph;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => graph.Files;

    /// <inheritdoc/>
    public override double NeededDiskBytes => NeededBytes(NeedOfRows, ArcBytesOfRows);

    /// <summary>
    /// As <see cref="NeededDiskBytes"/>, of a graph of hosts or root domains that is all there is in the index.
    /// </summary>
    /// <param name="findsMutual">Whether spam scores weigh <c>mutual_domains</c>.</param>
    public double NeededDiskBytesAlone(bool findsMutual) =>
        NeededBytes(NeedAlone + (findsMutual ? NeedOfMutual : 0), ArcBytesAlone + (findsMutual ? ArcBytesOfMutual : 0));

    /// <summary>The graph that a path is, is a file of, or is the folder of; null for any other.</summary>
    public static IndexInput? TryRecognise(string path, LinkListOptions lists) =>
        WebGraphInput.TryFind(path, out WebGraphInput? graph) ? new GraphInput(graph) : null;

    /// <inheritdoc/>
    protected override string Read(HashedFiles files, SegmentSink sink)
    {
        graph.OpenFile = files.Open;
        using GraphRows rows = GraphRows.Open(graph, sink.TemporaryFolder, sink.Skips, sink.CancellationToken);
        sink.Notes = graph.Notes;
        bool isDecompressed = graph is not BvGraphInput && Files.Any(file => InputGlance.At(file).IsCompressed);
        sink.AddRows(rows.TryRead, () => rows.BytesRead, isDecompressed: isDecompressed);
        return InputFormats.Graph;
    }

    private double NeededBytes(double text, double arc)
    {
        if (graph is not BvGraphInput lists)
        {
            return Sum(Files, text);
        }

        try
        {
            (uint nodeCount, long arcCount) = lists.ReadCounts();
            return (arcCount * arc) + (nodeCount * NodeBytes) + Sum(lists.TextFiles, text);
        }
        catch (InputException)
        {
            // Nothing is built from it: reading says what is wrong.
            return 0;
        }

        static double Sum(IEnumerable<string> files, double factor) =>
            files.Sum(
                file => InputBytes.Length(file) * factor * (InputGlance.At(file).IsCompressed ? 1 : PlainShare));
    }
}
