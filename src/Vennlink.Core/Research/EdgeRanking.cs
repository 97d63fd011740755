using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Networks;
using Vennlink.Build;
using Vennlink.Graph.Arcs;
using Vennlink.Query.Output;
using Vennlink.Ranking;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Research;

/// <summary>Ranks any graph: PageRank, harmonic centrality and degrees of the nodes of a link list or web graph, as a
/// file of rows.</summary>
/// <remarks>
/// The code that ranks an index, on names taken as they stand. Rows are ordered by PageRank, highest first, then by the
/// bytes of the name. Equal input gives equal bytes, whatever the memory, the threads and the order of rows.
/// </remarks>
public static class EdgeRanking
{
    private const string Header = "node\tpagerank\tharmonic\tin_degree\tout_degree\n";
    private const int CheckEvery = 65_536;

    private static readonly RowTable Table = new("ranks",
    [
        .. RowColumn.Texts("node"), .. RowColumn.Precise("pagerank"), .. RowColumn.Reals("harmonic"),
        .. RowColumn.Precise("in_degree", "out_degree"),
    ]);

    // Ranks, degrees and marks; what makes the ranks beside them, or hashes.
    private const long BytesPerNode = sizeof(double) + (2 * sizeof(double)) + 1;

    /// <summary>Ranks.</summary>
    /// <param name="options">What to rank.</param>
    /// <param name="progress">Told of the stages read, rank and write; may be null.</param>
    /// <param name="cancellationToken">Looked at often; nothing is left behind.</param>
    /// <exception cref="BuildRefusedException">The options do not fit the input, or the graph has more nodes than the
    /// memory allows; the message says which.</exception>
    /// <exception cref="InputException">The input is no list or graph, or holds no row that can be used.</exception>
    public static EdgeRankingReport Run(EdgeRankingOptions options, IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Damping is not (> 0 and <= EdgeRankingOptions.MaxDamping))
        {
            throw new BuildRefusedException(
                string.Create(CultureInfo.InvariantCulture,
                    $"the damping is {options.Damping}, but must be above 0 and at most "
                        + $"{EdgeRankingOptions.MaxDamping}"));
        }

