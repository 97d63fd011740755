using System.IO.Compression;
using System.Text;
using Vennlink.Build;

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
        BuildRefusedException refusal = Assert.Throws<BuildRefusedException>(() => Build("index", [list], freeBytes: 17_000_000));

        Assert.Matches(@"may take 2\d\.\d MB of disk", refusal.Message);
        Assert.Contains("17.0 MB are free", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--ignore-disk", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "index", "segments")));
        Assert.False(Assert.Single(_told).Fits);
    }

    [Fact]
    public void It_is_built_all_the_same_when_that_is_asked_for()
    {
        Build("index", [WriteList("list.csv", 100)], freeBytes: 0, ignores: true);
        Assert.NotNull(IndexFolder.CurrentId(Path.Combine(_folder, "index")));
    }

    [Fact]
    public void The_need_is_told_once_and_the_build_stays_within_it()
    {
        foreach (string list in new[] { WriteList("list.csv", 50_000), WriteList("list.csv.gz", 50_000) })
        {
            _told.Clear();
            long most = 0;
            string index = Path.GetFileName(list) + "-index";
            Build(index, [list], freeBytes: 1L << 40, boundary: () => most = Math.Max(most, LengthOf(Path.Combine(_folder, index))));

            Assert.InRange(most, 1, Assert.Single(_told).NeededBytes - FixedBytes);
        }
    }

    [Fact]
    public void Adding_needs_disk_for_the_segments_that_are_there_as_well()
    {
        string large = WriteList("large.csv", 50_000);
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
        Assert.Equal((long)((8 * 0.25 * 32) + (6 * 0.25 * new FileInfo(list).Length)), Assert.Single(_told).NeededBytes - FixedBytes);
        _told.Clear();
        Build("domains", [Path.Combine(_folder, "edges.txt")], freeBytes: 1L << 40, isOfDomains: true);
        Assert.Equal((long)(1.5 * 0.25 * 32), Assert.Single(_told).NeededBytes - FixedBytes);
    }

    [Fact]
    public void A_graph_of_domains_that_does_not_fit_is_refused_too()
    {
        File.WriteAllText(Path.Combine(_folder, "vertices.txt"), "0\tcom.example\n");
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "");
        Assert.Throws<BuildRefusedException>(() => Build("domains", [Path.Combine(_folder, "edges.txt")], freeBytes: 0, isOfDomains: true));
    }

    private static long LengthOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private string WriteList(string name, int rows)
    {
        Random random = new(rows);
        StringBuilder text = new("source,target,anchor\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"http://s{random.Next(rows)}.example/{row},http://t{random.Next(60)}.example/,link {random.Next(5)}\n");
        }

        string path = Path.Combine(_folder, name);
        using Stream file = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return path;
    }

    private void Build(string name, string[] inputs, long freeBytes, bool ignores = false, bool adds = false, bool isOfDomains = false, Action? boundary = null)
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
            FreeBytes = _ => freeBytes,
        };
        IndexBuild.Run(options, new Told(_told), TimeProvider.System, _ => boundary?.Invoke(), TestContext.Current.CancellationToken);
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
