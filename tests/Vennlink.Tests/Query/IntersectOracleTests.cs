using System.Globalization;
using CsCheck;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>Link intersect against plain sets: on real graphs, and on small random webs.</summary>
public sealed class IntersectOracleTests
{
    private const int QueriesPerTable = 300;

    public static TheoryData<string> Tables => [.. LinkTables.Names];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Random_questions_to_a_real_graph_are_answered_as_by_plain_sets(string name)
    {
        int seed = Environment.GetEnvironmentVariable("VENNLINK_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Random random = new(seed);
        TestContext.Current.SendDiagnosticMessage($"{name}: VENNLINK_TEST_SEED={seed}");

        // The tables say nothing of rel; about one link in seven is nofollow, as on the real web.
        IReadOnlyList<TableLink> links = [.. LinkTables.Read(name).Select(link => link with { IsNofollow = random.Next(7) == 0 })];
        using OracleWeb web = OracleWeb.Of(links);
        web.AssertNumbering();
        for (int query = 0; query < QueriesPerTable; query++)
        {
            try
            {
                web.AssertSameAnswer(random);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"VENNLINK_TEST_SEED={seed}, query {query}", failure);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{name}: {QueriesPerTable} questions, {web.AnswerCount} with rows, {web.RowCount:N0} rows");
        Assert.True(web.AnswerCount > QueriesPerTable / 6, "the questions say something");
    }

    [Fact]
    public void Random_questions_to_small_random_webs_are_answered_as_by_plain_sets() =>
        Gen.Select(Gen.Select(CrawledWeb.Url, CrawledWeb.Url, Gen.Bool).Array[1, 60], Gen.Int).Sample((links, seed) =>
        {
            using OracleWeb web = OracleWeb.Of([.. links.Select(link => new TableLink(link.Item1, link.Item2, link.Item3))]);
            web.AssertNumbering();
            Random random = new(seed);
            for (int query = 0; query < 20; query++)
            {
                web.AssertSameAnswer(random);
            }
        }, iter: 40, threads: 1);

    [Fact]
    public void Random_crawls_and_recrawls_are_answered_by_their_live_links() =>
        Gen.Select(CrawledWeb.Readings, Gen.Int).Sample((readings, seed) =>
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();
            string index = folder.File("index");

            // The inputs at once, or one after the other in any order.
            int[] files = [0, 1, 2];
            random.Shuffle(files);
            List<string>[] inputs = [.. files.Select(file => CrawledWeb.Write(readings, file, folder.Path)).Where(input => input.Count > 0)];
            if (random.Next(2) == 0)
            {
                inputs = [[.. inputs.SelectMany(input => input)]];
            }

            foreach (List<string> input in inputs)
            {
                IndexBuild.Run(
                    new BuildOptions { IndexFolder = index, Inputs = input, Add = input != inputs[0], MemoryBytes = 64 << 20, ThreadCount = 1 }, null, CancellationToken.None);
            }

            string snapshotFolder = IndexFolder.CurrentSnapshot(index)!;
            Snapshot snapshot = Snapshot.Open(snapshotFolder);
            List<TableLink> known = [.. readings.SelectMany(reading => reading.Links.Select(link => new TableLink(reading.Page, link.Target)))];
            using OracleWeb web = new(CrawledWeb.LiveLinks(readings), snapshot, snapshot, known);
            web.AssertNumbering();
            web.AssertScores(snapshotFolder);
            for (int query = 0; query < 30; query++)
            {
                web.AssertSameAnswer(random);
            }
        }, iter: 40, threads: 1);
}
