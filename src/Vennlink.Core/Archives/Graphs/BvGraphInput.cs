using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// A graph in WebGraph's compressed form, BVGraph: <c>NAME.graph</c> and <c>NAME.properties</c>, perhaps with offsets,
/// names and ranks.
/// </summary>
internal sealed class BvGraphInput : WebGraphInput
{
    private const int BatchArcs = 4096;

    /// <summary>Nodes between two words of progress.</summary>
    private const int StepNodes = 1 << 12;

    private readonly string _graphFile;
    private readonly string _propertiesFile;
    private readonly string? _offsetsFile;
    private readonly string? _namesFile;
    private readonly Lazy<string> _firstName;

    /// <summary>The graph of the given files; those that are null are not there.</summary>
    public BvGraphInput(
        string graphFile, string propertiesFile, string? offsetsFile, string? namesFile, string? ranksFile)
    {
        (_graphFile, _propertiesFile, _offsetsFile, _namesFile, RanksFile) =
            (graphFile, propertiesFile, offsetsFile, namesFile, ranksFile);
        _firstName = new Lazy<string>(() => namesFile is null ? "" : ReadFirstLine(namesFile));
    }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(_graphFile);

    /// <inheritdoc/>
    /// <remarks>Nodes without names are root domains each.</remarks>
    private protected override string Format => "BVGraph";

    private protected override bool TellsDomainLevel =>
        _namesFile is null || (NamesHaveIds && _firstName.Value.Split('\t').Length > 2) || SaysDomain(Name);

    /// <inheritdoc/>
    public override string Location => _graphFile;

    /// <inheritdoc/>
    public override bool NamesArePages => _firstName.Value.Contains('/', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files =>
        [.. new[] { _namesFile, _propertiesFile, _offsetsFile, _graphFile, RanksFile }.OfType<string>()];

    /// <summary>Those of <see cref="Files"/> that are text: names and ranks.</summary>
    public IEnumerable<string> TextFiles => new[] { _namesFile, RanksFile }.OfType<string>();

    /// <summary>Nodes and arcs, as the properties say.</summary>
    /// <exception cref="InputException">They are no properties, or not of the graph beside them.</exception>
    public (uint NodeCount, long ArcCount) ReadCounts()
    {
        BvProperties properties = ReadProperties();
        return (properties.NodeCount, properties.ArcCount);
    }

    private bool NamesHaveIds => _firstName.Value.Split('\t') is [var id, _, ..]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <inheritdoc/>
    /// <remarks>
    /// Without names, node 17 of a graph of up to a million nodes is <c>node.000017</c>, that is host
    /// <c>000017.node</c>: numbers alone would be IP addresses, and without the zeros the order of names would not be
    /// that of nodes. Such an index is for measurement.
    /// </remarks>
    public override uint ReadVertices(
        VertexAction add, SkipCounts skips, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        uint nodeCount = ReadProperties().NodeCount;
        if (_namesFile is null)
        {
            GiveNumbers(nodeCount, add, cancellationToken);
            return nodeCount;
        }

        LineFaults faults = new();
        VertexLines vertices = new(add, faults);
        NameLines names = new(add, faults);
        ReadInOrder([_namesFile], NamesHaveIds ? vertices.Parse : names.Parse, faults, onBytes, cancellationToken);
        Report(faults, [_namesFile], skips);
        long nameCount = NamesHaveIds ? vertices.Count : names.Count;
        return nameCount == nodeCount
            ? nodeCount
            : throw new InputException(_namesFile, null, $"has {nameCount} names, but {Name} has {nodeCount} nodes");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Lists are copied from lists before them, so one thread reads them all, whatever <paramref name="threads"/>.
    /// </remarks>
    public override long ReadArcs(
        uint vertexCount, int threads, Func<IArcSink> openSink, SkipCounts skips, Action<long>? onBytes,
        CancellationToken cancellationToken)
    {
        using BvArcs arcs = OpenLists();
        Batch batch = new(openSink());
        long selfCount = 0;
        while (arcs.TryRead(out uint node, out ReadOnlySpan<uint> successors, out _))
        {
            if (node % StepNodes == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onBytes?.Invoke(arcs.BytesRead);
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, vertexCount);
            int self = successors.IndexOf(node);
            if (self < 0)
            {
                batch.Add(node, successors);
            }
            else
            {
                batch.Add(node, successors[..self]);
                batch.Add(node, successors[(self + 1)..]);
                selfCount++;
            }
        }

        batch.Flush();
        skips.Add(SkipReason.SelfArc, selfCount);
        onBytes?.Invoke(arcs.BytesRead);
        return batch.ArcCount;
    }

    /// <summary>The lists of the graph, from the first on.</summary>
    public BvArcs OpenLists() => new(
        ReadProperties(),
        new BitStream(OpenFile(_graphFile), _graphFile),
        _offsetsFile is null ? null : new BitStream(OpenFile(_offsetsFile), _offsetsFile));

    /// <inheritdoc/>
    public override IArcReader OpenArcs(SkipCounts skips, CancellationToken cancellationToken) => OpenLists();

    private static bool SaysDomain(string name) => name.Contains("domain", StringComparison.OrdinalIgnoreCase);

    private static void GiveNumbers(uint nodeCount, VertexAction add, CancellationToken cancellationToken)
    {
        Span<byte> name = stackalloc byte[32];
        "node."u8.CopyTo(name);
        StandardFormat number = new(
            'D', (byte)Math.Max(1, (nodeCount - 1L).ToString(CultureInfo.InvariantCulture).Length));
        for (uint node = 0; node < nodeCount; node++)
        {
            if (node % StepNodes == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Utf8Formatter.TryFormat(node, name["node.".Length..], out int digits, number);
            add(name[..("node.".Length + digits)]);
        }
    }

    private BvProperties ReadProperties()
    {
        using Stream file = OpenFile(_propertiesFile);
        BvProperties properties = BvProperties.Read(file, _propertiesFile);

        // A list takes a bit at least, so what the properties say can be made to hold no more than the file can be made
        // to hold.
        return properties.NodeCount <= new FileInfo(_graphFile).Length * 8
            ? properties
            : throw new InputException(
                _propertiesFile, null, $"says {properties.NodeCount} nodes, which is more than {Name} has bits");
    }

    private sealed class Batch(IArcSink sink)
    {
        private readonly uint[] _sources = new uint[BatchArcs];
        private readonly uint[] _targets = new uint[BatchArcs];
        private int _count;

        public long ArcCount { get; private set; }

        public void Add(uint source, ReadOnlySpan<uint> targets)
        {
            while (!targets.IsEmpty)
            {
                int count = Math.Min(targets.Length, BatchArcs - _count);
                _sources.AsSpan(_count, count).Fill(source);
                targets[..count].CopyTo(_targets.AsSpan(_count));
                _count += count;
                targets = targets[count..];
                if (_count == BatchArcs)
                {
                    Flush();
                }
            }
        }

        public void Flush()
        {
            if (_count > 0)
            {
                sink.Add(_sources.AsSpan(0, _count), _targets.AsSpan(0, _count));
                ArcCount += _count;
                _count = 0;
            }
        }
    }
}
