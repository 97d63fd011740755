using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

public sealed class RankTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public RankTests() => _shell = new Shell(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // PageRanks of GraphX, published with the graphs they were computed on: fifteen rounds from 0.15, and degrees that
    // are sums of link counts.
    [Theory]
    [InlineData("ALBERTA_alberta_oil_sands")]
    [InlineData("SFU_ngos")]
    [InlineData("UVIC_bc_teachers_labour_dispute_2014")]
    [InlineData("WINNIPEG_truth_reconciliation")]
    public void Ranks_and_degrees_are_those_published(string name)
    {
        using GZipStream json = new(File.OpenRead(SharedData.Require($"graphs/walk-pagerank/{name}-graph.json.gz")),
            CompressionMode.Decompress);
        using JsonDocument graph = JsonDocument.Parse(json);
        using (StreamWriter list = new(Path.Combine(_folder, "edges.csv")))
        {
            foreach (JsonElement link in graph.RootElement.GetProperty("links").EnumerateArray())
            {
                list.WriteLine($"{Quoted(link.GetProperty("src"))},{Quoted(link.GetProperty("dst"))},{link.GetProperty("count").GetInt64().ToString(CultureInfo.InvariantCulture)}");
            }
        }

        Dictionary<string, double[]> ranks = Rank("edges.csv", "--weighted", "--keep-self-links", "--iterations", "15")
            .ToDictionary(row => row.Name, row => row.Numbers);
        JsonElement[] nodes = [.. graph.RootElement.GetProperty("nodes").EnumerateArray()
            .Where(node => ranks.ContainsKey(NameOf(node.GetProperty("domain"))))];
        Assert.Equal(graph.RootElement.GetProperty("nodes").GetArrayLength(), nodes.Length);
        Assert.Equal(nodes.Length, ranks.Count);
        double sum = nodes.Sum(node => node.GetProperty("pageRank").GetDouble());
        List<(double Published, double Ours)> pairs = [];
        foreach (JsonElement node in nodes)
        {
            double[] ours = ranks[NameOf(node.GetProperty("domain"))];
            Assert.Equal((node.GetProperty("inDegree").GetDouble(), node.GetProperty("outDegree").GetDouble()),
                (ours[2], ours[3]));
            Assert.Equal(node.GetProperty("pageRank").GetDouble() / sum, ours[0], 1e-9 * ours[0]);
            pairs.Add((node.GetProperty("pageRank").GetDouble(), ours[0]));
        }

        Assert.InRange(Spearman(pairs), 0.999, 1);
    }

    [Fact]
    public void Other_forms_hold_what_the_file_between_tabs_does()
    {
        File.WriteAllText(Path.Combine(_folder, "edges.csv"), "a,b,0.5\nb,c,2\nc,a,3\n\"x,y\",a,1\n\"=1\",b,7\n");
        (string Name, double[] Numbers)[] rows = [.. Rank("edges.csv", "--weighted")];
        Assert.Equal(0, _shell.Run("rank", "edges.csv", "--weighted", "--out", "r.ndjson", "--format", "ndjson").ExitCode);
        JsonElement[] lines = [.. File.ReadAllLines(Path.Combine(_folder, "r.ndjson"))
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(rows.Select(row => row.Name), lines.Select(line => line.GetProperty("node").GetString()));
        string[] names = ["pagerank", "harmonic", "in_degree", "out_degree"];
        Assert.All(rows.Zip(lines), pair => Assert.Equal(pair.First.Numbers,
            names.Select(name => pair.Second.GetProperty(name).GetDouble())));

        Assert.Equal(0, _shell.Run("rank", "edges.csv", "--weighted", "--out", "r.csv", "--format", "csv").ExitCode);
        string[] csv = File.ReadAllLines(Path.Combine(_folder, "r.csv"));
        Assert.Equal("node,pagerank,harmonic,in_degree,out_degree", csv[0]);
        Assert.Equal(rows.Select(row => row.Numbers), csv[1..].Select(line => line.Split(',')[^4..]
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()));
        Assert.Contains(csv, line => line.StartsWith("\"x,y\",", StringComparison.Ordinal));

        Assert.Equal(0, _shell.Run("rank", "edges.csv", "--weighted", "--out", "r.parquet", "--format", "parquet").ExitCode);
        Assert.Equal("PAR1"u8.ToArray(), File.ReadAllBytes(Path.Combine(_folder, "r.parquet"))[^4..]);
    }

    [Fact]
    public void Names_are_taken_as_they_stand_and_rows_come_by_rank_then_name()
    {
        File.WriteAllText(Path.Combine(_folder, "edges.csv"),
            "source,target\r\nB c,a\r\n\"x, \"\"y\"\"\",a\r\n http://A.example/?q ,a\r\nä,a\r\n\"B c \",a\r\n"
                + "\" \",a\r\na,a\r\n");
        (string Name, double[] Numbers)[] rows = Rank("edges.csv");
        Assert.Equal(["a", " ", "B c", "B c ", "http://A.example/?q", "x, \"y\"", "ä"], rows.Select(row => row.Name));
        Assert.Equal([6, 6, 0], rows[0].Numbers[1..]);
        Assert.Equal([0, 0, 1], rows[1].Numbers[1..]);
        Assert.Equal(1, rows.Sum(row => row.Numbers[0]), 1e-12);
        Assert.Equal(1 + (6 * 0.85), rows[0].Numbers[0] / rows[1].Numbers[0], 1e-9);
    }

    [Fact]
    public void What_was_assumed_of_a_file_is_said_beside_the_answer()
    {
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "# a comment, and more\n1 2\n2 3\n");
        ShellResult result = _shell.Run("rank", "edges.txt", "--out", "ranks.tsv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("3 nodes, 2 arcs", result.Output, StringComparison.Ordinal);
        Assert.Contains("vennlink: edges.txt: first row read as a link: 1 → 2", result.ErrorLines);
        Assert.Contains("vennlink: edges.txt: lines that begin with # or %, passed over as comments: 1",
            result.ErrorLines);
    }

    [Fact]
    public void What_cannot_be_used_is_counted_and_the_rest_ranked()
    {
        File.WriteAllText(Path.Combine(_folder, "edges.tsv"),
            "a\tb\t2\na\tb\t3\na\tc\t-1\na\tc\t\na\tc\tmuch\nonly\nb\tb\t1\nb\ta\t1e280\n");
        ShellResult result = _shell.Run("rank", "edges.tsv", "--out", "ranks.tsv", "--weighted");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 nodes, 2 arcs", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"bad_row +4\n", result.Output);
        Assert.Matches(@"self_arc +1\n", result.Output);
        Assert.Equal([("a", 1e280, 5.0), ("b", 5.0, 1e280)], Rows().OrderBy(row => row.Name, StringComparer.Ordinal)
            .Select(row => (row.Name, row.Numbers[2], row.Numbers[3])));
    }

    [Theory]
    [InlineData("", "the list is empty")]
    [InlineData("one\ntwo\n", "the first row has one column")]
    [InlineData("source,target\n", "has no links that can be ranked")]
    [InlineData("source,target\na,\n,b\n", "has no links that can be ranked; bad_row: 2")]
    public void What_is_no_list_is_one_line_and_exit_code_1(string text, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "edges.csv"), text);
        ShellResult result = _shell.Run("rank", "edges.csv", "--out", "ranks.tsv");
        Assert.Equal(1, result.ExitCode);
        string line = Assert.Single(result.ErrorLines);
        Assert.Contains("edges.csv: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Equal(["edges.csv"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("0.9999999999999999")]
    [InlineData("0.9996")]
    [InlineData("0")]
    [InlineData("NaN")]
    public void A_damping_that_cannot_be_had_is_refused_by_name_before_anything_is_read(string damping)
    {
        ShellResult result = _shell.Run("rank", "missing.csv", "--out", "ranks.tsv", "--damping", damping);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"--damping: '{damping}' is not a number above 0 and at most 0.9995",
            Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_there_are_missed()
    {
        File.WriteAllText(Path.Combine(_folder, "edges.csv"), "source,target\na,b\n");
        ShellResult result = _shell.Run("rank", "edges.csv", "--out", "ranks.tsv", "--weighted");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no column of weights", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_depend_neither_on_threads_nor_on_memory_nor_on_the_order_of_rows_nor_on_compression()
    {
        Random random = new(7);
        string[] rows =
            [.. Enumerable.Range(0, 30_000)
                .Select(_ =>
                    string.Create(CultureInfo.InvariantCulture,
                        $"n{random.Next(3000)},n{random.Next(60) * random.Next(50)},{1 + random.Next(9)}"))];
        File.WriteAllLines(Path.Combine(_folder, "edges.csv"), rows);
        Rank("edges.csv", "--weighted", "--threads", "1");
        byte[] expected = File.ReadAllBytes(Path.Combine(_folder, "ranks.tsv"));
        random.Shuffle(rows);
        using (StreamWriter shuffled =
            new(new GZipStream(File.Create(Path.Combine(_folder, "shuffled.csv.gz")), CompressionLevel.Fastest)))
        {
            Array.ForEach(rows, shuffled.WriteLine);
        }

        Rank("shuffled.csv.gz", "--weighted", "--threads", "3", "--memory", "64MiB");
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder, "ranks.tsv")));
    }

    [Fact]
    public void A_web_graph_is_ranked_like_the_list_of_its_arcs()
    {
        string graph = Directory.CreateDirectory(Path.Combine(_folder, "graph")).FullName;
        File.WriteAllText(Path.Combine(graph, "vertices.txt"), "0\tcom.a\t1\n1\tcom.b\t1\n2\torg.c\t1\n");
        File.WriteAllText(Path.Combine(graph, "edges.txt"), "0\t1\n0\t2\n1\t2\n0\t2\n2\t2\n");
        File.WriteAllText(Path.Combine(_folder, "edges.csv"), "com.a,com.b\ncom.a,org.c\ncom.b,org.c\n");
        Rank("edges.csv");
        byte[] expected = File.ReadAllBytes(Path.Combine(_folder, "ranks.tsv"));
        Rank("graph");
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder, "ranks.tsv")));
        Assert.Equal(1, _shell.Run("rank", "graph", "--out", "ranks.tsv", "--weighted").ExitCode);
    }

    // Some names of these graphs are bits of pages, with line ends, which the lines read back here must not have.
    private static string NameOf(JsonElement name) => name.GetString()!.Replace("\r\n", "|", StringComparison.Ordinal);

    private static string Quoted(JsonElement name) =>
        $"\"{NameOf(name).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static double Spearman(List<(double Published, double Ours)> pairs)
    {
        double[] left = Places([.. pairs.Select(pair => pair.Published)]);
        double[] right = Places([.. pairs.Select(pair => pair.Ours)]);
        double mean = (pairs.Count - 1) / 2.0;
        double Product(double[] first, double[] second) =>
            first.Zip(second, (one, other) => (one - mean) * (other - mean)).Sum();
        return Product(left, right) / Math.Sqrt(Product(left, left) * Product(right, right));
    }

    // Equal values share the middle of their places; published values have twelve digits that can be trusted.
    private static double[] Places(double[] values)
    {
        double[] places = new double[values.Length];
        int start = 0;
        foreach (IGrouping<string, int> group in Enumerable.Range(0, values.Length).OrderBy(index => values[index])
            .GroupBy(index => values[index].ToString("E9", CultureInfo.InvariantCulture)))
        {
            int count = group.Count();
            foreach (int index in group)
            {
                places[index] = start + ((count - 1) / 2.0);
            }

            start += count;
        }

        return places;
    }

    private (string Name, double[] Numbers)[] Rank(string edges, params string[] options)
    {
        ShellResult result = _shell.Run(["rank", edges, "--out", "ranks.tsv", .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return Rows();
    }

    private (string Name, double[] Numbers)[] Rows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "ranks.tsv"));
        Assert.Equal("node\tpagerank\tharmonic\tin_degree\tout_degree", lines[0]);
        return [.. lines[1..].Select(line => line.Split('\t')).Select(fields =>
            (fields[0], fields[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray()))];
    }
}
