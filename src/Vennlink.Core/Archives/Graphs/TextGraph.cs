namespace Vennlink.Archives.Graphs;

/// <summary>
/// A web graph as Common Crawl publishes it in text form: vertices and edges, each a file or a folder of parts, and
/// perhaps ranks.
/// </summary>
internal sealed class TextGraph : WebGraphInput
{
    private readonly string[] _vertices;
    private readonly string[] _edges;
    private readonly Lazy<string> _firstLine;

    public TextGraph(string verticesPath, string edgesPath, string? ranksFile)
    {
        Location = edgesPath;
        RanksFile = ranksFile;
        _vertices = FilesOf(verticesPath);
        _edges = FilesOf(edgesPath);
        _firstLine = new Lazy<string>(() => _vertices.Length == 0 ? "" : ReadFirstLine(_vertices[0]));
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(Location);

    /// <inheritdoc/>
    private protected override string Format => "text graph";

    private protected override bool TellsDomainLevel =>
        _firstLine.Value.Split('\t').Length > 2 || Name.Contains("domain", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool NamesArePages => _firstLine.Value.Contains('/', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files =>
        RanksFile is null ? [.. _vertices, .. _edges] : [.. _vertices, .. _edges, RanksFile];

    /// <inheritdoc/>
    public override uint ReadVertices(
        VertexAction add, SkipCounts skips, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        LineFaults faults = new();
        VertexLines lines = new(add, faults);
        ReadInOrder(_vertices, lines.Parse, faults, onBytes, cancellationToken);
        Report(faults, _vertices, skips);
        return lines.Count > 0 || faults.Counts[SkipReason.BadArc] == 0
            ? lines.Count
            : throw new InputException(
                _vertices[0],
                faults.First[0].OffsetBytes,
                "this is not a vertices file: a line must be an id, a tab and a name");
    }

    /// <inheritdoc/>
    public override long ReadArcs(
        uint vertexCount, int threads, Func<IArcSink> openSink, SkipCounts skips, Action<long>? onBytes,
        CancellationToken cancellationToken)
    {
        using LineParts parts = new(_edges, OpenFile, onBytes);
        LineFaults faults = new();
        long arcCount = 0;
        IArcSink[] sinks = [.. Enumerable.Range(0, threads).Select(_ => openSink())];
        Task[] others =
        [
            .. sinks.Skip(1).Select(sink => Task.Factory.StartNew(
                () => Read(sink), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        try
        {
            Read(sinks[0]);
        }
        finally
        {
            Task.WhenAll(others).GetAwaiter().GetResult();
        }

        Report(faults, _edges, skips);
        return arcCount;

        void Read(IArcSink sink)
        {
            try
            {
                LineFaults own = new();
                LineBlock block = new();
                EdgeLines lines = new(vertexCount, sink, own);
                while (parts.TryFill(block, own, cancellationToken))
                {
                    lines.Parse(block);
                }

                lines.Flush();
                lock (faults)
                {
                    faults.Add(own);
                    arcCount += lines.ArcCount;
                }
            }
            catch
            {
                parts.Stop();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override IArcReader OpenArcs(SkipCounts skips, CancellationToken cancellationToken) =>
        new TextArcs(_edges, OpenFile, skips, cancellationToken);

    private static string[] FilesOf(string path) => Directory.Exists(path)
        ? [.. Directory.GetFiles(path).Where(file => Path.GetFileName(file)[0] is not ('.' or '_'))
            .Order(StringComparer.Ordinal)]
        : [path];
}
