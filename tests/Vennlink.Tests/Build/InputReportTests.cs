using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Snapshots;

namespace Vennlink.Tests.Build;

/// <summary>What a build says of each input, in its report and in the manifest.</summary>
public sealed class InputReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_input_tells_its_rows_pages_links_and_the_first_places_of_what_was_left_out()
    {
        StringBuilder rows = new("source,target\n");
        for (int line = 2; line < 20_000; line++)
        {
            rows.Append(line % 1000 == 0 ? ",t.example\n" : $"s{line % 10}.example,t{line}.example\n");
        }

        string large = Write("large.csv", rows.ToString());
        string small = Write("small.csv", "source,target\nmailto:a@b.example,t.example\na.example,b.example\n");
        BuildReport one = Build("one", [small, large], threads: 1);
        BuildReport many = Build("many", [large, small], threads: 8);

        Assert.Equal(one.SnapshotId, many.SnapshotId);
        Assert.Equal(["large.csv", "small.csv"], one.Inputs.Select(input => input.Name));
        InputReport report = one.Inputs[0].Report!;
        Assert.Equal((0L, 19_979L, 10L, 19_979L),
            (report.CaptureCount, report.RowCount, report.PageCount, report.LinkCount));
        Assert.Equal(19, report.Skips[SkipReason.BadRow]);
        Assert.Equal([1000, 2000, 3000], report.Skips.Places(SkipReason.BadRow).Select(place => place.Number));
        Assert.Equal([2], one.Inputs[1].Report!.Skips.Places(SkipReason.BadUrl).Select(place => place.Number));
    }

    [Fact]
    public void An_addition_reports_the_inputs_it_was_given_and_the_manifest_all()
    {
        string first = Write("first.csv", "source,target\na.example,b.example\n");
        Build("index", [first]);
        BuildReport added = Build(
            "index", [Write("second.csv", "source,target\na.example,c.example\n")], options => options with { Add = true });

        Assert.Equal("second.csv", Assert.Single(added.Inputs).Name);
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(_folder.File("index"))!);
        Assert.All(snapshot.Manifest.Inputs, input => Assert.Equal(1, input.Report!.RowCount));
        Assert.Equal(2, snapshot.Manifest.Inputs.Count);
    }

    [Fact]
    public void A_graph_alone_tells_what_it_was_taken_for_and_where_its_faults_are()
    {
        Write("graph/tiny-host-vertices.txt", "0\tcom.example\n1\torg.example\n2\tnet.example\n");
        Write("graph/tiny-host-edges.txt", "0\t1\nno arc\n2\t1\n");
        BuildReport built = Build("index", [_folder.File("graph")]);

        InputReport report = Assert.Single(built.Inputs).Report!;
        Assert.Equal((2L, 3L, 2L), (report.RowCount, report.PageCount, report.LinkCount));
        Assert.Equal("text graph of hosts", report.Notes.TakenFor);
        Assert.Contains("root domains", Assert.Single(report.Notes.Assumptions), StringComparison.Ordinal);
        Assert.Equal(
            [new SkipPlace(4, "tiny-host-edges.txt")], report.Skips.Places(SkipReason.BadArc));
    }

    [Fact]
    public void A_list_given_again_with_other_options_is_one_input_still()
    {
        string list = Write("list.csv", "source,target,from\na.example,t.example,b.example\n");
        Build("index", [list]);
        BuildReport again = Build("index", [list], options => options with
        {
            Add = true,
            Lists = new LinkListOptions { Columns = new LinkListColumns("from", "target") },
        });

        Assert.Equal(1, again.Counts["links"]);
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(_folder.File("index"))!);
        Assert.Single(snapshot.Manifest.Inputs);
    }

    [Fact]
    public void Not_the_same_need_be_said_of_all_lists()
    {
        string first = Write("exports/one/links.csv", "Linking page,Last crawled\na.example,2026-01-01\n");
        string second = Write("exports/two/links.csv", "von,nach\nb.example,c.example\n");
        string third = Write("exports/plain.csv", "source,target\nc.example,d.example\n");
        Dictionary<string, LinkListOptions> said = new(StringComparer.Ordinal)
        {
            [Path.GetDirectoryName(first)!] = new() { Target = "t.example" },
            [second] = new() { Columns = new LinkListColumns("von", "nach") },
        };
        BuildReport built = Build("index", [_folder.File("exports")], options => options with { ListsByPath = said });
        Assert.Equal(3, built.Counts["links"]);

        // Each is what a build of it alone makes, so that segments are found again whichever way it is said.
        Build("alone", [first], options => options with { Lists = said[Path.GetDirectoryName(first)!] });
        Build("alone", [second], options => options with { Add = true, Lists = said[second] });
        Build("alone", [third], options => options with { Add = true });
        Assert.Equal(
            IndexFolder.CurrentId(_folder.File("index")), IndexFolder.CurrentId(_folder.File("alone")));
        Assert.Equal(Segments("index"), Segments("alone"));

        IEnumerable<string?> Segments(string index) =>
            Directory.GetFiles(_folder.File($"{index}/segments")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Linking page,Last crawled\na.example,2026-01-01\n", InputNeed.Target)]
    [InlineData("von,nach\nb.example,c.example\n", InputNeed.Columns)]
    [InlineData("source,target\n1,2\n", InputNeed.None)]
    public void A_list_that_does_not_say_enough_names_what_it_needs(string text, InputNeed need)
    {
        string list = Write("links.csv", text);
        InputException problem = Assert.Throws<InputException>(() => Build("index", [list]));
        Assert.Equal(need, problem.Need);
        Assert.Equal(need == InputNeed.Columns ? ["von", "nach"] : [], problem.Columns);
    }

    [Fact]
    public void Every_option_of_lists_decides_whether_a_segment_can_be_used_again()
    {
        LinkListOptions[] options =
        [
            LinkListOptions.None,
            new() { Columns = new LinkListColumns("source", "target") },
            new() { Target = "t.example" },
            new() { Target = "u.example" },
            new() { IncludeLost = true },
        ];
        string list = Write("list.csv", "source,target\na.example,t.example\n");
        string index = _folder.File("index");
        Build("index", [list]);
        string kept = Path.Combine(index, "segments");
        HashSet<string> names = [];
        foreach (LinkListOptions lists in options)
        {
            Build("index", [list], build => build with { Add = true, Lists = lists });
            names.Add(Path.GetFileName(Assert.Single(Directory.GetFiles(kept))));
        }

        Assert.Equal(options.Length, names.Count);
    }

    private string Write(string name, string text)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private BuildReport Build(
        string index, IReadOnlyList<string> inputs, Func<BuildOptions, BuildOptions>? change = null, int threads = 2)
    {
        BuildOptions options = new()
        {
            IndexFolder = _folder.File(index),
            Inputs = inputs,
            MemoryBytes = 64L << 20,
            ThreadCount = threads,
        };
        return IndexBuild.Run(change?.Invoke(options) ?? options, null, CancellationToken.None);
    }
}
