using CsCheck;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>
/// Link intersect against plain sets from crawls to answers: what the latest readings of random pages say.
/// </summary>
public sealed class RecrawlOracleTests
{
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
            List<string>[] inputs = [.. files.Select(file => CrawledWeb.Write(readings, file, folder.Path))
                .Where(input => input.Count > 0)];
            if (random.Next(2) == 0)
            {
                inputs = [[.. inputs.SelectMany(input => input)]];
            }

            foreach (List<string> input in inputs)
            {
                IndexBuild.Run(
                    new BuildOptions
                    {
                        IndexFolder = index,
                        Inputs = input,
                        Add = input != inputs[0],
                        MemoryBytes = 64 << 20,
                        ThreadCount = 1
                    }, null, CancellationToken.None);
            }

            string snapshotFolder = IndexFolder.CurrentSnapshot(index)!;
            Snapshot snapshot = Snapshot.Open(snapshotFolder);
            List<TableLink> known =
                [.. readings.SelectMany(reading =>
                    reading.Links.Select(link => new TableLink(reading.Page, link.Target)))];
            List<TableLink> links = OracleWeb.ReadLinks(snapshotFolder);
            Assert.Equal(CrawledWeb.LiveLinks(readings).Select(Ends).Distinct().Order(),
                links.Where(link => !link.IsLost).Select(Ends).Distinct().Order());
            using OracleWeb web = new(links, snapshot, snapshot, known, CrawledWeb.LanguageOf(readings));
            web.AssertNumbering();
            web.AssertScores(snapshotFolder);
            for (int query = 0; query < 30; query++)
            {
                web.AssertSameAnswer(random);
            }
        }, iter: 40, threads: 1);

    private static (string Source, string Target, bool IsNofollow) Ends(TableLink link) =>
        (NaiveIntersect.Canonical(link.Source), NaiveIntersect.Canonical(link.Target), link.IsNofollow);
}
