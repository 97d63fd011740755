using System.IO.Compression;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Archives;

public sealed class GraphRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-graph-").FullName;
    private readonly SkipCounts _skips = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Host_names_come_unreversed_and_arcs_with_their_offsets()
    {
        Write("vertices.txt", "0\tcom.example\n1\tcom.example.blog\n2\torg.w3\n");
        Write("edges.txt", "0\t2\n1\t0\n");
        Assert.Equal(["example.com > w3.org @0", "blog.example.com > example.com @4"], Read(_folder));
    }

    [Fact]
    public void Domain_vertices_have_a_number_of_hosts_behind_the_name()
    {
        Write("cc-domain-vertices.txt.gz", "0\tac.gov.ascension\t2\n1\tcom.example\t17\n");
        Write("cc-domain-edges.txt.gz", "1\t0");
        Assert.Equal(["example.com > ascension.gov.ac @0"], Read(Path.Combine(_folder, "cc-domain-edges.txt.gz")));
    }

    [Fact]
    public void Folders_of_parts_are_one_text_in_the_order_of_their_names()
    {
        Write("host/vertices/part-00001.txt.gz", "2\torg.c\n");
        Write("host/vertices/part-00000.txt.gz", "0\torg.a\n1\torg.b\n");
        Write("host/edges/part-00000.txt.gz", "0\t1\n");
        Write("host/edges/part-00001.txt", "1\t2\n2\t0\n");
        Write("host/edges/_SUCCESS", "");
        string[] expected = ["a.org > b.org @0", "b.org > c.org @4", "c.org > a.org @8"];
        Assert.Equal(expected, Read(Path.Combine(_folder, "host")));
        Assert.Equal(expected, Read(Path.Combine(_folder, "host", "edges")));
        Assert.Equal(expected, Read(Path.Combine(_folder, "host", "vertices", "part-00001.txt.gz")));
    }

    [Fact]
    public void Lines_out_of_order_and_arcs_to_nowhere_are_counted()
    {
        // Vertex 2 is missing (one), 1 comes twice (one), one line is no vertex (one).
        Write("vertices.txt", "0\torg.a\n1\torg.b\n1\torg.z\nx\n3\torg.d\n");
        Write("edges.txt", "0\t1\n0\t2\n0\t9\n-1\t0\n0 1\n3\t0\n99999999999999999999\t0\n");
        Assert.Equal(["a.org > b.org @0", "d.org > a.org @21"], Read(_folder));
        Assert.Equal(3 + 5, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void A_huge_id_does_not_fill_the_disk()
    {
        Write("vertices.txt", "0\torg.a\n1000000000000\torg.b\n1\torg.c\n");
        Write("edges.txt", "0\t1\n");
        Assert.Equal(["a.org > c.org @0"], Read(_folder));
        Assert.Equal(1, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void Temporary_files_are_deleted()
    {
        Write("graph/vertices.txt", "0\torg.a\n");
        Write("graph/edges.txt", "");
        Assert.Empty(Read(Path.Combine(_folder, "graph")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_empty_graph_has_no_arcs()
    {
        Write("vertices.txt", "");
        Write("edges.txt", "0\t0\n");
        Assert.Empty(Read(_folder));
        Assert.Equal(1, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void Other_folders_and_files_are_no_graph()
    {
        Write("blogroll-edges.csv.gz", "source,target\n");
        Write("vertices.txt", "0\torg.a\n");
        Write("two/a-vertices.txt", "");
        Write("two/a-edges.txt", "");
        Write("two/b-vertices.txt", "");
        Write("two/b-edges.txt", "");
        Assert.False(WebGraphInput.TryFind(_folder, out _));
        Assert.False(WebGraphInput.TryFind(Path.Combine(_folder, "vertices.txt"), out _));
        Assert.False(WebGraphInput.TryFind(Path.Combine(_folder, "blogroll-edges.csv.gz"), out _));
        Assert.False(WebGraphInput.TryFind(Path.Combine(_folder, "two"), out _));
        Assert.True(WebGraphInput.TryFind(Path.Combine(_folder, "two", "b-edges.txt"), out WebGraphInput? graph));
        Assert.Equal(["b-vertices.txt", "b-edges.txt"], graph.Files.Select(Path.GetFileName));
    }

    [Fact]
    public void A_compressed_graph_gives_the_bytes_its_lists_start_in()
    {
        Directory.CreateDirectory(_folder);
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>())
            .Write(Path.Combine(_folder, "sites"), [[1, 2], [], [0, 2]], 1);
        Write("sites-vertices.txt", "0\torg.a\n1\torg.b\n2\torg.c\n");
        string[] arcs = Read(_folder);
        Assert.Equal(["a.org > b.org @0", "a.org > c.org @0"], arcs[..2]);
        Assert.StartsWith("c.org > a.org @", Assert.Single(arcs[2..]), StringComparison.Ordinal);
        Assert.Equal(1, _skips[SkipReason.SelfArc]);
    }

    [Fact]
    public void The_five_node_example_has_pages_for_vertices()
    {
        string[] arcs = Read(SharedData.Require("graphs/cc-webgraph-example"));
        Assert.Equal(6, arcs.Length);
        Assert.Equal("https://en.wikipedia.org/wiki/Webgraph > https://en.wikipedia.org/wiki/PageRank @0", arcs[0]);
        Assert.Equal("https://en.wikipedia.org/wiki/Citation_graph > https://en.wikipedia.org/wiki/Webgraph @20",
            arcs[5]);
    }

    [Fact]
    public void A_line_that_a_damaged_member_breaks_off_is_not_joined_with_what_follows()
    {
        Write("vertices.txt", string.Concat(Enumerable.Range(0, 60).Select(id => $"{id}\torg.v{id}\n")));
        byte[] damaged = Member("1\t2\n5\t4");
        damaged[^5] ^= 1;
        Directory.CreateDirectory(Path.Combine(_folder, "edges"));
        File.WriteAllBytes(Path.Combine(_folder, "edges", "a.txt.gz"), [.. damaged, .. Member("7\t1\n4\t5")]);
        File.WriteAllBytes(Path.Combine(_folder, "edges", "b.txt"), "3\t1"u8.ToArray());
        Directory.CreateDirectory(Path.Combine(_folder, "vertices"));
        File.Move(Path.Combine(_folder, "vertices.txt"), Path.Combine(_folder, "vertices", "a.txt"));

        // What was dropped counts in the offsets, and a file that ends without a line end is no longer by one.
        Assert.Equal(["v1.org > v2.org @0", "v4.org > v5.org @11", "v3.org > v1.org @14"], Read(_folder));
        Assert.Equal(1, _skips[SkipReason.BadMember]);
        Assert.Equal(0, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void A_line_longer_than_a_block_is_counted_and_passed_over()
    {
        Write("vertices.txt", "0\torg.a\n1\torg.b\n");
        string text = "0\t1\n" + new string('1', 3 * LineBlock.MaxTextBytes) + "\n1\t0\n";
        Write("edges.txt", text);
        Assert.Equal(["a.org > b.org @0", $"b.org > a.org @{text.Length - 4}"], Read(_folder));
        Assert.Equal(1, _skips[SkipReason.BadArc]);
    }

    private static byte[] Member(string text)
    {
        using MemoryStream member = new();
        using (GZipStream gzip = new(member, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return member.ToArray();
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream file = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.Create(path), CompressionLevel.Fastest)
            : File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    private string[] Read(string path)
    {
        Assert.True(WebGraphInput.TryFind(path, out WebGraphInput? found));
        using GraphRows graph = GraphRows.Open(found, _folder, _skips, CancellationToken.None);
        List<string> arcs = [];
        LinkListRow row = new();
        while (graph.TryRead(row))
        {
            arcs.Add(
                $"{Encoding.UTF8.GetString(row.Source.Span)} > {Encoding.UTF8.GetString(row.Target.Span)} "
                    + $"@{row.OffsetBytes}");
        }

        return [.. arcs];
    }
}