        string output = Path.GetFullPath(options.Output);
        string folder = Directory.CreateDirectory($"{output}.work-{Guid.NewGuid():n}").FullName;
        try
        {
            SkipCounts skips = new();
            List<string> remarks = [];
            using NamedArcs graph = Read(options, folder, skips, remarks, progress, cancellationToken);
            if (graph.NodeCount == 0)
            {
                IEnumerable<string> skipped = skips.ByName().Select(
                    skip => string.Create(CultureInfo.InvariantCulture, $"; {skip.Key}: {skip.Value:N0}"));
                throw new InputException(
                    options.Input, null, $"has no links that can be ranked{string.Concat(skipped)}");
            }

            return Rank(graph, options, output, folder, skips, progress, cancellationToken) with { Remarks = remarks };
        }
        catch (InsufficientMemoryException problem)
        {
            throw new BuildRefusedException(problem.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NamedArcs Read(EdgeRankingOptions options, string folder, SkipCounts skips, List<string> remarks,
        IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        if (WebGraphInput.TryFind(options.Input, out WebGraphInput? graph))
        {
            if (options.Weighted || options.KeepSelfLinks)
            {
                throw new BuildRefusedException(
                    $"{options.Input}: --weighted and --keep-self-links are for link lists, and this is a web graph");
            }

            return NamedArcs.Read(
                graph, folder, options.MemoryBytes / 2, options.ThreadCount, skips,
                done => progress?.Report(new BuildProgress("read", done, graph.TotalBytes, 0)), cancellationToken);
        }

        if (Directory.Exists(options.Input))
        {
            throw new BuildRefusedException(
                $"{options.Input}: is a folder without a web graph, or with several; name a link list as a file");
        }

        WebGraphInput.RefusePart(options.Input);
        long length = new FileInfo(options.Input).Length;
        using ArcFile file = ArcFile.Open(File.OpenRead(options.Input), options.Input, skips);
        NamedArcs arcs = NamedArcs.Read(
            file, options.Weighted, options.KeepSelfLinks, folder, options.MemoryBytes, options.ThreadCount, skips,
            done => progress?.Report(new BuildProgress("read", done, length, 0)), cancellationToken);
        remarks.AddRange(file.Remarks);
        return arcs;
    }

    private static EdgeRankingReport Rank(
        NamedArcs graph, EdgeRankingOptions options, string output, string folder, SkipCounts skips,
        IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        long sourceCount = 0;
        for (long node = 0; node < graph.NodeCount; node++)
        {
            sourceCount += graph.IsSource[node];
        }

        bool isExact = HarmonicCentrality.IsExact(graph.NodeCount, sourceCount, graph.Arcs.ArcCount);
        long nodeBytes = (BytesPerNode + (graph.Weights is null ? 0 : ArcWeights.BytesPerNode)) * graph.NodeCount;
        long hashBytes = isExact ? 0 : sizeof(ushort) * graph.NodeCount;
        RankingMemory.Require(
            $"ranking {graph.NodeCount:N0} nodes",
            nodeBytes
            + Math.Max(PageRank.BytesFor(graph.NodeCount), hashBytes + HarmonicCentrality.LeastBytesFor(
                graph.NodeCount, sourceCount, graph.Arcs.ArcCount)), options.MemoryBytes);
        using ArcDegrees degrees = new(graph.Arcs, graph.Weights, cancellationToken);
        PageRankOptions rankOptions = new()
        {
            Damping = options.Damping,
            Rounds = options.Iterations,
            Tolerance = options.Tolerance,
            ThreadCount = options.ThreadCount
        };
        long bytes = graph.Arcs.SpilledBytes;
        Action<long, long> Half(int half) => (done, total) =>
            progress?.Report(
                new BuildProgress("rank", (long)((half + Math.Min(1, (double)done / Math.Max(1, total))) * bytes),
                    2 * bytes, 0));
        using PageRanks ranks = PageRank.Run([graph.Arcs], graph.Weights, rankOptions, Half(0), cancellationToken);
        using NativeArray<ushort>? hashes = isExact ? null : Hashes(graph, cancellationToken);
        using NativeArray<float> harmonics = HarmonicCentrality.Run(graph.Arcs, graph.IsSource, hashes,
            options.MemoryBytes - nodeBytes - hashBytes, options.ThreadCount, Half(1), cancellationToken,
            out int? reach);
        Write(graph, ranks, harmonics, degrees, options, output, folder, progress, cancellationToken);
        return new EdgeRankingReport(
            graph.NodeCount, graph.Arcs.ArcCount, ranks.RoundCount, 2 * ranks.ErrorBound,
            HarmonicCentrality.StandardError(graph.NodeCount, sourceCount, graph.Arcs.ArcCount), reach, skips.ByName(),
            []);
    }

    private static NativeArray<ushort> Hashes(NamedArcs graph, CancellationToken cancellationToken)
    {
        NativeArray<ushort> hashes = new(graph.NodeCount);
        using RunReader names = new(graph.Names);
        for (uint node = 0; names.MoveNext(); node++)
        {
            Check(node, cancellationToken);
            hashes[node] = HyperLogLog.Hash(names.Current);
        }

        return hashes;
    }

    // Records: rank with all bits turned over, so that the highest comes first, name, zero, number of the node.
    private static void Write(
        NamedArcs graph, PageRanks ranks, NativeArray<float> harmonics, ArcDegrees degrees,
        EdgeRankingOptions options, string output, string folder, IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        using ExternalSorter byRank =
            new(folder, Math.Max(ExternalSorter.MinMemoryBytes, options.MemoryBytes / 8), options.ThreadCount);
        using (RunReader names = new(graph.Names))
        {
            byte[] record = new byte[256];
            for (uint node = 0; names.MoveNext(); node++)
            {
                Check(node, cancellationToken);
                int length = sizeof(ulong) + names.Current.Length + 1 + sizeof(uint);
                record = record.Length < length ? new byte[2 * length] : record;
                BinaryPrimitives.WriteUInt64BigEndian(record, ~BitConverter.DoubleToUInt64Bits(ranks.Relative[node]));
                names.Current.CopyTo(record.AsSpan(sizeof(ulong)));
                record[length - 1 - sizeof(uint)] = 0;
                BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(length - sizeof(uint)), node);
                byRank.Add(record.AsSpan(0, length));
            }
        }

        string aside = Path.Combine(folder, "ranks.tsv");
        using SortedRecords sorted = byRank.Sort(cancellationToken);
        using (FileStream file = new(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18))
        {
            RowOutput? rows = options.Form is { } form ? RowOutput.Create(file, form, Table) : null;
            file.Write(rows is null ? Encoding.ASCII.GetBytes(Header) : []);
            ArrayBufferWriter<byte> row = new();
            for (long done = 0; sorted.MoveNext(); done++)
            {
                if (done % CheckEvery == 0)
                {
                    Check(0, cancellationToken);
                    progress?.Report(new BuildProgress("write", done, graph.NodeCount, 0));
                }

                uint node = BinaryPrimitives.ReadUInt32BigEndian(sorted.Current[^sizeof(uint)..]);
                ReadOnlySpan<byte> name = sorted.Current[sizeof(ulong)..^(sizeof(uint) + 1)];
                RankedNode ranked = new(
                    ranks.Normalised(node), harmonics[node], degrees.In[node], degrees.Out[node]);
                if (rows is not null)
                {
                    ranked.Write(rows, name);
                    continue;
                }

                row.ResetWrittenCount();
                AddName(row, name);
                ranked.Write(row);
                file.Write(row.WrittenSpan);
            }

            rows?.End();
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, output, overwrite: true);
    }

    // Quoted as RFC 4180 has it where a reader would take the name for something else.
    private static void AddName(ArrayBufferWriter<byte> row, ReadOnlySpan<byte> name)
    {
        if (name.IndexOfAny("\t\r\n"u8) < 0 && (name.IsEmpty || name[0] != '"'))
        {
            row.Write(name);
            return;
        }

        row.Write("\""u8);
        foreach (byte letter in name)
        {
            row.Write(letter == '"' ? "\"\""u8 : [letter]);
        }

        row.Write("\""u8);
    }

    private static void Check(long done, CancellationToken cancellationToken)
    {
        if (done % CheckEvery == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // Numbers of a row, behind its name.
    private readonly record struct RankedNode(double Rank, float Harmonic, double In, double Out)
    {
        public void Write(RowOutput rows, ReadOnlySpan<byte> name)
        {
            rows.Text(name);
            rows.Precise(Rank);
            rows.Real(Harmonic);
            rows.Precise(In);
            rows.Precise(Out);
            rows.EndRow();
        }

        public void Write(ArrayBufferWriter<byte> row)
        {
            AddNumber(row, Rank);
            AddNumber(row, Harmonic);
            AddNumber(row, In);
            AddNumber(row, Out);
            row.Write("\n"u8);
        }

        private static void AddNumber<T>(ArrayBufferWriter<byte> row, T number)
            where T : IUtf8SpanFormattable
        {
            const int MaxNumberBytes = 32;
            row.Write("\t"u8);
            number.TryFormat(row.GetSpan(MaxNumberBytes), out int length, "R", CultureInfo.InvariantCulture);
            row.Advance(length);
        }
    }
}
