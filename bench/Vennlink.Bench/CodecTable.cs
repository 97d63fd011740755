using System.Buffers;
using System.Globalization;
using System.Text;
using Vennlink.Archives.Graphs;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Bench;

/// <summary>
/// What a posting list costs: bits an id of our form beside others and the entropy of the gaps, and nanoseconds an id
/// to write it and to read it into windows at each register width.
/// </summary>
internal static class CodecTable
{
    private const int LeastIdsMeasured = 1_000_000;

    private static readonly int[] IdCounts =
        [17_000_000, 10_000_000, 5_000_000, 3_000_000, 1_000_000, 500_000, 100_000, 10_000, 1_000, 100];
    private static readonly LaneWidth[] Widths = [LaneWidth.Bits512, LaneWidth.Bits256, LaneWidth.Bits64];

    private static readonly string SizeHead =
        "ours, bits an id | × entropy | entropy of gaps | varint gaps | Elias–Fano | 128-block packing | Roaring | "
            + "× Roaring";

    /// <summary>Lists of <see cref="WebLists"/>, by length.</summary>
    public static void RunWebLists()
    {
        Console.WriteLine(
            $"| ids of a list | lists | {SizeHead} | write, ns an id | read, ns an id: AVX-512 | AVX2, BMI2 | 64 "
                + "bits |");
        Console.WriteLine($"|---|---|{string.Concat(Enumerable.Repeat("---|", 12))}");
        foreach (int idCount in IdCounts)
        {
            uint[][] lists = [.. Enumerable.Range(0, Math.Max(1, LeastIdsMeasured / idCount))
                .Select(seed => WebLists.Make(WebLists.WholeWebSourceCount, idCount, seed))];
            ListSizes sizes = new(WebLists.WholeWebSourceCount);
            foreach (uint[] list in lists)
            {
                sizes.Add(list);
            }

            (double bits, double write, double[] read) = Measure(lists, sizes.IdCount);
            string speeds = string.Join(
                " | ", read.Select(nanoseconds => nanoseconds.ToString("F2", CultureInfo.InvariantCulture)));
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"| {idCount:N0} | {lists.Length} | {SizeCells(bits, sizes)} | {write:F1} | {speeds} |"));
        }
    }

    /// <summary>
    /// The transpose of a graph in WebGraph's form, node numbers as ids, written as a snapshot writes it: equal lists
    /// once, short ones in the dictionary.
    /// </summary>
    public static void RunGraph(string graphFile)
    {
        string name = graphFile[..^".graph".Length];
        BvGraphInput graph = new(graphFile, name + ".properties", null, null, null);
        Dictionary<uint, List<uint>> transpose = [];
        uint nodeCount = 0;
        using (BvArcs arcs = graph.OpenLists())
        {
            while (arcs.TryRead(out uint node, out ReadOnlySpan<uint> successors, out _))
            {
                nodeCount = node + 1;
                foreach (uint target in successors)
                {
                    if (!transpose.TryGetValue(target, out List<uint>? sources))
                    {
                        transpose.Add(target, sources = []);
                    }

                    sources.Add(node);
                }
            }
        }

        (double lists, double directory) =
            MeasureSnapshot([.. transpose.OrderBy(pair => pair.Key).Select(pair => pair.Value)], nodeCount);
        ListSizes sizes = new(nodeCount);
        foreach (List<uint> list in transpose.Values)
        {
            sizes.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list));
        }

        Console.WriteLine(
            $"| transpose of | lists | links | directory, bits a link | {SizeHead} "
                + $"|\n|---|---|---|---|{string.Concat(Enumerable.Repeat("---|", 8))}");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(name)} | {sizes.ListCount:N0} | {sizes.IdCount:N0} | {directory:F2} | "
                    + $"{SizeCells(lists, sizes)} |"));
    }

    /// <summary>
    /// The lists of all root domains of a snapshot of a graph: those that stand in its postings, and all of them.
    /// </summary>
    /// <remarks>Ours is what the manifest counts: equal lists once, those in the dictionary too.</remarks>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="every">Above 1: only the entropy, of the targets in one of so many blocks of the dictionary, evenly
    /// spaced.</param>
    public static void RunSnapshot(string folder, int every = 1)
    {
        using Snapshot snapshot = Snapshot.Open(folder);
        ListSizes postings = new(snapshot.SourcePageCount);
        ListSizes all = new(snapshot.SourcePageCount);
        uint[] ids = [];
        foreach (ReadOnlyMemory<byte> key in every == 1 ? snapshot.Targets(TargetScope.RootDomain)
            : SampledRootDomains(folder, every))
        {
            using PostingCursor list = snapshot.OpenList(TargetScope.RootDomain, key.Span, SourceScope.Page);
            int count = (int)list.Count;
            ids = ids.Length < count ? new uint[count] : ids;
            list.CopyIds(PostingCursor.End, ids.AsSpan(0, count));
            if (count > 0)
            {
                all.Add(ids.AsSpan(0, count));
            }

            if (count > SnapshotFormat.MaxInlineCount)
            {
                postings.Add(ids.AsSpan(0, count));
            }
        }

        IReadOnlyDictionary<string, long> counts = snapshot.Manifest.Counts;
        if (every > 1)
        {
            double bits = (8.0 * counts["posting_bytes"]) + counts["inline_id_bits"];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{all.ListCount:N0} lists of {all.IdCount:N0} ids in every {every}th block: entropy of gaps "
                    + $"{all.EntropyBits:F3} bits, of those longer than {SnapshotFormat.MaxInlineCount} "
                        + $"({postings.IdCount:N0} ids) {postings.EntropyBits:F3}; ours, of all "
                            + $"{counts["external_arcs"]:N0} arcs, {bits / counts["external_arcs"]:F3}"));
            return;
        }

        double postingBits = 8.0 * counts["posting_bytes"];
        Console.WriteLine(
            $"| lists of {snapshot.SourcePageCount:N0} sources | lists | ids | directory, bits an id | {SizeHead} "
                + $"|\n|---|---|---|---|{string.Concat(Enumerable.Repeat("---|", 8))}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| longer than {SnapshotFormat.MaxInlineCount} | {postings.ListCount:N0} | {postings.IdCount:N0} | "
                + $"| {SizeCells(postingBits / postings.IdCount, postings)} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| all | {all.ListCount:N0} | {all.IdCount:N0} | {counts["directory_bits"] / (double)all.IdCount:F2} | "
                + $"{SizeCells((postingBits + counts["inline_id_bits"]) / all.IdCount, all)} |"));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> SampledRootDomains(string folder, int every)
    {
        using TargetKeys keys = new(folder);
        BlockFile blocks = new(keys.File);
        for (int block = 0; block < blocks.BlockCount; block += every)
        {
            byte[] end = block + 1 < blocks.BlockCount ? blocks.FirstKey(block + 1).ToArray() : [];
            foreach ((byte[] key, _) in keys.ReadFrom(blocks.FirstKey(block).ToArray()))
            {
                if (end.Length > 0 && key.AsSpan().SequenceCompareTo(end) >= 0)
                {
                    break;
                }

                if (!key.Contains(Urls.UrlKey.HostEnd))
                {
                    yield return key;
                }
            }
        }
    }

    private static string SizeCells(double bits, ListSizes sizes)
    {
        double entropy = sizes.EntropyBits;
        double ids = sizes.IdCount;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{bits:F2} | {bits / entropy:F2} | {entropy:F2} | {sizes.VarintBits / ids:F2} | "
                + $"{sizes.EliasFanoBits / ids:F2} | {sizes.PackedBits / ids:F2} | {sizes.RoaringBits / ids:F2} | "
                    + $"{bits * ids / sizes.RoaringBits:F2}");
    }

    private static (double Bits, double Write, double[] Read) Measure(uint[][] lists, double idCount)
    {
        PostingListWriter writer = new();
        ArrayBufferWriter<byte> output = new();
        List<(long Start, long Length)> places = [];
        double write = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            output.ResetWrittenCount();
            places.Clear();
            double clock = ThreadClock.Nanoseconds;
            foreach (uint[] list in lists)
            {
                long start = output.WrittenCount;
                writer.Write(output, list);
                places.Add((start, output.WrittenCount - start));
            }

            write = Math.Min(write, ThreadClock.Nanoseconds - clock);
        }

        string folder = Directory.CreateTempSubdirectory("vennlink-codecs-").FullName;
        string path = Path.Combine(folder, "lists");
        using (SealedFileWriter file = new(path, "BenchLst"u8, 1))
        {
            file.StartSection();
            file.Write(output.WrittenSpan);
            file.Complete();
        }

        double[] read;
        using (SealedFile file = SealedFile.Open(path, "BenchLst"u8, 1))
        {
            read = [.. Widths.Select(width => Read(file.Section(0), places, width, (long)idCount) / idCount)];
        }

        Directory.Delete(folder, recursive: true);
        return (8.0 * output.WrittenCount / idCount, write / idCount, read);
    }

    // Nanoseconds to fill the windows of all lists, clearing a window included.
    private static double Read(FileSection section, List<(long Start, long Length)> places, LaneWidth width,
        long idCount)
    {
        double least = double.MaxValue;
        ulong[] window = GC.AllocateUninitializedArray<ulong>(SourceWindow.WordCount, pinned: true);
        for (int round = 0; round < 7; round++)
        {
            long found = 0;
            double clock = ThreadClock.Nanoseconds;
            foreach ((long start, long length) in places)
            {
                using PostingListCursor cursor =
                    new(new FileSection(section.File, section.Start + start, length), width);
                for (uint id = cursor.Current; id != PostingCursor.End; id = cursor.Current)
                {
                    window.AsSpan().Clear();
                    found += cursor.FillWindow(SourceWindow.Start(SourceWindow.Of(id)), window);
                }
            }

            least = Math.Min(least, ThreadClock.Nanoseconds - clock);
            if (found != idCount)
            {
                throw new InvalidOperationException($"{found} ids of {idCount}");
            }
        }

        return least;
    }

    private static (double ListBits, double DirectoryBits) MeasureSnapshot(List<uint>[] lists, uint sourceCount)
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-codecs-").FullName;
        try
        {
            // One domain: no list of domains counts.
            using NativeArray<uint> firstPages = new(2);
            firstPages[1] = sourceCount;
            TargetListsEncoder encoder = new(firstPages, 1, foldHosts: null);
            ListOffsets offsets = new();
            ArrayBufferWriter<byte> bytes = new();
            List<(TargetListKind Kind, byte[] Value)> entries = [];
            using TargetPostingsWriter postings = new(folder, folder);
            foreach (uint[] list in lists.Select(list => list.ToArray()))
            {
                bytes.ResetWrittenCount();
                if (list.Length > SnapshotFormat.MaxInlineCount)
                {
                    encoder.Write(bytes, list, []);
                    if (!offsets.TryGetOrAdd(SecretHash.Of128(bytes.WrittenSpan), postings.Length, out long offset))
                    {
                        postings.Append(bytes.WrittenSpan, [], list.Length, encoder.PageListBytes);
                    }

                    bytes.ResetWrittenCount();
                    Varint.Append(bytes, (ulong)offset);
                    entries.Add((TargetListKind.Long, bytes.WrittenSpan.ToArray()));
                    continue;
                }

                ulong previous = 0;
                foreach (uint source in list)
                {
                    Varint.Append(bytes, SourceElement.Of(source, isNotFollowed: false) - previous);
                    previous = SourceElement.Of(source, isNotFollowed: false);
                }

                entries.Add(
                    (list.Length == 0 ? TargetListKind.None : TargetListKind.Inline, bytes.WrittenSpan.ToArray()));
            }

            using TargetKeysWriter keys = new(folder, sourceCount, 1, postings.Length);
            TargetKeysEncoder dictionary = keys.NewEncoder((_, _) => { });
            for (int target = 0; target < entries.Count; target++)
            {
                if (entries[target].Kind != TargetListKind.None)
                {
                    dictionary.Add(Encoding.ASCII.GetBytes($"org\u0001example\0/{target:D9}"), TargetScope.Page, null,
                        entries[target].Kind, entries[target].Value);
                }
            }

            dictionary.EndBlock();
            double links = lists.Sum(list => (double)list.Count);
            return ((dictionary.Counts.InlineBits + (8.0 * postings.PageListBytes)) / links,
                dictionary.Counts.DirectoryBits / links);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
