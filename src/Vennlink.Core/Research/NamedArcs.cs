using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Networks;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Research;

/// <summary>A graph of nodes that are called anything at all: their names as they stand, and their arcs.</summary>
/// <remarks>Lists are put in order by sorting on disk: names, then their numbers, then arcs, each once; so nodes are
/// numbered in the order of their names, and memory does not grow with the list.</remarks>
internal sealed class NamedArcs : IDisposable
{
    /// <summary>Longest name; a row with a longer one is <see cref="SkipReason.BadRow"/>.</summary>
    public const int MaxNameLength = 1 << 15;

    private const int NameBlockBytes = 1 << 17;
    private const int IdBytes = sizeof(uint);
    private const long CheckEvery = 65_536;
    private const ulong NoRow = ulong.MaxValue;

    private NamedArcs(uint nodeCount, RunFile names, ArcSpill arcs, ArcWeights? weights, NativeArray<byte> isSource)
    {
        NodeCount = nodeCount;
        Names = names;
        Arcs = arcs;
        Weights = weights;
        IsSource = isSource;
    }

    /// <summary>Nodes; their numbers are below.</summary>
    public uint NodeCount { get; }

    /// <summary>Names by number, UTF-8; in order of bytes where they come from a list.</summary>
    public RunFile Names { get; }

    /// <summary>The arcs, each once.</summary>
    public ArcSpill Arcs { get; }

    /// <summary>Weights of the arcs; null where all are alike.</summary>
    public ArcWeights? Weights { get; }

    /// <summary>By node: 1 where an arc leaves it.</summary>
    public NativeArray<byte> IsSource { get; }

