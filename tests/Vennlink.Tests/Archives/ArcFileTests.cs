using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Networks;

namespace Vennlink.Tests.Archives;

/// <summary>Files of any graph, form by form: what is an arc, what is none, and what is refused.</summary>
public sealed class ArcFileTests
{
    /// <summary>Name of a file, its text, and its arcs: <c>a>b</c>, <c>a>b:2</c> with a weight, <c>a</c> for a node.
    /// </summary>
    public static TheoryData<string, string, string> Forms => new()
    {
        { "headerless.csv", "a,b\nb,c,\n", "a>b b>c" },
        { "blanks.csv", "a, b\nb, c\nc , a\n", "a>b b>c c>a" },
        { "quoted.csv", "\" a \",b\n\"x,\"\"y\"\"\" , \"l\nm\"\r\n#c,d\n\"#e\",f", " a >b x,\"y\">l\nm #e>f" },
        { "tabs.tsv", "a b\tsay \"hi\"\t2\n\"open\tb\t3\n", "a b>say \"hi\":2 \"open>b:3" },
        { "from-to.csv", "from,to\na.example,b.example\n", "a.example>b.example" },
        { "telling.csv", "Source;Source URL;Target URL\nAhrefs;a;b\n", "a>b" },
        { "gephi.csv", "Source,Target,Type,Id,Label,timeset,Weight\n1,2,Directed,0,,,3.0\n", "1>2:3.0" },
        { "sep.csv", "sep=;\nsource;target\na;b\n", "a>b" },
        { "unknown.csv", "linking,linked\na.example,b.example\nc.example,b.example\n",
            "a.example>b.example c.example>b.example" },
        { "some.csv", "a,b,2\nb,c,\nc,d,much\nd,a,3\ne,a,4\n", "a>b:2 b>c c>d:much d>a:3 e>a:4" },
        { "counts.csv", "one,other,times\na,b,3\nb,c,4\n", "a>b:3 b>c:4" },
        { "utf16.csv", "\uFEFFsource\ttarget\nä\tß\n", "ä>ß" },
        { "snap.txt", "# Directed graph: web.txt\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n", "1>2 2>3" },
        { "undirected.txt", "# Undirected graph: a.txt\n1\t2\n2\t2\n", "1-2 2-2" },
        { "konect", "% asym positive\n% 2 2 2\n1 2 5 1082040961\n2 1 1 1082040962\n", "1>2:5 2>1:1" },
        { "konect.sym", "% sym unweighted\n1 2\n", "1-2" },
        { "data.edgelist", "# c\nhttp://a/x,y http://b/#z {}\nhttp://b/ http://c/ {'weight': 2.5, 'n': 1}\n",
            "http://a/x,y>http://b/#z http://b/>http://c/:2.5" },
        { "padded.txt", "  1   2\n 10  20\n", "1>2 10>20" },
        { "some.graph-txt", "3\n1 2\n\n0\n", "0 0>1 0>2 1 2 2>0" },
        { "plain.gdf", "nodedef>name VARCHAR,label VARCHAR\na,A\nb,\"B, or c\"\nalone,'It, is'\n"
            + "edgedef>node1 VARCHAR,node2 VARCHAR,directed BOOLEAN,weight DOUBLE\na,b,true,2\nb,a,false,\n",
            "a b alone a>b:2 b-a" },
        { "walk.gdf", "nodedef> name VARCHAR\r\na.ca\r\nedgedef> source VARCHAR, target VARCHAR, weight DOUBLE, "
            + "timeint VARCHAR\r\na.ca,b.ca,20,20150916\r\n", "a.ca a.ca>b.ca:20" },
        { "g.gexf", "<?xml version='1.0'?><gexf xmlns='http://gexf.net/1.3'><graph defaultedgetype='directed'>"
            + "<nodes><node id='a' label='A'><nodes><node id='in'/></nodes></node><node id='b'/></nodes>"
            + "<edges><edge source='a' target='b' weight='2'/><edge source='b' target='a' type='undirected'/></edges>"
            + "</graph></gexf>", "a in b a>b:2 b-a" },
        { "g.graphml", "<graphml><key id='w' for='edge' attr.name='weight'/><graph edgedefault='undirected'>"
            + "<node id='a'/><node id='b'><data key='x'>n</data></node><edge source='a' target='b'>"
            + "<data key='o'>9</data><data key='w'> 4 </data></edge><edge source='b' target='a' directed='true'>"
            + "<data key='o'>1</data></edge><edge source='b' target='b'/></graph></graphml>",
            "a b a-b:4 b>a b-b" },
    };

