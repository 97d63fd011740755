using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Vennlink.Archives.Graphs;

/// <summary>A graph of hosts, root domains or pages on disk, found by the names of its files.</summary>
/// <remarks>
/// Read the vertices first: their number bounds the ids of the arcs. Nothing stays open between the calls. What is
/// wrong with a line is counted and the line passed over; <see cref="Remarks"/> names the first of them. Formats and
/// their traps: docs/formats/inputs.md.
/// </remarks>
internal abstract class WebGraphInput
{
    private readonly List<string> _remarks = [];

    /// <summary>Name of provenance: of the edges file or folder, or the graph file.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Full path of what <see cref="Name"/> names: one graph has one, whichever of its files it was found by.
    /// </summary>
    public abstract string Location { get; }

    /// <summary>
    /// Whether vertices are root domains as they stand; else they are hosts or pages. Told from the files, unless a
    /// caller knows.
    /// </summary>
    public bool IsDomainLevel { get => field || TellsDomainLevel; set; }

    /// <summary>Whether names are URLs of pages; else they are reversed hosts (<c>com.example.blog</c>).</summary>
    public abstract bool NamesArePages { get; }

    /// <summary>
    /// Every file that is read, vertices, arcs, ranks, in the order of their names each: what a digest covers.
    /// </summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>PageRanks of the vertices; null when there is no such file.</summary>
    public string? RanksFile { get; set; }

    /// <summary>Length of all <see cref="Files"/>.</summary>
    public long TotalBytes => Files.Sum(file => new FileInfo(file).Length);

    /// <summary>Opens a file for reading front to back. To be set by a caller that hashes what is read.</summary>
    public Func<string, Stream> OpenFile { get; set; } =
        path => new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>
    /// Where the first lines stand that were not used, for people: <c>edges.txt.gz: byte 1234: BadArc</c>.
    /// </summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>What the graph was taken for.</summary>
    public InputNotes Notes => new()
    {
        TakenFor = $"{Format} of {(NamesArePages ? "pages" : IsDomainLevel ? "root domains" : "hosts")}",
        Assumptions = NamesArePages || IsDomainLevel ? []
            : ["vertices are hosts, as nothing in the files says that they are root domains"],
    };

    /// <summary>Finds the graph that <paramref name="path"/> is, is a file of, or holds.</summary>
    /// <param name="path">
    /// A file or folder; each file of a graph finds the same graph, so a caller that walks a folder must remember
    /// <see cref="Files"/>.
    /// </param>
    /// <param name="graph">The graph.</param>
    public static bool TryFind(string path, [NotNullWhen(true)] out WebGraphInput? graph)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        graph = WebGraphFiles.TryFindText(path) ?? WebGraphFiles.TryFindCompressed(path);
        return graph is not null;
    }

    /// <summary>Refuses a file that is half of a graph: without its other half it would be read as a list.</summary>
    /// <param name="path">A file that <see cref="TryFind"/> found no graph for.</param>
    /// <exception cref="InputException">It is called as a BVGraph is, and its properties are missing.</exception>
    public static void RefusePart(string path)
    {
        if (WebGraphFiles.MissingBeside(path) is { } missing)
        {
            throw new InputException(path, null, $"{missing} is missing: a BVGraph cannot be read without it");
        }
    }

    /// <summary>Gives the name of each vertex in the order of ids, from 0, without a gap.</summary>
    /// <param name="add">
    /// Called by the calling thread. Names come as they stand, bad ones too: the callee counts them. An empty one has
    /// been counted.
    /// </param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="onBytes">Told now and then how many bytes of the files were read in this call; may be null.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>Vertices: every id is below it.</returns>
    /// <exception cref="InputException">These are no vertices, or parts of them are out of order.</exception>
    public abstract uint ReadVertices(
        VertexAction add, SkipCounts skips, Action<long>? onBytes, CancellationToken cancellationToken);

    /// <summary>Reads all arcs.</summary>
    /// <param name="vertexCount">As <see cref="ReadVertices"/> gave it.</param>
    /// <param name="threads">Most threads to read with, the calling one among them.</param>
    /// <param name="openSink">
    /// Called by the calling thread, once for each thread that will read. A sink is used by one thread.
    /// </param>
    /// <param name="skips">
    /// Receives the counts: lines that are no arc, arcs to vertices that are not there, arcs of a vertex to itself.
    /// </param>
    /// <param name="onBytes">As in <see cref="ReadVertices"/>; one call at a time, from any of the threads.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>Arcs delivered.</returns>
    /// <exception cref="InputException">This is no graph that can be read.</exception>
    public abstract long ReadArcs(
        uint vertexCount, int threads, Func<IArcSink> openSink, SkipCounts skips, Action<long>? onBytes,
        CancellationToken cancellationToken);

    /// <summary>Reads the rows of <see cref="RanksFile"/>, in whatever order they stand.</summary>
    /// <param name="add">Called by the calling thread.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="onBytes">As in <see cref="ReadVertices"/>.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>Rows; 0 without such a file.</returns>
    /// <exception cref="InputException">The file is no ranks file.</exception>
    public long ReadRanks(RankAction add, SkipCounts skips, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        if (RanksFile is null)
        {
            return 0;
        }

        LineFaults faults = new();
        RankLines lines = new(add, faults);
        ReadInOrder([RanksFile], lines.Parse, faults, onBytes, cancellationToken);
        Report(faults, [RanksFile], skips);
        return lines.Count;
    }

    /// <summary>Opens the arcs to be read one after another.</summary>
    /// <param name="skips">Receives the counts of lines that are no arc.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    public abstract IArcReader OpenArcs(SkipCounts skips, CancellationToken cancellationToken);

    private protected abstract string Format { get; }

    private protected abstract bool TellsDomainLevel { get; }

    private protected void ReadInOrder(
        IReadOnlyList<string> files, Action<LineBlock> parse, LineFaults faults, Action<long>? onBytes,
        CancellationToken cancellationToken)
    {
        using LineReadAhead blocks = new(files, OpenFile, cancellationToken);
        while (blocks.TryNext(faults, out LineBlock? block))
        {
            parse(block);
            onBytes?.Invoke(blocks.BytesRead);
        }
    }

    /// <summary>The first line of a text file, or as much of it as may be a vertex; empty when there is none.</summary>
    private protected string ReadFirstLine(string file)
    {
        LineBlock block = new();
        using LinePart part = new(file, 0, OpenFile);
        if (!part.TryFill(block, new LineFaults()))
        {
            return "";
        }

        return Encoding.UTF8.GetString(block.Text[..block.Text.IndexOf((byte)'\n')]).TrimEnd('\r');
    }

    private protected void Report(LineFaults faults, IReadOnlyList<string> files, SkipCounts skips)
    {
        skips.Add(faults.Counts);
        foreach (LineFault fault in faults.First)
        {
            string file = Path.GetFileName(files[fault.PartIndex]);
            _remarks.Add($"{file}: byte {fault.OffsetBytes} of its text: {fault.Reason}");
            skips.Remember(fault.Reason, new SkipPlace(fault.OffsetBytes, file));
        }
    }
}

/// <summary>Takes one row of a ranks file.</summary>
/// <param name="name">Name of the vertex, as the vertices spell it; valid during the call only.</param>
/// <param name="pageRank">Finite and not negative.</param>
internal delegate void RankAction(ReadOnlySpan<byte> name, double pageRank);

/// <summary>
/// Takes the name of the next vertex of a graph; empty when the file names none of this id. Valid during the call only.
/// </summary>
internal delegate void VertexAction(ReadOnlySpan<byte> name);