    /// <summary>Reads a file of arcs.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isWeighted">Whether its weights are wanted; those of arcs that stand there several times are added
    /// up.</param>
    /// <param name="keepsSelfLinks">Whether arcs of a node to itself are kept; else they are counted as
    /// <see cref="SkipReason.SelfArc"/>, and the node stays.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For sorting; at least 64 MiB.</param>
    /// <param name="threadCount">Threads that sort.</param>
    /// <param name="skips">Receives the counts: rows without a name, with one that is too long or holds a zero byte, or
    /// without a weight that is positive and at most <see cref="ArcWeights.MaxWeight"/>.</param>
    /// <param name="onBytes">Told now and then how many bytes of the file were read; may be null.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <exception cref="InputException">Weights are wanted and there is no such column.</exception>
    /// <exception cref="FormatException">There are more nodes than 2³² − 1.</exception>
    public static NamedArcs Read(
        ArcFile file, bool isWeighted, bool keepsSelfLinks, string temporaryFolder, long memoryBytes,
        int threadCount, SkipCounts skips, Action<long>? onBytes,
        CancellationToken cancellationToken)
    {
        if (isWeighted && !file.HasWeights)
        {
            throw new InputException(
                file.FilePath, 0,
                "the list has no column of weights. It must be called weight or count; without a header it is the "
                    + "third column");
        }

        using ExternalSorter byName = new(temporaryFolder, memoryBytes / 2, threadCount);
        ReadRows(file, isWeighted, byName, skips, onBytes, cancellationToken);
        using ExternalSorter byRow = new(temporaryFolder, memoryBytes / 4, threadCount);
        RunFile names = Number(byName, NamesPath(temporaryFolder), byRow, out uint nodeCount, cancellationToken);
        using ExternalSorter byArc = new(temporaryFolder, memoryBytes / 4, threadCount);
        Pair(byRow, isWeighted, keepsSelfLinks, byArc, skips, cancellationToken);

        ArcSpill arcs = new(temporaryFolder, ArcSpill.EqualRanges(nodeCount));
        NamedArcs graph = new(nodeCount, names, arcs, isWeighted ? new ArcWeights(temporaryFolder, arcs) : null,
            new NativeArray<byte>(nodeCount));
        try
        {
            graph.Spill(byArc, cancellationToken);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Reads a web graph; nodes are numbered as it numbers them.</summary>
    /// <param name="input">The graph.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For making arcs that stand there twice one.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="onBytes">Told of bytes read; may be null.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <exception cref="InputException">This is no graph that can be read.</exception>
    public static NamedArcs Read(
        WebGraphInput input, string temporaryFolder, long memoryBytes, int threadCount, SkipCounts skips,
        Action<long>? onBytes, CancellationToken cancellationToken)
    {
        using RunWriter names = new(NamesPath(temporaryFolder), NameBlockBytes);
        uint nodeCount = input.ReadVertices(names.Add, skips, onBytes, cancellationToken);
        using NativeArray<uint> placeOf = new(nodeCount, isCleared: false);
        for (uint node = 0; node < nodeCount; node++)
        {
            placeOf[node] = node;
        }

        ArcSpill arcs = new(temporaryFolder, ArcSpill.EqualRanges(nodeCount));
        NativeArray<byte> isSource = new(nodeCount);
        try
        {
            using NativeArray<byte> arrivals = new(nodeCount);
            List<ArcSpillSink> sinks = [];
            input.ReadArcs(
                nodeCount, threadCount,
                () =>
                {
                    sinks.Add(new ArcSpillSink(placeOf, null, isSource, arrivals, arcs.OpenWriter(), null));
                    return sinks[^1];
                },
                skips, onBytes, cancellationToken);
            sinks.ForEach(sink => sink.Complete());
            if (sinks.Exists(sink => sink.SawSourceAgain)
                && RepeatedArcs.MayBe(arcs, arrivals, memoryBytes, threadCount, cancellationToken))
            {
                ArcSpill distinct =
                    DistinctArcs.Make(arcs, temporaryFolder, memoryBytes, threadCount, cancellationToken);
                arcs.Dispose();
                arcs = distinct;
            }

            return new NamedArcs(nodeCount, names.Complete(), arcs, null, isSource);
        }
        catch
        {
            arcs.Dispose();
            isSource.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Arcs.Dispose();
        Weights?.Dispose();
        IsSource.Dispose();
        File.Delete(Names.Path);
    }

    // Records: name, zero, row and end (2 · row, or one more for the target), and the weight with the source. The zero
    // is below all bytes of a name. A node by itself has the row NoRow.
    private static void ReadRows(ArcFile file, bool isWeighted, ExternalSorter byName, SkipCounts skips,
        Action<long>? onBytes, CancellationToken cancellationToken)
    {
        NamedArc arc = new();
        byte[] record = new byte[MaxNameLength + 1 + sizeof(ulong) + sizeof(double)];
        ulong end = 0;
        for (long read = 0; file.TryRead(arc); read++)
        {
            if (read % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onBytes?.Invoke(file.BytesRead);
            }

            double weight = 0;
            if (!IsName(arc.Source.Span) || (!arc.IsNode && !IsName(arc.Target.Span))
                || (isWeighted && !arc.IsNode && !TryReadWeight(arc.Weight.Span, file.DefaultWeight, out weight)))
            {
                skips.Add(SkipReason.BadRow);
                continue;
            }

            if (arc.IsNode)
            {
                AddEnd(arc.Source.Span, NoRow, null);
                continue;
            }

            AddArc(arc.Source.Span, arc.Target.Span);
            if (arc.IsBothWays && !arc.Source.Span.SequenceEqual(arc.Target.Span))
            {
                AddArc(arc.Target.Span, arc.Source.Span);
            }

            void AddArc(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
            {
                AddEnd(source, end++, isWeighted ? weight : null);
                AddEnd(target, end++, null);
            }
        }

        onBytes?.Invoke(file.BytesRead);

        void AddEnd(ReadOnlySpan<byte> name, ulong number, double? weight)
        {
            name.CopyTo(record);
            record[name.Length] = 0;
            int length = name.Length + 1;
            BinaryPrimitives.WriteUInt64BigEndian(record.AsSpan(length), number);
            length += sizeof(ulong);
            if (weight is { } written)
            {
                BinaryPrimitives.WriteDoubleBigEndian(record.AsSpan(length), written);
                length += sizeof(double);
            }

            byName.Add(record.AsSpan(0, length));
        }
    }

    private static string NamesPath(string temporaryFolder) =>
        Path.Combine(temporaryFolder, $"names-{Guid.NewGuid():n}.run");

    private static bool IsName(ReadOnlySpan<byte> name) => name.Length <= MaxNameLength && !name.Contains((byte)0);

    private static bool TryReadWeight(ReadOnlySpan<byte> text, double? byDefault, out double weight)
    {
        if (text.IsEmpty)
        {
            weight = byDefault ?? 0;
            return byDefault is not null;
        }

        return Utf8Parser.TryParse(text, out weight, out int used) && used == text.Length
            && weight is > 0 and <= ArcWeights.MaxWeight;
    }

    // Records: row and end, number of the node, and the weight if there is one.
    private static RunFile Number(ExternalSorter byName, string path, ExternalSorter byRow, out uint nodeCount,
        CancellationToken cancellationToken)
    {
        using SortedRecords sorted = byName.Sort(cancellationToken);
        using DistinctNames names = new(path, MaxNameLength);
        byte[] record = new byte[sizeof(ulong) + IdBytes + sizeof(double)];
        long done = 0;
        while (sorted.MoveNext())
        {
            Check(done++, cancellationToken);
            int nameLength = sorted.Current.IndexOf((byte)0);
            ReadOnlySpan<byte> rest = sorted.Current[(nameLength + 1)..];
            names.Add(sorted.Current[..nameLength]);
            if (BinaryPrimitives.ReadUInt64BigEndian(rest) == NoRow)
            {
                continue;
            }

            rest[..sizeof(ulong)].CopyTo(record);
            BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(sizeof(ulong)), names.Count - 1);
            rest[sizeof(ulong)..].CopyTo(record.AsSpan(sizeof(ulong) + IdBytes));
            byRow.Add(record.AsSpan(0, IdBytes + rest.Length));
        }

        nodeCount = names.Count;
        return names.Complete();
    }

    // Records: source, target, and the weight, which is positive, so that arcs that stand there several times are added
    // up in one order.
    private static void Pair(ExternalSorter byRow, bool isWeighted, bool keepsSelfLinks, ExternalSorter byArc,
        SkipCounts skips, CancellationToken cancellationToken)
    {
        using SortedRecords sorted = byRow.Sort(cancellationToken);
        byte[] arc = new byte[(2 * IdBytes) + sizeof(double)];
        long done = 0;
        while (sorted.MoveNext())
        {
            Check(done++, cancellationToken);
            ReadOnlySpan<byte> source = sorted.Current[sizeof(ulong)..];
            source[..IdBytes].CopyTo(arc);
            source[IdBytes..].CopyTo(arc.AsSpan(2 * IdBytes));
            sorted.MoveNext();
            sorted.Current.Slice(sizeof(ulong), IdBytes).CopyTo(arc.AsSpan(IdBytes));
            if (!keepsSelfLinks && arc.AsSpan(0, IdBytes).SequenceEqual(arc.AsSpan(IdBytes, IdBytes)))
            {
                skips.Add(SkipReason.SelfArc);
                continue;
            }

            byArc.Add(arc.AsSpan(0, (2 * IdBytes) + (isWeighted ? sizeof(double) : 0)));
        }
    }

    private void Spill(ExternalSorter byArc, CancellationToken cancellationToken)
    {
        using SortedRecords sorted = byArc.Sort(cancellationToken);
        using ArcSpill.Writer writer = Arcs.OpenWriter();
        List<uint> targets = [];
        List<double> weights = [];
        uint source = 0;
        long done = 0;
        while (sorted.MoveNext())
        {
            Check(done++, cancellationToken);
            uint nextSource = BinaryPrimitives.ReadUInt32BigEndian(sorted.Current);
            uint target = BinaryPrimitives.ReadUInt32BigEndian(sorted.Current[IdBytes..]);
            double weight = Weights is null ? 1 : BinaryPrimitives.ReadDoubleBigEndian(sorted.Current[(2 * IdBytes)..]);
            if (targets.Count > 0 && nextSource != source)
            {
                End();
            }

            source = nextSource;
            if (targets.Count > 0 && targets[^1] == target)
            {
                weights[^1] += weight;
            }
            else
            {
                targets.Add(target);
                weights.Add(weight);
            }
        }

        End();
        writer.Complete();
        Weights?.Complete();

        void End()
        {
            if (targets.Count > 0)
            {
                writer.Add(source, CollectionsMarshal.AsSpan(targets));
                Weights?.Add(source, CollectionsMarshal.AsSpan(targets), CollectionsMarshal.AsSpan(weights));
                IsSource[source] = 1;
                targets.Clear();
                weights.Clear();
            }
        }
    }

    private static void Check(long done, CancellationToken cancellationToken)
    {
        if (done % CheckEvery == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
