using CsCheck;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Tests.Oracles;
using Vennlink.Tests.Query;

namespace Vennlink.Tests.Build;

/// <summary>Indexes as of a date, against indexes of what there was by then.</summary>
public sealed class UntilBuildTests : IDisposable
{
    private const long FirstSecond = 1_700_000_000; // of the first reading of CrawledWeb
    private const string GraphFiles = "graph";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_index_until_a_date_is_one_of_what_was_captured_by_then() =>
        Gen.Select(CrawledWeb.Readings, Gen.Int).Sample((readings, seed) =>
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();
            int last = random.Next(-1, readings.Length + 1);

            // Rows of these lists have no dates, so they are there whatever the date.
            Crawled[] earlier = [.. readings.Select((reading, time) =>
                time <= last || reading.As == CrawledAs.ListRow ? reading : reading with { File = -1 })];
            string all = Build(folder.File("all"), Inputs(readings, folder.File("inputs")));
            string until = Build(folder.File("until"), [all], last);
            List<string> inputs = Inputs(earlier, folder.File("earlier"));
            List<TableLink> links = OracleWeb.ReadLinks(IndexFolder.CurrentSnapshot(until)!);
            List<string> expected = inputs.Count == 0 ? [] : [.. OracleWeb
                .ReadLinks(IndexFolder.CurrentSnapshot(Build(folder.File("expected"), inputs))!).Select(Told).Order()];
            Assert.Equal(expected, links.Select(Told).Order());
            AssertAnswers(until, readings, earlier, links, random);
        }, iter: 60, threads: 1);

    [Fact]
    public void Another_date_reads_nothing_again_in_the_index_or_from_it()
    {
        string input = Csv("links.csv", "a.example,x.example,2024-01-01,2024-02-01", "b.example,x.example,2025-01-01,");
        string index = Build(_folder.File("index"), [input]);
        Assert.Equal(2, Links(index).Count);
        File.Delete(input);

        string other = Build(_folder.File("other"), [index], At(2024, 6));
        Assert.Single(Links(other));
        Assert.Equal(2, Links(index).Count);
        Assert.Equal("2024-06-01T00:00:00Z", ManifestOf(other).Until);
        Assert.Equal(1, ManifestOf(other).Counts["late_row_links"]);

        Build(index, [], At(2023, 1), add: true);
        Assert.Empty(Links(index));
        Build(index, [], DateTimeOffset.MaxValue, add: true);
        Assert.Equal(2, Links(index).Count);
        Assert.Null(ManifestOf(index).Until);
    }

    [Fact]
    public void A_link_that_a_list_says_is_lost_was_live_while_it_was_seen()
    {
        string input = Csv("lost.csv", "a.example,x.example,2024-01-01,2024-12-01");
        File.WriteAllText(input, File.ReadAllText(input)
            .Replace("last_seen", "last_seen,date_lost", StringComparison.Ordinal)
            .Replace("2024-12-01", "2024-12-01,2025-01-01", StringComparison.Ordinal));
        Vennlink.Archives.Lists.LinkListOptions lists = new() { IncludeLost = true };
        string now = Build(_folder.File("now"), [input], change: options => options with { Lists = lists });
        Assert.True(Assert.Single(Links(now)).IsLost);

        TableLink then = Assert.Single(Links(Build(_folder.File("then"), [now], At(2024, 6))));
        Assert.False(then.IsLost);
        Assert.Equal(At(2024, 6).ToUnixTimeSeconds(), then.LastSeen);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("merge")]
    [InlineData("snapshot")]
    [InlineData("rename")]
    [InlineData("current")]
    public void A_build_until_a_date_that_is_cut_off_goes_on_to_the_same_bytes(string boundary)
    {
        string input = Csv("links.csv", "a.example,x.example,2024-01-01,2024-02-01", "b.example,x.example,2025-01-01,");
        string whole = Build(_folder.File("whole"), [input], At(2024, 6));
        Assert.Throws<OperationCanceledException>(() =>
            Build(_folder.File("cut"), [input], At(2024, 6), boundary: boundary));
        string cut = Build(_folder.File("cut"), [input], At(2024, 6));
        Assert.Equal(IndexFolder.CurrentId(whole), IndexFolder.CurrentId(cut));
    }

    [Fact]
    public void An_addition_to_an_index_as_of_a_date_says_what_it_is_to_be_as_of()
    {
        string input = Csv("links.csv", "a.example,x.example,2024-01-01,2024-02-01");
        string more = Csv("more.csv", "c.example,x.example,2024-01-01,2024-02-01");
        string index = Build(_folder.File("index"), [input], At(2024, 6));
        BuildRefusedException refusal =
            Assert.Throws<BuildRefusedException>(() => Build(index, [more], null, add: true));
        Assert.Contains("--until 2024-06-01T00:00:00Z", refusal.Message, StringComparison.Ordinal);
        Build(index, [more], At(2024, 6), add: true);
        Assert.Equal(2, Links(index).Count);
    }

    [Fact]
    public void A_graph_alone_has_no_dates_and_keeps_nothing_to_build_from()
    {
        Directory.CreateDirectory(_folder.File(GraphFiles));
        string vertices = _folder.File(Path.Combine(GraphFiles, "cc-main-2026-domain-vertices.txt"));
        File.WriteAllText(vertices, "0\tcom.a\t1\n1\tcom.b\t1\n");
        File.WriteAllText(vertices.Replace("vertices", "edges", StringComparison.Ordinal), "0\t1\n");
        string graph = _folder.File(GraphFiles);
        Assert.Throws<BuildRefusedException>(() => Build(_folder.File("dated"), [graph], At(2024, 6)));
        string index = Build(_folder.File("index"), [graph]);
        Assert.Throws<BuildRefusedException>(() => Build(_folder.File("other"), [index], At(2024, 6)));
        Assert.False(Directory.Exists(_folder.File("other")));
    }

    private static DateTimeOffset At(int year, int month) => new(year, month, 1, 0, 0, 0, TimeSpan.Zero);

    private static void AssertAnswers(
        string index, Crawled[] readings, Crawled[] earlier, List<TableLink> links, Random random)
    {
        Crawled[] there = [.. earlier.Where(reading => reading.File >= 0)];
        Assert.Equal(CrawledWeb.LiveLinks(there).Select(Ends).Distinct().Order(),
            links.Where(link => !link.IsLost).Select(Ends).Distinct().Order());
        List<TableLink> known =
            [.. readings.SelectMany(reading => reading.Links.Select(link => new TableLink(reading.Page, link.Target)))];
        string folder = IndexFolder.CurrentSnapshot(index)!;
        Snapshot snapshot = Snapshot.Open(folder);
        using OracleWeb web = new(links, snapshot, snapshot, known, CrawledWeb.LanguageOf(earlier));
        web.AssertNumbering();
        web.AssertScores(folder);
        for (int query = 0; query < 20; query++)
        {
            web.AssertSameAnswer(random);
        }
    }

    private static (string Source, string Target, bool IsNofollow) Ends(TableLink link) =>
        (NaiveIntersect.Canonical(link.Source), NaiveIntersect.Canonical(link.Target), link.IsNofollow);

    private static string Told(TableLink link) =>
        $"{link.Source} {link.Target} {link.Kind} {link.Rel} {link.Anchor} {link.FirstSeen} {link.LastSeen} "
            + $"{link.IsLost}";

    private static List<string> Inputs(Crawled[] readings, string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, 3).SelectMany(file => CrawledWeb.Write(readings, file, folder))];
    }

    private static List<TableLink> Links(string index) => OracleWeb.ReadLinks(IndexFolder.CurrentSnapshot(index)!);

    private static Manifest ManifestOf(string index)
    {
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(index)!);
        Assert.Empty(snapshot.Verify(TestContext.Current.CancellationToken));
        return snapshot.Manifest;
    }

    private string Csv(string name, params string[] rows)
    {
        File.WriteAllText(_folder.File(name), "source,target,first_seen,last_seen\n" + string.Join('\n', rows) + "\n");
        return _folder.File(name);
    }

    private static string Build(string index, IReadOnlyList<string> inputs, int last) =>
        Build(index, inputs, DateTimeOffset.FromUnixTimeSeconds(FirstSecond + last));

    private static string Build(
        string index, IReadOnlyList<string> inputs, DateTimeOffset? until = null, bool add = false,
        string? boundary = null, Func<BuildOptions, BuildOptions>? change = null)
    {
        BuildOptions options = new()
        {
            IndexFolder = index,
            Inputs = inputs,
            Add = add,
            Until = until,
            MemoryBytes = 64 << 20,
            ThreadCount = 1,
        };
        IndexBuild.Run(change?.Invoke(options) ?? options, null, TimeProvider.System,
            reached => _ = reached == boundary ? throw new OperationCanceledException(reached) : 0,
            CancellationToken.None);
        return index;
    }
}
