using System.IO.Compression;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Inputs;
using Vennlink.Tests.Archives;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Inputs;

/// <summary>
/// What a file is told to be: by its content, whatever it is called; but for graphs, whose files are told by their
/// names.
/// </summary>
public sealed class InputKindsTests : IDisposable
{
    private const string Rows = "source,target\nhttp://a.example/,http://b.example/\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Packing> Packings => [.. Enum.GetValues<Packing>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Packings))]
    public void An_archive_is_told_by_its_first_record_however_it_is_packed_and_called(Packing packing)
    {
        byte[] archive = WarcWriter.Write(packing, [TestRecord.Html("http://a.example/", "text")]).File;
        foreach (string name in new[] { "crawl", "crawl.csv", "vertices.txt", "crawl.graph" })
        {
            Assert.IsType<ArchiveInput>(Recognise(Write(name, archive)));
        }
    }

    [Fact]
    public void An_archive_with_a_damaged_front_is_one_by_what_follows()
    {
        byte[] damaged = Gzip("not a record, and broken on the way to its end");
        damaged[^5] ^= 1;
        byte[] archive = WarcWriter.Write(Packing.GzipPerRecord, [TestRecord.Html("http://a.example/", "text")]).File;
        Assert.IsType<ArchiveInput>(Recognise(Write("crawl.warc.gz", [.. damaged, .. archive])));
    }

