using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Networks;
using Vennlink.Query.Output;

namespace Vennlink.Tests.Query.Output;

/// <summary>Graphs as XML, read back by our reader of networks, by the framework's XML and by networkx.</summary>
public sealed class GraphOutputTests : IDisposable
{
    private static readonly RowTable Nodes = new("nodes",
        [new("name"), new("title"), new("score", ColumnKind.Number), new("seen", ColumnKind.Time)])
    {
        Citation = new Citation("""{"export":"edges","x":"<&>"}""", "snapshot-1", "1.2.3"),
    };

    private static readonly RowTable Edges = new("edges",
        [new("source"), new("target"), new("links", ColumnKind.Number), new("anchor"), new("is", ColumnKind.Truth)]);

    // Names and texts of any bytes, well-formed or not.
    private static readonly Gen<byte[]> AnyBytes = Gen.OneOf(
        Gen.Byte.Array[1, 12],
        Gen.OneOf("a&b", "<x>", "\"q\"", "'", "a\tb", "a\nb", "a\rb", " two  blanks ", "é漢😀", "\ufffe", "]]>", "%00")
            .Select(Encoding.UTF8.GetBytes));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(GraphForm.Gexf)]
    [InlineData(GraphForm.GraphMl)]
    public void Names_of_any_bytes_make_valid_xml_that_reads_back(GraphForm form) =>
        Gen.Select(AnyBytes.Array[1, 8], Gen.Int).Sample((names, seed) =>
        {
            Random random = new(seed);
            names = [.. names.DistinctBy(Shown)];
            (int Source, int Target, int Weight)[] edges = [.. Enumerable.Range(0, random.Next(12)).Select(_ =>
                (random.Next(names.Length), random.Next(names.Length), random.Next(1, 99)))];
            byte[] file = Write(form, names, edges);
            Assert.Equal(names.Length, XDocument.Parse(Encoding.UTF8.GetString(file)).Descendants()
                .Count(element => element.Name.LocalName == "node"));
            List<string> read = [];
            using ArcFile arcs = ArcFile.Open(new MemoryStream(file), "graph.xml", new SkipCounts());
            NamedArc arc = new();
            while (arcs.TryRead(arc))
            {
                read.Add(arc.IsNode ? Text(arc.Source.Span)
                    : $"{Text(arc.Source.Span)}→{Text(arc.Target.Span)} {Text(arc.Weight.Span)}");
            }

            Assert.Equal(
                names.Select(Shown).Concat(edges.Select(edge => string.Create(CultureInfo.InvariantCulture,
                    $"{Shown(names[edge.Source])}→{Shown(names[edge.Target])} {edge.Weight}"))), read);
        }, iter: 300);

    [Theory]
    [InlineData(GraphForm.Gexf, "gexf")]
    [InlineData(GraphForm.GraphMl, "graphml")]
    public void Networkx_reads_nodes_scores_edges_and_weights(GraphForm form, string format)
    {
        string file = _folder.File("graph." + format);
        string[] names = ["a.example", "b.example/?x=1&y=\"2\"", "é.example"];
        File.WriteAllBytes(file, Write(form, [.. names.Select(Encoding.UTF8.GetBytes)], [(0, 1, 7), (1, 2, 3), (2, 0, 1)]));
        JsonNode read = PythonReader.Run("networkx",
            """
            import json, sys, networkx
            graph = getattr(networkx, "read_" + sys.argv[2])(sys.argv[1])
            print(json.dumps({"nodes": [[name, data["label"], data["score"], data["title"]] for name, data in graph.nodes(data=True)],
                              "edges": [[s, t, data["weight"], data["links"], data["is"]] for s, t, data in graph.edges(data=True)],
                              "directed": graph.is_directed()}))
            """, file, format);
        Assert.True((bool)read["directed"]!);
        Assert.Equal(names.Select((name, score) => (name, name, score, "title <&> é")),
            read["nodes"]!.AsArray().Select(node =>
                ((string)node![0]!, (string)node[1]!, (int)node[2]!, (string)node[3]!)));
        Assert.Equal([(names[0], names[1], 7, 7, true), (names[1], names[2], 3, 3, true), (names[2], names[0], 1, 1, true)],
            read["edges"]!.AsArray().Select(edge => ((string)edge![0]!, (string)edge[1]!, (int)(double)edge[2]!,
                (int)edge[3]!, (bool)edge[4]!)));
    }

    [Theory]
    [InlineData(GraphForm.Gexf)]
    [InlineData(GraphForm.GraphMl)]
    public void A_graph_says_what_it_is_of_and_one_without_anything_is_whole(GraphForm form)
    {
        string text = Encoding.UTF8.GetString(Write(form, [], []));
        XDocument.Parse(text);
        Assert.Contains("{&quot;export&quot;:&quot;edges&quot;,&quot;x&quot;:&quot;&lt;&amp;&gt;&quot;}", text,
            StringComparison.Ordinal);
        Assert.Contains("snapshot-1", text, StringComparison.Ordinal);
        Assert.Contains("1.2.3", text, StringComparison.Ordinal);
    }

    private static byte[] Write(GraphForm form, byte[][] names, (int Source, int Target, int Weight)[] edges)
    {
        using MemoryStream bytes = new();
        GraphOutput graph = new(bytes, form, Nodes, Edges, "links");
        for (int node = 0; node < names.Length; node++)
        {
            graph.Nodes.Text(names[node]);
            graph.Nodes.Text("title <&> é");
            graph.Nodes.Number(node);
            graph.Nodes.Time(node == 0 ? null : 1_700_000_000);
            graph.Nodes.EndRow();
        }

        foreach ((int source, int target, int weight) in edges)
        {
            graph.Edges.Text(names[source]);
            graph.Edges.Text(names[target]);
            graph.Edges.Number(weight);
            graph.Edges.Text("\0\u0001\ufffe any"u8);
            graph.Edges.Truth(true);
            graph.Edges.EndRow();
        }

        graph.End();
        return bytes.ToArray();
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    // What XML cannot hold stands percent-encoded, byte by byte.
    private static string Shown(byte[] name)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = name;
        while (!rest.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done
                && (rune.Value is '\t' or '\n' or '\r' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF)));
            if (isText)
            {
                text.Append(rune);
            }

            foreach (byte one in isText ? [] : rest[..length])
            {
                text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }

            rest = rest[length..];
        }

        return text.ToString();
    }
}
