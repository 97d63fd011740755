using System.IO.Compression;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;

namespace Vennlink.Tests.Archives;

public sealed class TextGraphTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-graph-").FullName;
    private readonly SkipCounts _skips = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Vertices_come_in_the_order_of_their_ids_and_arcs_by_id()
    {
        Write("vertices.txt", "0\tcom.example\n1\tcom.example.blog\n2\torg.w3\n");
        Write("edges.txt", "0\t2\n1\t0\n");
        WebGraphInput graph = Find(_folder);
        Assert.Equal(["com.example", "com.example.blog", "org.w3"], Vertices(graph));
        Assert.Equal([(0, 2), (1, 0)], Arcs(graph, 3, 1));
        Assert.False(graph.IsDomainLevel);
        Assert.False(graph.NamesArePages);
        Assert.Equal("edges.txt", graph.Name);
    }

    [Fact]
    public void A_third_column_of_the_vertices_or_the_name_of_the_files_tells_a_domain_graph()
    {
        Write("a/vertices.txt.gz", "0\tac.gov.ascension\t2\r\n1\tcom.example\t17\r\n");
        Write("a/edges.txt.gz", "1\t0");
        Write("b/cc-main-2026-domain-vertices.txt", "0\tcom.example\n");
        Write("b/cc-main-2026-domain-edges.txt", "");
        WebGraphInput graph = Find(Path.Combine(_folder, "a", "edges.txt.gz"));
        Assert.True(graph.IsDomainLevel);
        Assert.Equal(["ac.gov.ascension", "com.example"], Vertices(graph));
        Assert.Equal([(1, 0)], Arcs(graph, 2, 2));
        Assert.True(Find(Path.Combine(_folder, "b")).IsDomainLevel);
    }

    [Fact]
    public void Vertices_may_be_pages()
    {
        Write("vertices.txt", "0\thttps://example.com/a\n");
        Write("edges.txt", "");
        Assert.True(Find(_folder).NamesArePages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Parts_and_threads_make_no_difference_to_the_arcs(int threads)
    {
        Write("vertices/part-00000.txt.gz", "0\torg.a\n1\torg.b\n");
        Write("vertices/part-00001.txt.gz", "2\torg.c\n");
        Write("edges/_SUCCESS", "");
        List<(uint, uint)> expected = [];
        for (uint part = 0; part < 3; part++)
        {
            StringBuilder text = new();
            for (uint arc = 0; arc < 100_000; arc++)
            {
                expected.Add((part, arc + 3));
                text.Append(part).Append('\t').Append(arc + 3).Append('\n');
            }

            Write($"edges/part-{part:D5}.txt.gz", text.ToString());
        }

        WebGraphInput graph = Find(Path.Combine(_folder, "edges"));
        Assert.Equal(["org.a", "org.b", "org.c"], Vertices(graph));
        long lastBytes = 0;
        List<CollectingSink> sinks = [];
        long arcCount = graph.ReadArcs(200_000, threads, Open, _skips, bytes =>
            lastBytes = bytes, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Count, arcCount);
        Assert.Equal(threads, sinks.Count);
        Assert.Equal(expected, sinks.SelectMany(sink => sink.Arcs).Order());
        Assert.Equal(Directory.GetFiles(Path.Combine(_folder, "edges"), "part*").Sum(file => new FileInfo(file).Length),
            lastBytes);
        Assert.Equal(5, graph.Files.Count);

        CollectingSink Open()
        {
            sinks.Add(new CollectingSink());
            return sinks[^1];
        }
    }

    [Fact]
    public void Missing_vertices_have_no_name_and_lines_out_of_order_are_counted()
    {
        Write("vertices.txt", "0\torg.a\n1\torg.b\n1\torg.z\nx\n3\torg.d\n4\t\n1000000000000\torg.e");
        Write("edges.txt", "0\t1\n0\t9\n-1\t0\n0 1\n3\t0\n3\t3\n99999999999999999999\t0\n");
        WebGraphInput graph = Find(_folder);
        Assert.Equal(["org.a", "org.b", "", "org.d", ""], Vertices(graph));
        Assert.Equal(5, _skips[SkipReason.BadArc]);
        Assert.Equal([(0, 1), (3, 0)], Arcs(graph, 5, 1));
        Assert.Equal(5 + 4, _skips[SkipReason.BadArc]);
        Assert.Equal(1, _skips[SkipReason.SelfArc]);
        Assert.Contains("vertices.txt: byte 16 of its text: BadArc", graph.Remarks);
        Assert.Contains("edges.txt: byte 4 of its text: BadArc", graph.Remarks);
    }

    [Fact]
    public void A_few_lines_do_not_claim_many_vertices()
    {
        // Each line is as far behind the one before as ids may be missing.
        Write("vertices.txt",
            string.Concat(Enumerable.Range(1, 5).Select(line => $"{line * 9_000_000}\torg.a{line}\n")));
        Write("edges.txt", "");
        Assert.Equal(9_000_001u, Find(_folder).ReadVertices(_ => { }, _skips, null, CancellationToken.None));
        Assert.Equal(5, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void Ids_that_begin_anew_in_another_part_are_an_error()
    {
        Write("vertices/part-0.txt", "0\torg.a\n1\torg.b\n");
        Write("vertices/part-0.txt.gz", "0\torg.a\n1\torg.b\n");
        Write("edges/part-0.txt", "");
        InputException problem = Assert.Throws<InputException>(() => Vertices(Find(_folder)));
        Assert.Contains("part-0.txt.gz: at byte 0: begins with vertex 0, but 2 comes next", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_without_a_single_vertex_is_an_error_and_no_text_is_not()
    {
        Write("a/vertices.txt", "source,target\n");
        Write("a/edges.txt", "");
        Write("b/vertices.txt", "");
        Write("b/edges.txt", "0\t1\n");
        Assert.Throws<InputException>(() => Vertices(Find(Path.Combine(_folder, "a"))));
        Assert.Empty(Vertices(Find(Path.Combine(_folder, "b"))));
        Assert.Empty(Arcs(Find(Path.Combine(_folder, "b")), 0, 2));
    }

    [Fact]
    public void A_line_that_a_damaged_member_breaks_off_is_not_joined_with_what_follows()
    {
        Write("vertices.txt", "0\torg.a\n");
        byte[] damaged = Member("1\t2\n1\t3\n5\t6");
        damaged[^5] ^= 1;
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "edges.txt.gz"),
            [.. Member("7\t8\n7\t"), .. Member("9\n"), .. damaged, .. Member("789\t1\n4\t5\n"), .. Member("3\t1\n")]);
        Assert.Equal([(1, 2), (1, 3), (3, 1), (4, 5), (7, 8), (7, 9)], Arcs(Find(_folder), 1000, 1).Order().ToList());
        Assert.Equal(1, _skips[SkipReason.BadMember]);
    }

    [Fact]
    public void A_line_longer_than_a_block_is_counted_and_passed_over()
    {
        Write("vertices.txt", "0\torg.a\n");
        Write("edges.txt", "1\t2\n" + new string('1', 3 * LineBlock.MaxTextBytes) + "\n3\t4\n");
        Assert.Equal([(1, 2), (3, 4)], Arcs(Find(_folder), 1000, 1));
        Assert.Equal(1, _skips[SkipReason.BadArc]);
    }

    [Fact]
    public void What_goes_wrong_in_one_thread_ends_all_of_them()
    {
        Write("vertices.txt", "0\torg.a\n");
        Write("edges.txt", string.Concat(Enumerable.Repeat("1\t2\n", 1_000_000)));
        Assert.Throws<InvalidOperationException>(() =>
            Find(_folder).ReadArcs(9, 3, () => new FailingSink(), _skips, null, CancellationToken.None));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Find(_folder).ReadArcs(9, 3, () => new CollectingSink(), _skips, null, cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Find(_folder).ReadVertices(_ => { }, _skips, null, cancelled.Token));
    }

    [Fact]
    public void Ranks_are_found_beside_the_vertices_and_read_by_their_header()
    {
        Write("cc-domain-vertices.txt", "0\tcom.googleapis\t2920\n");
        Write("cc-domain-edges.txt", "");
        Write("cc-domain-ranks.txt.gz", "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n1\t2.9799486E7\t1\t0.016263289315696608\tcom.googleapis\t2920\n2\t1\t2\tx\tcom.x\t1\n3\t1\t3\n4\t1.5\t2\t1e-9\tcom.y\t1\r\n");
        WebGraphInput graph = Find(_folder);
        List<(string, double)> rows = [];
        Assert.Equal(2, graph.ReadRanks((name, pageRank) =>
            rows.Add((Encoding.UTF8.GetString(name), pageRank)), _skips, null, CancellationToken.None));
        Assert.Equal([("com.googleapis", 0.016263289315696608), ("com.y", 1e-9)], rows);
        Assert.Equal(2, _skips[SkipReason.BadRow]);
        Assert.Equal(["cc-domain-vertices.txt", "cc-domain-edges.txt", "cc-domain-ranks.txt.gz"],
            graph.Files.Select(Path.GetFileName));
    }

    [Fact]
    public void Ranks_without_their_header_are_an_error()
    {
        Write("vertices.txt", "");
        Write("edges.txt", "");
        Write("ranks.txt", "1\t2.9799486E7\t1\t0.016263289315696608\tcom.googleapis\t2920\n");
        Assert.Throws<InputException>(() =>
            Find(_folder).ReadRanks((_, _) => { }, _skips, null, CancellationToken.None));
    }

    [Fact]
    public void The_five_node_example_has_pages_for_vertices()
    {
        WebGraphInput graph = Find(SharedData.Require("graphs/cc-webgraph-example"));
        Assert.True(graph.NamesArePages);
        Assert.Equal("https://en.wikipedia.org/wiki/PageRank", Vertices(graph)[1]);
        Assert.Equal(6, Arcs(graph, 5, 1).Count);
    }

    private static WebGraphInput Find(string path)
    {
        Assert.True(WebGraphInput.TryFind(path, out WebGraphInput? graph));
        return graph;
    }

    private List<string> Vertices(WebGraphInput graph)
    {
        List<string> names = [];
        uint count = graph.ReadVertices(name =>
            names.Add(Encoding.UTF8.GetString(name)), _skips, null, CancellationToken.None);
        Assert.Equal(names.Count, (int)count);
        return names;
    }

    private List<(uint, uint)> Arcs(WebGraphInput graph, uint vertexCount, int threads)
    {
        List<CollectingSink> sinks = [];
        graph.ReadArcs(
            vertexCount,
            threads,
            () =>
            {
                sinks.Add(new CollectingSink());
                return sinks[^1];
            },
            _skips,
            null,
            CancellationToken.None);
        return [.. sinks.SelectMany(sink => sink.Arcs)];
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(
            path, name.EndsWith(".gz", StringComparison.Ordinal) ? Member(text) : Encoding.UTF8.GetBytes(text));
    }

    private static byte[] Member(string text)
    {
        using MemoryStream bytes = new();
        using (GZipStream member = new(bytes, CompressionLevel.Fastest))
        {
            member.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private sealed class FailingSink : IArcSink
    {
        public void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets) =>
            throw new InvalidOperationException("full");
    }
}
