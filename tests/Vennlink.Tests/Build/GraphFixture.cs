using System.Globalization;
using System.IO.Compression;
using System.Text;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Build;

/// <summary>Writes graphs over some vertices and builds indexes of them, in a folder of its own.</summary>
/// <param name="names">Reversed names of the vertices, in the order of text.</param>
internal sealed class GraphFixture(string[] names) : IDisposable
{
    public const long Memory = 256L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-graph-").FullName;
    private int _number;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A list, read to its end.</summary>
    public static List<uint> List(Snapshot snapshot, TargetScope scope, byte[] key, SourceScope sources)
    {
        using PostingCursor list = snapshot.OpenList(scope, key, sources);
        List<uint> ids = [];
        for (uint id = list.Current; id != PostingCursor.End; id = list.Advance())
        {
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>The names of a list's sources, in order.</summary>
    public static List<string> Names(Snapshot snapshot, TargetScope scope, byte[] key, SourceScope sources)
    {
        byte[] name = new byte[256];
        return [.. List(snapshot, scope, key, sources)
            .Select(id => UrlKey.ToText(name.AsSpan(0, snapshot.Sources(sources).Key(id, name))))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Key of a host or root domain.</summary>
    public static ReadOnlyMemory<byte> Key(string reversedName)
    {
        byte[] key = new byte[reversedName.Length + 8];
        return key.AsMemory(0, UrlKey.FromCanonical(Encoding.ASCII.GetBytes(Reversed(reversedName)), key));
    }

    /// <summary>Key of its root page.</summary>
    public static byte[] PageKey(string reversedName) => [.. Key(reversedName).Span, UrlKey.HostEnd, (byte)'/'];

    /// <summary>The host that a graph calls so.</summary>
    public static string Reversed(string name) => string.Join('.', name.Split('.').Reverse());

    /// <summary>Name and digest of every file of the snapshot of an index.</summary>
    public static (string Name, string Bytes)[] Digests(string index) =>
        [.. Directory.EnumerateFiles(IndexFolder.SnapshotFolder(index, IndexFolder.CurrentId(index)!))
        .Order(StringComparer.Ordinal)
        .Select(file =>
            (Path.GetFileName(file),
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))))];

    /// <summary>
    /// Builds by the fast path. The hosts of a root domain stand in a third column of vertices, without which they are
    /// hosts.
    /// </summary>
    public Snapshot Build((int Source, int Target)[] arcs, bool isSorted, double[]? ranks, string? hostCount) =>
        Open(BuildIn(WriteGraph(arcs, isSorted, ranks, hostCount, partCount: 1), Memory, 2));

    /// <summary>
    /// Builds by way of captures, as hosts: a list of one of the arcs beside the graph is enough for that.
    /// </summary>
    public Snapshot BuildThroughCaptures((int Source, int Target)[] arcs)
    {
        string graph = WriteGraph(arcs, isSorted: true, null, hostCount: null, partCount: 1);
        string list = Path.Combine(NewFolder(), "one.csv");
        (string source, string target) = (Reversed(names[arcs[0].Source]), Reversed(names[arcs[0].Target]));
        File.WriteAllText(list, $"source,target\nhttp://{source}/,http://{target}/\n");
        string index = Path.Combine(_folder, $"index-{_number++}");
        IndexBuild.Run(Options(graph, index, Memory, 2) with { Inputs = [graph, list] }, null, CancellationToken.None);
        return Open(index);
    }

    /// <summary>The snapshot of an index.</summary>
    public static Snapshot Open(string index) =>
        Snapshot.Open(IndexFolder.SnapshotFolder(index, IndexFolder.CurrentId(index)!));

    /// <summary>Builds an index of a graph's folder; returns its folder.</summary>
    public string BuildIn(string graph, long memory, int threads) => BuildIn(graph, memory, threads, out _);

    public string BuildIn(string graph, long memory, int threads, out BuildReport report)
    {
        string index = Path.Combine(_folder, $"index-{_number++}");
        report = IndexBuild.Run(Options(graph, index, memory, threads), null, CancellationToken.None);
        return index;
    }

    public static BuildOptions Options(string graph, string index, long memory, int threads) =>
        new() { IndexFolder = index, Inputs = [graph], MemoryBytes = memory, ThreadCount = threads };

    /// <summary>Writes a graph in Common Crawl's text; returns its folder.</summary>
    public string WriteGraph((int Source, int Target)[] arcs, bool isSorted, double[]? ranks, string? hostCount,
        int partCount)
    {
        string folder = NewFolder();
        string column = hostCount is null ? "" : "\t" + hostCount;
        Write(Path.Combine(folder, "vertices.txt.gz"),
            string.Concat(names.Select((name, id) => $"{id}\t{name}{column}\n")));
        IEnumerable<(int Source, int Target)> ordered = isSorted ? arcs.Distinct().Order() : arcs;
        string[] lines = [.. ordered.Select(arc => $"{arc.Source}\t{arc.Target}\n")];
        if (partCount == 1)
        {
            Write(Path.Combine(folder, "edges.txt.gz"), string.Concat(lines));
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(folder, "edges"));
            for (int part = 0; part < partCount; part++)
            {
                int start = lines.Length * part / partCount;
                int end = lines.Length * (part + 1) / partCount;
                Write(Path.Combine(folder, "edges", $"part-{part:D5}.txt.gz"), string.Concat(lines[start..end]));
            }
        }

        if (ranks is not null)
        {
            IEnumerable<string> rows = ranks.Select((rank, id) => (rank, id)).OrderByDescending(row => row.rank)
                .Select((row, place) =>
                    string.Create(CultureInfo.InvariantCulture,
                        $"{place + 1}\t{row.rank * 1e9:R}\t{place + 1}\t{row.rank:R}\t{names[row.id]}\t1\n"));
            Write(Path.Combine(folder, "ranks.txt.gz"),
                "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n" + string.Concat(rows));
        }

        return folder;
    }

    /// <summary>
    /// The scores of a root domain that both know are the same. Ranks are rounded to a unit that depends on how many
    /// root domains there are.
    /// </summary>
    public static void AssertSameScores(Snapshot expected, Snapshot actual, ReadOnlySpan<byte> rootDomain)
    {
        if (expected.TryFindScores(rootDomain, out DomainScores first))
        {
            Assert.True(actual.TryFindScores(rootDomain, out DomainScores second));
            Assert.Equal((first.DomainAuthority, first.LinkingDomainCount),
                (second.DomainAuthority, second.LinkingDomainCount));
            Assert.Equal(first.RelativeRank, second.RelativeRank, first.RelativeRank * 1e-6);
        }
    }

    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"graph-{_number++}")).FullName;

    public static void Write(string path, string text)
    {
        using GZipStream stream = new(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }
}
