using System.Buffers;
using System.IO.Compression;
using System.Text;
using Vennlink.Ranking;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Snapshots;

/// <summary>
/// Lists of real graphs, written as a snapshot writes them: what docs/algorithms.md and decision 0003 quote.
/// </summary>
public sealed class ListSizeTests
{
    private static readonly Lazy<(int SourceCount, int[][] Lists)> CnrLists = new(ReadCnr);

    private delegate int[][] Transposed(out int sourceCount);

    [Fact]
    public void Lists_of_cnr_2000_take_less_than_the_entropy_of_their_gaps() =>
        Check("cnr-2000", Cnr, mostOfEntropy: 0.62, mostDirectoryBits: 0.65);

    [Fact]
    public void Lists_of_California_take_little_more_than_the_entropy_of_their_gaps() =>
        Check("California", California, mostOfEntropy: 1.05, mostDirectoryBits: 0.95);

    [Fact]
    public void Lists_of_the_awesome_lists_take_a_fraction_of_the_entropy_of_their_gaps() =>
        Check("awesome lists", Awesome, mostOfEntropy: 0.1, mostDirectoryBits: 3.2);

    [Theory]
    [InlineData(1, 3.8)]
    [InlineData(4, 3.4)]
    [InlineData(20, 2.7)]
    public void Ids_in_order_of_rank_cost_what_the_decision_says(int step, double mostBits)
    {
        int[][] lists = Cnr(out int sourceCount);

        // Page Authority as if each link brought the rank of an unlinked page, in classes of so many points; equal ones
        // in key order.
        int[] linking = [.. lists.Select(list => list.Length)];
        int[] order = [.. Enumerable.Range(0, sourceCount)
            .OrderByDescending(node => AuthorityScale.PageAuthority(1 + linking[node]) / step).ThenBy(node => node)];
        int[] idOf = new int[sourceCount];
        for (int id = 0; id < order.Length; id++)
        {
            idOf[order[id]] = id;
        }

        int[][] renumbered = [.. lists.Select(list => list.Select(node => idOf[node]).Order().ToArray())];
        Sizes sizes = Measure(renumbered, sourceCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"classes of {step}: {sizes}");
        Assert.InRange(sizes.ListBits, 1, mostBits);
    }

    private static void Check(string name, Transposed read, double mostOfEntropy, double mostDirectoryBits)
    {
        int[][] lists = read(out int sourceCount);
        Sizes sizes = Measure(lists, sourceCount);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {lists.Count(list => list.Length > 0)} lists, {lists.Sum(list => (long)list.Length)} links, "
                + $"{sizes}");
        Assert.InRange(sizes.ListBits / sizes.EntropyBits, 0, mostOfEntropy);
        Assert.InRange(sizes.DirectoryBits, 0, mostDirectoryBits);
    }

    private static Sizes Measure(int[][] lists, int sourceCount)
    {
        using TemporaryFolder folder = new();
        // One domain: no list of domains counts.
        using NativeArray<uint> firstPages = new(2);
        firstPages[1] = (uint)sourceCount;
        TargetListsEncoder encoder = new(firstPages, 1, foldHosts: null);
        ListOffsets offsets = new();
        ArrayBufferWriter<byte> bytes = new();
        List<(TargetListKind Kind, byte[] Value)> entries = [];
        using TargetPostingsWriter postings = new(folder.Path, folder.Path);
        foreach (uint[] list in lists.Select(list => list.Select(source => (uint)source).ToArray()))
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

            entries.Add((list.Length == 0 ? TargetListKind.None : TargetListKind.Inline, bytes.WrittenSpan.ToArray()));
        }

        using TargetKeysWriter keys = new(folder.Path, (uint)sourceCount, 1, postings.Length);
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
        double links = lists.Sum(list => (double)list.Length);
        return new Sizes(Entropy(lists), (dictionary.Counts.InlineBits + (8.0 * postings.PageListBytes)) / links,
            dictionary.Counts.DirectoryBits / links);
    }

    // Zeroth-order entropy of the differences of neighbours, the first id counting from −1.
    private static double Entropy(int[][] lists)
    {
        Dictionary<int, long> counts = [];
        long total = 0;
        foreach (int[] list in lists)
        {
            int previous = -1;
            foreach (int id in list)
            {
                counts[id - previous] = counts.GetValueOrDefault(id - previous) + 1;
                previous = id;
                total++;
            }
        }

        return counts.Values.Sum(count => -(double)count / total * Math.Log2((double)count / total));
    }

    private static int[][] Cnr(out int sourceCount)
    {
        // Four tests ask for it, and reading it takes most of their time.
        (sourceCount, int[][] lists) = CnrLists.Value;
        return lists;
    }

    private static (int SourceCount, int[][] Lists) ReadCnr()
    {
        string graph = SharedData.Require("graphs/cnr-2000/cnr-2000.graph");
        (int nodeCount, int arcCount, int[][] successors) = BvGraph.Read(graph[..^".graph".Length]);
        Assert.Equal(arcCount, successors.Sum(list => list.Length));
        return (nodeCount,
            Transpose(successors.SelectMany((list, source) => list.Select(target => (source, target))), nodeCount));
    }

    private static int[][] California(out int sourceCount)
    {
        List<string[]> lines = [.. File.ReadLines(SharedData.Require("graphs/gr0.California.txt"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        sourceCount = lines.Count(line => line.Length > 0 && line[0] == "n");
        return Transpose(lines.Where(line => line.Length >= 3 && line[0] == "e")
            .Select(line => (Number(line[1]), Number(line[2]))), sourceCount);
    }

    private static int[][] Awesome(out int sourceCount)
    {
        using StreamReader reader =
            new(new GZipStream(File.OpenRead(SharedData.Require("graphs/awesome-edges.csv.gz")),
                CompressionMode.Decompress));
        List<string[]> rows =
            [.. reader.ReadToEnd().Split('\n').Skip(1).Select(row => row.Split(',')).Where(row => row.Length >= 2)];
        Dictionary<string, int> sources = rows.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal)
            .Select((source, id) => (source, id)).ToDictionary(pair => pair.source, pair => pair.id);
        Dictionary<string, int> targets = rows.Select(row => row[1]).Distinct().Select((target, id) => (target, id))
            .ToDictionary(pair => pair.target, pair => pair.id);
        sourceCount = sources.Count;
        return Transpose(rows.Select(row => (sources[row[0]], targets[row[1]])), targets.Count);
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static int[][] Transpose(IEnumerable<(int Source, int Target)> arcs, int targetCount)
    {
        int[][] lists = new int[targetCount][];
        Array.Fill(lists, []);
        foreach (IGrouping<int, int> list in arcs.GroupBy(arc => arc.Target, arc => arc.Source))
        {
            lists[list.Key] = [.. list.Distinct().Order()];
        }

        return lists;
    }

    private sealed record Sizes(double EntropyBits, double ListBits, double DirectoryBits);
}