    /// <summary>Name of a file, its text, and a part of the message that refuses it.</summary>
    public static TheoryData<string, string, string> Refused => new()
    {
        { "empty.csv", " \n", "is empty" },
        { "comments.txt", "# one, two\n# three\n", "empty but for comments" },
        { "one.csv", "one\ntwo\n", "first row has one column: one" },
        { "matrix.csv", ",a,b\na,0,1\nb,1,0\n", "matrix" },
        { "bits.txt", "0 1 1\n1 0 0\n0 1 0\n", "matrix" },
        { "wide.txt", "0 1 1 0 7\n1 0 0 1 2\n", "no column is called source or target" },
        { "neighbours.txt", "a b c\nb c\nc a b d\nd\n", "lists of neighbours" },
        { "export.csv", "Referring page title,Referring page URL,Anchor\nA title,https://a.example/,x\n",
            "no column is called source or target" },
        { "g.gml", "graph\n[\n  node [ id 1 ]\n]\n", "GML" },
        { "g.net", "*Vertices 2\n1 \"a\"\n*Arcs\n1 2\n", "Pajek" },
        { "g.dot", "digraph web {\n a -> b\n}\n", "Graphviz" },
        { "g.dl", "dl n=2 format=edgelist1\ndata:\n1 2\n", "UCINET" },
        { "g.mtx", "%%MatrixMarket matrix coordinate pattern general\n3 3 1\n1 2\n", "Matrix Market" },
        { "g.json", "{\"nodes\":[]}", "JSON" },
        { "california.txt", "n 0 http://www.example.edu/\ne 0 0\n", "n and e lines" },
        { "counted.txt", "3\n1 2\n2 0\n", "begins with one number" },
        { "bip", "% bip unweighted\n1 1\n", "bipartite" },
        { "export.xlsx", "PK\u0003\u0004....", "Excel" },
        { "p.parquet", "PAR1....", "Parquet" },
        { "page.html", "<!DOCTYPE html><html>", "HTML" },
        { "sitemap.xml", "<?xml version='1.0'?><urlset/>", "a sitemap is not ranked" },
        { "other.xml", "<?xml version='1.0'?><other/>", "<other>" },
        { "bad.graph-txt", "a b\n", "number of nodes" },
        { "doctype.gexf", "<!DOCTYPE g [<!ENTITY a 'aaaa'>]><gexf>&a;</gexf>", "document type" },
        { "cut.gexf", "<gexf><graph><edge source='a' target='b'", "broken XML" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Arcs_are_those_of_the_form(string name, string text, string expected)
    {
        byte[] bytes = (name.StartsWith("utf16", StringComparison.Ordinal) ? Encoding.Unicode : Encoding.UTF8)
            .GetBytes(text);
        SkipCounts skips = new();
        Assert.Equal(expected, string.Join(' ', Read(bytes, name, skips, out _)));
        Assert.Empty(skips.ByName());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_may_be_another_thing_is_refused_by_name(string name, string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() =>
            Read(Encoding.UTF8.GetBytes(text), name, new SkipCounts(), out _)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a,b\na,b,c\n,b\na,\na,b,,,\n\"open,b\nb,c\n", 3, 4)]
    [InlineData("source,target\na,b,c\na,b\n", 1, 1)]
    [InlineData("nodedef>name\na\n,\nedgedef>node1,node2\na,b,c\na\na,b\n", 2, 3)]
    [InlineData("<gexf><graph><node/><edge source='a'/><edge source='a' target='b'/></graph></gexf>", 1, 2)]
    [InlineData("a b {}\nc {}\nd e\n", 2, 1)]
    public void Rows_that_are_no_arc_are_counted(string text, int arcCount, int badCount)
    {
        SkipCounts skips = new();
        Assert.Equal(arcCount, Read(Encoding.UTF8.GetBytes(text), "rows", skips, out _).Count);
        Assert.Equal(badCount, skips[SkipReason.BadRow]);
    }

    [Fact]
    public void Successors_that_are_no_node_and_lists_that_are_missing_are_counted()
    {
        SkipCounts skips = new();
        byte[] text = "3\n1 3 x -1 99999999999\n2\n"u8.ToArray();
        Assert.Equal(["0", "0>1", "1", "1>2"], Read(text, "a.graph-txt", skips, out _));
        Assert.Equal((4, 1), (skips[SkipReason.BadArc], skips[SkipReason.CutShort]));
        SkipCounts more = new();
        Assert.Equal(["0"], Read("1\n\n0 0\n"u8.ToArray(), "a.graph-txt", more, out _));
        Assert.Equal(2, more[SkipReason.BadArc]);
    }

    [Theory]
    [InlineData("a,b\n", "first row read as a link: a → b")]
    [InlineData("from,to,note\na,b,c\n", "source ← `from`, target ← `to`; not used: note")]
    [InlineData("1 2 x\n2 3 y\n", "of 3 columns without names the first 2 are used")]
    [InlineData("#x\na,b\n", "passed over as comments: 1")]
    [InlineData("% sym\n1 2\n", "an arc each way")]
    [InlineData("<gexf><graph/></gexf>", "read as GEXF")]
    public void What_was_assumed_is_said(string text, string expected)
    {
        Read(Encoding.UTF8.GetBytes(text), "list", new SkipCounts(), out IReadOnlyList<string> remarks);
        Assert.Contains(remarks, remark => remark.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a,\"", "b,c\n")]
    [InlineData("a,b\n\"\n", "\"x\n")]
    [InlineData("a,b\n", "\"open\n")]
    [InlineData("a,b\n", "a,\"\"\"\"\"\"\n")]
    public void Work_grows_as_the_text_does(string start, string repeated)
    {
        Growth.AssertLinear(WorkOf(400_000), WorkOf(800_000), "bytes looked at");

        long WorkOf(int length)
        {
            string text = start + string.Concat(Enumerable.Repeat(repeated, length / repeated.Length));
            using ArcFile file = ArcFile.Open(
                new MemoryStream(Encoding.UTF8.GetBytes(text)), "hostile.csv", new SkipCounts());
            NamedArc arc = new();
            while (file.TryRead(arc))
            {
            }

            return Assert.IsType<ArcList>(file).WorkBytes;
        }
    }

    [Fact]
    public void An_attribute_or_a_nesting_beyond_the_limits_ends_the_reading()
    {
        string longId = new('i', WindowStream.MaxBytesAtOnce + (1 << 20));
        Assert.Contains("longer than 8 MiB", Assert.Throws<InputException>(() => Read(
            Encoding.UTF8.GetBytes($"<gexf><graph><node id='{longId}'/></graph></gexf>"), "a.gexf", new SkipCounts(),
            out _)).Message, StringComparison.Ordinal);
        string deep = string.Concat(Enumerable.Repeat("<node id='a'>", 300));
        Assert.Contains("deeper than 256", Assert.Throws<InputException>(() => Read(
            Encoding.UTF8.GetBytes($"<gexf><graph>{deep}"), "a.gexf", new SkipCounts(), out _)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The public files as people have them, and what must come out.</summary>
    [Theory]
    [InlineData("33-gephi-edges.csv", "1>2:3.0 2>3:1.0")]
    [InlineData("34-gephi.gdf", "blog.example rival-a.example blog.example>rival-a.example")]
    [InlineData("35-gephi.gexf", "a b a>b:2")]
    [InlineData("36-graph.graphml", "a b a>b")]
    [InlineData("37-networkx.edgelist",
        "http://a.example.com/>http://b.example.org/x#frag http://b.example.org/>http://c.example.net/")]
    [InlineData("38-snap.txt", "1>2 2>3 3>1")]
    [InlineData("39-snap-short.txt", "1>2 2>3 3>1")]
    [InlineData("40-konect.out", "1>2 2>3 3>1")]
    [InlineData("41-ascii.graph-txt", "0 0>1 0>2 1 1>2 2 2>0")]
    [InlineData("43-jgrapht-space.csv", "a>b b>c c>a")]
    [InlineData("102-from-to.csv", "https://a.example/>https://b.example/")]
    public void Files_that_people_have_are_read(string name, string expected)
    {
        string path = SharedData.Require($"bugs/lists/{name}");
        SkipCounts skips = new();
        Assert.Equal(expected, string.Join(' ', Read(File.ReadAllBytes(path), path, skips, out _)));
        Assert.Empty(skips.ByName());
    }

    [Fact]
    public void A_row_of_neighbours_under_a_header_of_two_is_counted()
    {
        SkipCounts skips = new();
        string path = SharedData.Require("bugs/lists/42-adjacency.csv");
        Assert.Empty(Read(File.ReadAllBytes(path), path, skips, out _));
        Assert.Equal(1, skips[SkipReason.BadRow]);
    }

    private static List<string> Read(byte[] bytes, string name, SkipCounts skips, out IReadOnlyList<string> remarks)
    {
        using ArcFile file = ArcFile.Open(new MemoryStream(bytes), name, skips);
        List<string> arcs = [];
        NamedArc arc = new();
        while (file.TryRead(arc))
        {
            string arrow = arc.IsNode ? "" : arc.IsBothWays ? "-" : ">";
            string weight = arc.Weight.IsEmpty ? "" : $":{Encoding.UTF8.GetString(arc.Weight.Span)}";
            arcs.Add(
                $"{Encoding.UTF8.GetString(arc.Source.Span)}{arrow}{Encoding.UTF8.GetString(arc.Target.Span)}{weight}");
        }

        remarks = file.Remarks;
        return arcs;
    }
}