    [Fact]
    public void A_zip_is_an_archive_where_it_holds_some_and_else_of_no_kind()
    {
        Assert.IsType<ArchiveInput>(Recognise(Zip("crawl.wacz", "archive/data.warc")));
        Assert.IsType<ArchiveInput>(Recognise(Zip("folder.zip", "top/archive/data.warc.gz")));
        Assert.Contains("a zip and no workbook", Refused(Zip("crawl.zip", "other/data.warc")).Problem,
            StringComparison.Ordinal);
        Assert.Contains("a zip and no workbook", Refused(Zip("tool.zip", "data/archive/test.txt")).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("links.warc")]
    [InlineData("links.WARC.GZ")]
    [InlineData("links.arc.gz")]
    [InlineData("links.wacz")]
    public void What_is_called_an_archive_is_never_taken_for_a_list(string name) =>
        Assert.Contains("no WARC or ARC record at its start",
            Refused(Write(name, Encoding.UTF8.GetBytes(Rows))).Problem, StringComparison.Ordinal);

    [Fact]
    public void Binary_files_are_refused_without_a_byte_of_them_in_the_message()
    {
        string problem = Refused(Write("data.bin", [0x7f, 1, 2, 3, 0x1b, (byte)'[', (byte)'2', (byte)'J'])).Problem;
        Assert.Equal("neither an archive nor text", problem);
        Assert.Contains("cut short or damaged", Refused(Write("cut.wacz", "PK\u0003\u0004 and no more"u8.ToArray()))
            .Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("links.csv")]
    [InlineData("links")]
    [InlineData("app.properties")]
    public void A_list_is_told_by_its_header_whatever_it_is_called(string name)
    {
        Assert.IsType<ListInput>(Recognise(Write(name, Encoding.UTF8.GetBytes(Rows))));
        Assert.IsType<ListInput>(Recognise(Write(name, Gzip(Rows))));
        Assert.IsType<ListInput>(Recognise(Write(name, [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Rows)])));
    }

    [Fact]
    public void A_list_whose_header_says_it_in_other_words_needs_its_columns_named()
    {
        string path = Write("odd.csv", "von;nach\na;b\n"u8.ToArray());
        InputException problem = Refused(path);
        Assert.Equal((path, 0L), (problem.File, problem.OffsetBytes));
        Assert.Contains("von, nach", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("--columns", problem.Problem, StringComparison.Ordinal);
        Assert.IsType<ListInput>(Recognise(path, new LinkListColumns("von", "nach")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("dear diary\nnothing happened\n")]
    [InlineData("\u001b\0\u0001")]
    public void What_is_of_no_kind_is_refused_with_the_path(string text)
    {
        foreach (byte[] content in new[] { Encoding.UTF8.GetBytes(text), Gzip(text) })
        {
            string path = Write("notes.warc.gz", content);
            InputException problem = Refused(path);
            Assert.Equal(path, problem.File);
            Assert.StartsWith(path + ": ", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_graph_of_text_is_told_by_any_of_its_files_and_by_its_folder()
    {
        string vertices = Write("web/cc-domain-vertices.txt.gz", Gzip("0\tcom.a\t1\n"));
        string edges = Write("web/cc-domain-edges.txt", []);
        string ranks = Write("web/cc-domain-ranks.txt", []);
        foreach (string path in new[] { vertices, edges, ranks, _folder.File("web") })
        {
            GraphInput graph = Assert.IsType<GraphInput>(Recognise(path));
            Assert.Equal((edges, "cc-domain-edges.txt"), (graph.Location, graph.Name));
            Assert.Equal([vertices, edges, ranks], graph.Files);
        }
    }

    [Fact]
    public void A_compressed_graph_is_told_by_any_of_its_files_and_by_its_folder()
    {
        Directory.CreateDirectory(_folder.File("web"));
        string name = _folder.File("web/sites");
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>()).Write(name, [[1], [0]], 1);
        Write("web/sites.urls", "http://a.example/\nhttp://b.example/\n"u8.ToArray());
        foreach (string path in new[] { name + ".graph", name + ".properties", name + ".offsets", name + ".urls",
            _folder.File("web") })
        {
            GraphInput graph = Assert.IsType<GraphInput>(Recognise(path));
            Assert.Equal(name + ".graph", graph.Location);
        }
    }

    [Fact]
    public void Half_a_graph_is_refused_by_what_is_missing_unless_it_is_said_to_be_a_list()
    {
        string graph = Write("sites.graph", "left,right\na,b\n"u8.ToArray());
        Assert.Equal($"{graph}: sites.properties is missing: a BVGraph cannot be read without it",
            Refused(graph).Message);
        Assert.IsType<ListInput>(Recognise(graph, new LinkListColumns("left", "right")));

        // One half of a graph in text form is a file like any other.
        Assert.IsType<ListInput>(Recognise(Write("edges.txt", Encoding.UTF8.GetBytes(Rows))));
    }

    [Theory]
    [InlineData("a.gdf", "nodedef> name VARCHAR\na.example\n", "GDF")]
    [InlineData("a.gexf", "<?xml version='1.0'?><gexf><graph/></gexf>", "GEXF")]
    [InlineData("a.graphml", "<graphml><graph/></graphml>", "GraphML")]
    [InlineData("a.graph-txt", "2\n1\n0\n", "ASCIIGraph")]
    [InlineData("snap.txt", "# FromNodeId\tToNodeId\n1\t2\n", "SNAP")]
    [InlineData("out.web", "% asym unweighted\n1 2\n", "KONECT")]
    [InlineData("a.edgelist", "# c\nhttp://a.example/ http://b.example/ {}\n", "networkx")]
    [InlineData("a.gml", "graph [\n]\n", "GML")]
    [InlineData("a.net", "*Vertices 1\n", "Pajek")]
    public void A_graph_of_any_nodes_is_refused_by_name_with_a_way_out(string name, string text, string form)
    {
        string problem = Refused(Write(name, Encoding.UTF8.GetBytes(text))).Problem;
        Assert.Contains(form, problem, StringComparison.Ordinal);
        Assert.Contains("vennlink rank", problem, StringComparison.Ordinal);
        Assert.Contains("source,target", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "%PDF-1.7\n")]
    [InlineData("a.parquet", "PAR1")]
    public void What_is_no_graph_is_not_called_one(string name, string text) =>
        Assert.DoesNotContain(
            "vennlink rank", Refused(Write(name, Encoding.UTF8.GetBytes(text))).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_no_input_unless_it_is_a_graph()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Write("mixed/links.csv", Encoding.UTF8.GetBytes(Rows));
        Assert.Null(InputKinds.TryRecognise(_folder.File("empty"), LinkListOptions.None));
        Assert.Null(InputKinds.TryRecognise(_folder.File("mixed"), LinkListOptions.None));
    }

    private static IndexInput Recognise(string path, LinkListColumns? columns = null) =>
        InputKinds.TryRecognise(path, LinkListOptions.None with { Columns = columns })!;

    private static InputException Refused(string path) => Assert.Throws<InputException>(() => Recognise(path));

    private static byte[] Gzip(string text)
    {
        using MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return file.ToArray();
    }

    private string Zip(string name, string entry)
    {
        string path = _folder.File(name);
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream content = zip.CreateEntry(entry).Open();
        content.Write(WarcWriter.Warc(TestRecord.Html("http://a.example/", "text")));
        return path;
    }

    private string Write(string name, byte[] content)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
