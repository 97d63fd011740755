using System.Buffers.Binary;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Graph.Vertices;

/// <summary>The vertices of a graph of hosts or root domains in key order: which place each id has there, and the
/// keys.</summary>
/// <remarks>
/// Holds 4 bytes a vertex; the keys stand in a temporary file. A vertex file is in the order of its text, which is key
/// order but where a dash meets a dot, so sorting costs one pass over runs.
/// </remarks>
internal sealed class GraphVertices : IDisposable
{
    /// <summary>Place of a vertex whose name is no host: its arcs are dropped.</summary>
    public const uint NoPlace = uint.MaxValue;

    /// <summary>Most bytes of a key: UrlKey holds no host longer than this; a name that takes more is none.</summary>
    public const int MaxKeyBytes = 1024;

    private const int IdBytes = sizeof(uint);
    private const long CheckEvery = 65_536;

    private GraphVertices(uint vertexCount, uint count, NativeArray<uint> placeOf, RunFile keys, HostRoots? roots)
    {
        VertexCount = vertexCount;
        Count = count;
        PlaceOf = placeOf;
        Keys = keys;
        Roots = roots;
    }

    /// <summary>Vertices of the file; ids are below.</summary>
    public uint VertexCount { get; }

    /// <summary>Distinct keys; places are below. Two names of one host are one.</summary>
    public uint Count { get; }

    /// <summary>Place in key order by vertex id, or <see cref="NoPlace"/>.</summary>
    public NativeArray<uint> PlaceOf { get; private set; }

    /// <summary>The keys by place: labels alone. Belongs to this object.</summary>
    public RunFile Keys { get; }

    /// <summary>Root domains of the places; null where each vertex is one itself. Belongs to this object.</summary>
    public HostRoots? Roots { get; }

    /// <summary>Takes a key and its place.</summary>
    public delegate void KeyAction(ReadOnlySpan<byte> key, uint place);

    /// <summary>Reads and sorts the vertices.</summary>
    /// <param name="graph">A graph of hosts or root domains.</param>
    /// <param name="suffixes">Says where root domains end; null: each vertex is one.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For names that come in no order at all; at least 1 MiB.</param>
    /// <param name="onKey">Called with every distinct key in order; may be null.</param>
    /// <param name="skips">Receives <see cref="SkipReason.BadUrl"/> for each name that is no host.</param>
    /// <param name="onBytes">Told of bytes read.</param>
    /// <param name="cancellationToken">Checked every few thousand vertices.</param>
    public static GraphVertices Read(
        WebGraphInput graph, PublicSuffixList? suffixes, string temporaryFolder, long memoryBytes, KeyAction? onKey,
        SkipCounts skips, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        using NaturalRunSorter sorter = new(temporaryFolder, memoryBytes);
        ReversedNames names = new();
        byte[] record = new byte[MaxKeyBytes + 1 + IdBytes];
        uint id = 0;
        uint vertexCount = graph.ReadVertices(
            name =>
            {
                // Key, zero, id: the zero is below all bytes of a key, so records are in key order.
                if (names.TryToKey(name, record.AsSpan(0, MaxKeyBytes), out int length))
                {
                    record[length] = 0;
                    BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(length + 1), id);
                    sorter.Add(record.AsSpan(0, length + 1 + IdBytes));
                }
                else if (!name.IsEmpty)
                {
                    skips.Add(SkipReason.BadUrl);
                }

                id++;
            },
            skips, onBytes, cancellationToken);

        NativeArray<uint> placeOf = new(vertexCount);
        string path = Path.Combine(temporaryFolder, $"keys-{Guid.NewGuid():n}.run");
        try
        {
            using SortedRecords sorted = sorter.Sort(cancellationToken);
            using DistinctNames keys = new(path, MaxKeyBytes);
            using HostRoots.Builder? roots = suffixes is null
                ? null
                : new HostRoots.Builder(suffixes, temporaryFolder, memoryBytes);
            Place(sorted, placeOf, keys, roots, onKey, cancellationToken);
            return new GraphVertices(
                vertexCount, keys.Count, placeOf, keys.Complete(), roots?.Build(cancellationToken));
        }
        catch
        {
            placeOf.Dispose();
            throw;
        }
    }

    /// <summary>Gives back the places, when all arcs are read.</summary>
    public void ForgetPlaces() => PlaceOf.Dispose();

    public void Dispose()
    {
        PlaceOf.Dispose();
        Roots?.Dispose();
        File.Delete(Keys.Path);
    }

    private static void Place(
        SortedRecords sorted, NativeArray<uint> placeOf, DistinctNames keys, HostRoots.Builder? roots, KeyAction? onKey,
        CancellationToken cancellationToken)
    {
        for (long id = 0; id < placeOf.Length; id++)
        {
            placeOf[id] = NoPlace;
        }

        long done = 0;
        while (sorted.MoveNext())
        {
            if (done++ % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> record = sorted.Current;
            ReadOnlySpan<byte> key = record[..^(1 + IdBytes)];
            if (keys.Add(key))
            {
                roots?.Add(key);
                onKey?.Invoke(key, keys.Count - 1);
            }

            placeOf[BinaryPrimitives.ReadUInt32BigEndian(record[^IdBytes..])] = keys.Count - 1;
        }
    }
}
