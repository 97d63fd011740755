namespace Vennlink.Webs;

/// <summary>
/// A domain-level web: everything about it follows from a number of nodes and a seed. See docs/webs.md.
/// </summary>
/// <remarks>
/// Two bytes for every 4,096 nodes; may be shared by threads, each with an <see cref="ArcGenerator"/> of its own.
/// </remarks>
internal sealed class DomainWeb
{
    private const int CensusChunks = 64;

    private readonly long[] _arcsByDelta;

    public DomainWeb(int nodeCount, ulong seed)
    {
        Seed = RandomWords.Of(seed, (ulong)nodeCount);
        Shape = WebShape.Of(nodeCount);
        Names = new DomainNames(nodeCount, SeedOf(1));
        Levels = new TargetLevels(nodeCount, SeedOf(2));
        Clusters = new ClusterSlots(Shape, Levels, SeedOf(3));
        Heavy = new HeavySources(Shape, SeedOf(4));
        Hubs = new Hubs(Shape, Levels, Names.DotCom, node => Heavy.OutDegree(node) > 0, SeedOf(5));
        _arcsByDelta = [.. Shape.ArcsByDelta];
        ChunkCount = Math.Max(1, nodeCount >> ArcChunk.NodeBits);
        Fit();
    }

    public ulong Seed { get; }

    public WebShape Shape { get; }

    public DomainNames Names { get; }

    public TargetLevels Levels { get; }

    public ClusterSlots Clusters { get; }

    public HeavySources Heavy { get; }

    public Hubs Hubs { get; }

    /// <summary>Runs of nodes; see <see cref="ArcChunk"/>.</summary>
    public int ChunkCount { get; }

    /// <summary>A seed of one purpose.</summary>
    public ulong SeedOf(int purpose) => RandomWords.Of(Seed, (ulong)purpose);

    /// <summary>First node of a chunk; of <see cref="ChunkCount"/>, the end.</summary>
    public int ChunkStart(int chunk) => chunk == ChunkCount ? Shape.NodeCount : chunk << ArcChunk.NodeBits;

    /// <summary>
    /// Sources among nodes 0 … <paramref name="until"/> − 1, when <paramref name="until"/> begins a chunk.
    /// </summary>
    public int SourcesBefore(int until) => (int)((long)Shape.SourceCount * until / Shape.NodeCount);

    /// <summary>
    /// Arcs of one distance that the sources below a node shall have, those of the heavy sources left out.
    /// </summary>
    public long ArcsBefore(int until, int bin)
    {
        long all = Rings.SizesBefore(Shape.NodeCount, bin, Shape.NodeCount);
        UInt128 arcs = (UInt128)_arcsByDelta[bin] * (UInt128)Rings.SizesBefore(until, bin, Shape.NodeCount);
        return (long)(arcs / (UInt128)Math.Max(1, all));
    }

    private void Fit()
    {
        double[] sources = new double[SourceTraits.ActivityCount];
        ArcGenerator generator = new(this);
        int step = Math.Max(1, ChunkCount / CensusChunks);
        int sampled = 0;
        for (int chunk = 0; chunk < ChunkCount; chunk += step)
        {
            sampled += generator.CountActivities(chunk, sources);
        }

        for (int activity = 0; activity < sources.Length; activity++)
        {
            sources[activity] *= (Shape.SourceCount - Heavy.Nodes.Length) / (double)sampled;
        }

        sources[^1] += Heavy.Nodes.Length;
        Hubs.Fit(sources);
        generator.SubtractHeavy(_arcsByDelta);
    }
}
