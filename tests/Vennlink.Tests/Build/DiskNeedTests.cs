using System.IO.Compression;
using System.Text;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Tests.Oracles;
using Vennlink.Tests.Ranking;
using Vennlink.Webs;

namespace Vennlink.Tests.Build;

public sealed class DiskNeedTests : IDisposable
{
    private const long FixedBytes = 16 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-disk-").FullName;
    private readonly List<DiskNeed> _told = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_build_that_does_not_fit_is_refused_before_anything_is_read()
    {
        string list = WriteList("list.csv", 100_000);
        BuildRefusedException refusal = Assert.Throws<BuildRefusedException>(() =>
            Build("index", [list], freeBytes: 17_000_000));

        Assert.Matches(@"may take 2\d\.\d MB of disk", refusal.Message);
        Assert.Contains("17.0 MB are free", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--ignore-disk", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "index")));
        Assert.False(Assert.Single(_told).Fits);
    }

    [Fact]
    public void It_is_built_all_the_same_when_that_is_asked_for()
    {
        Build("index", [WriteList("list.csv", 100)], freeBytes: 0, ignores: true);
        Assert.NotNull(IndexFolder.CurrentId(Path.Combine(_folder, "index")));
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.csv.gz")]
    [InlineData("pages.csv")]
    [InlineData("pages.csv.gz")]
    [InlineData("graph")]
    [InlineData("graph", true)]
    [InlineData("copies.graph")]
    [InlineData("copies.graph", true)]
    public void The_need_is_told_once_and_is_between_what_a_build_takes_and_twice_that(
        string input, bool weighsAll = false)
    {
        const int Pages = 1_000;
        string model = Path.Combine(_folder, "model.txt");
        File.WriteAllText(model, SpamEvidenceTests.AllFeatures);
        if (input == "graph")
        {
            DomainGraphFiles graph = new(new DomainWeb(20_000, 1),
                Directory.CreateDirectory(Path.Combine(_folder, input)).FullName, 2, _ => { });
            graph.WriteVertices(TestContext.Current.CancellationToken);
            graph.WriteEdges(1, TestContext.Current.CancellationToken);
            Directory.GetFiles(Path.Combine(_folder, input), "*.tsv").ToList().ForEach(File.Delete);
        }
        else if (input == "copies.graph")
        {
            uint[] successors = [.. Enumerable.Range(0, 100).Select(index => (uint)((index * 97) + (index % 3)))];
            new NaiveBvGraph(15, 4, 3, new Dictionary<string, string>())
                .Write(Path.Combine(_folder, "copies"), [.. Enumerable.Repeat(successors, 10_000)], 1);
        }
        else if (input.StartsWith("pages", StringComparison.Ordinal))
        {
            new PageListFiles(new PageWeb(Pages, 1), _folder, 2, _ => { })
                .Write(1, TestContext.Current.CancellationToken);
            using FileStream list = File.OpenRead(Path.Combine(_folder, "links-00000.csv.gz"));
            using Stream text = input.EndsWith(".gz", StringComparison.Ordinal)
                ? list : new GZipStream(list, CompressionMode.Decompress);
            using FileStream copy = File.Create(Path.Combine(_folder, input));
            text.CopyTo(copy);
        }
        else
        {
            WriteList(input, 20_000);
        }

        using FolderPeak peak = new(Path.Combine(_folder, "index"));
        Build("index", [Path.Combine(_folder, input)], freeBytes: 1L << 40, model: weighsAll ? model : null,
            boundary: peak.Look);
        long most = peak.End();
        TestContext.Current.SendDiagnosticMessage(
            $"{input}, {(weighsAll ? "all features" : "names")}: told {_told[0].NeededBytes - FixedBytes}, taken "
                + $"{most}");
        Assert.InRange(Assert.Single(_told).NeededBytes - FixedBytes, most, 2 * most);
    }

    [Fact]
    public void Adding_needs_disk_for_the_segments_that_are_there_as_well()
    {
        string large = WriteList("large.csv", 20_000);
        string small = WriteList("small.csv", 10);
        Build("index", [large], freeBytes: 1L << 40);
        _told.Clear();
        Build("index", [small], freeBytes: 1L << 40, adds: true);

        long segmentBytes = LengthOf(Path.Combine(_folder, "index", "segments"));
        Assert.InRange(Assert.Single(_told).NeededBytes - FixedBytes, 2 * segmentBytes, 3 * segmentBytes);
    }

    [Fact]
    public void What_a_build_that_was_cut_off_left_counts_as_free()
    {
        string work = Directory.CreateDirectory(Path.Combine(_folder, "index", "work", "read-000000")).FullName;
        File.WriteAllBytes(Path.Combine(work, "run"), new byte[5_000_000]);
        File.WriteAllBytes(Path.Combine(_folder, "index", "vennlink.lock"), []);
        Build("index", [WriteList("list.csv", 10)], freeBytes: 1_000_000_000);

        Assert.Equal(1_005_000_000, Assert.Single(_told).FreeBytes);
    }

    [Fact]
    public void Archives_and_graphs_are_told_from_lists()
    {
        string crawl = SharedData.InRepository("samples/aut-example.arc.gz");
        Build("crawl", [crawl], freeBytes: 1L << 40);
        Assert.Equal((long)(0.6 * new FileInfo(crawl).Length), Assert.Single(_told).NeededBytes - FixedBytes);

        File.WriteAllText(Path.Combine(_folder, "vertices.txt"), "0\tcom.example\n1\torg.example\n");
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "0\t1\n");
        _told.Clear();
        Build("hosts", [Path.Combine(_folder, "edges.txt")], freeBytes: 1L << 40);
        Assert.Equal((long)(1.5 * 0.25 * 32), Assert.Single(_told).NeededBytes - FixedBytes);
        _told.Clear();
        string list = WriteList("list.csv", 10);
        Build("both", [Path.Combine(_folder, "edges.txt"), list], freeBytes: 1L << 40);
        Assert.Equal((long)((8 * 0.25 * 32) + (2.2 * new FileInfo(list).Length)),
            Assert.Single(_told).NeededBytes - FixedBytes);
        _told.Clear();
        Build("domains", [Path.Combine(_folder, "edges.txt")], freeBytes: 1L << 40, isOfDomains: true);
        Assert.Equal((long)(1.5 * 0.25 * 32), Assert.Single(_told).NeededBytes - FixedBytes);
    }

    [Fact]
    public void A_graph_of_few_bits_is_told_by_its_nodes_and_arcs_and_the_text_beside_it()
    {
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>())
            .Write(Path.Combine(_folder, "sites"), [[1, 2], [0], [0, 1]], 1);
        string graph = Path.Combine(_folder, "sites.graph");
        Build("bare", [graph], freeBytes: 1L << 40);
        Assert.Equal((4 * 5) + (40 * 3), Assert.Single(_told).NeededBytes - FixedBytes);

        string names = Path.Combine(_folder, "sites-vertices.txt");
        string ranks = Path.Combine(_folder, "sites-ranks.txt");
        File.WriteAllText(names, "0\tcom.example\n1\torg.example\n2\tnet.example\n");
        File.WriteAllText(ranks, "#harmonicc_val\t#pr_val\t#host_rev\n1\t2\tcom.example\n");
        long textBytes = new FileInfo(names).Length + new FileInfo(ranks).Length;
        _told.Clear();
        Build("named", [graph], freeBytes: 1L << 40);
        Assert.Equal((long)((4 * 5) + (40 * 3) + (1.5 * 0.25 * textBytes)),
            Assert.Single(_told).NeededBytes - FixedBytes);

        // What no file can hold is refused, not taken for less than nothing.
        string properties = Path.Combine(_folder, "sites.properties");
        File.WriteAllText(properties, File.ReadAllText(properties)
            .Replace("arcs=5", $"arcs={long.MaxValue}", StringComparison.Ordinal));
        Assert.Contains("of disk", Assert.Throws<BuildRefusedException>(() =>
            Build("hostile", [graph], freeBytes: 1L << 40)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_domains_that_does_not_fit_is_refused_too()
    {
        File.WriteAllText(Path.Combine(_folder, "vertices.txt"), "0\tcom.example\n");
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "");
        Assert.Throws<BuildRefusedException>(() =>
            Build("domains", [Path.Combine(_folder, "edges.txt")], freeBytes: 0, isOfDomains: true));
    }

    private static long LengthOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private string WriteList(string name, int rows)
    {
        Random random = new(rows);
        StringBuilder text = new("source,target,anchor\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"http://s{random.Next(rows)}.example/{row},http://t{random.Next(60)}.example/,link "
                    + $"{random.Next(5)}\n");
        }

        string path = Path.Combine(_folder, name);
        using Stream file = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return path;
    }

    private void Build(string name, string[] inputs, long freeBytes, bool ignores = false, bool adds = false,
        bool isOfDomains = false, string? model = null, Action? boundary = null)
    {
        BuildOptions options = new()
        {
            IndexFolder = Path.Combine(_folder, name),
            Inputs = inputs,
            MemoryBytes = 64 << 20,
            ThreadCount = 2,
            Add = adds,
            IgnoreDiskNeed = ignores,
            GraphOfDomains = isOfDomains,
            SpamModelFile = model,
            FreeBytes = _ => freeBytes,
        };
        IndexBuild.Run(options, new Told(_told), TimeProvider.System, _ =>
            boundary?.Invoke(), TestContext.Current.CancellationToken);
    }

    // The longest that a folder becomes, looked at all the time. A look between two may have been missed: what it says
    // is the least that was taken.
    private sealed class FolderPeak : IDisposable
    {
        private readonly string _folder;
        private readonly CancellationTokenSource _end = new();
        private readonly Thread _thread;
        private long _most;

        public FolderPeak(string folder)
        {
            _folder = folder;
            _thread = new Thread(() =>
            {
                while (!_end.IsCancellationRequested)
                {
                    Look();
                    Thread.Sleep(1);
                }
            });
            _thread.Start();
        }

        public void Look()
        {
            try
            {
                long length = LengthOf(_folder);
                long before = Interlocked.Read(ref _most);
                while (length > before && Interlocked.CompareExchange(ref _most, length, before) is var found
                    && found != before)
                {
                    before = found;
                }
            }
            catch (IOException)
            {
                // A file was deleted while it was looked at.
            }
        }

        public long End()
        {
            _end.Cancel();
            _thread.Join();
            return _most;
        }

        public void Dispose()
        {
            End();
            _end.Dispose();
        }
    }

    private sealed class Told(List<DiskNeed> needs) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value)
        {
            if (value.Disk is { } need)
            {
                needs.Add(need);
            }
        }
    }
}
