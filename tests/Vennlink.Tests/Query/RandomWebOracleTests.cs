using CsCheck;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>Link intersect against plain sets on small random webs, in which everything collides.</summary>
public sealed class RandomWebOracleTests
{
    [Fact]
    public void Random_questions_to_small_random_webs_are_answered_as_by_plain_sets() =>
        Gen.Select(Gen.Select(CrawledWeb.Url, CrawledWeb.Url, Gen.Bool).Array[1, 60], Gen.Int).Sample((links, seed) =>
        {
            Random random = new(seed);
            using OracleWeb web = OracleWeb.Of(
                [.. links.Select(link =>
                    NaiveLinks.WithFacts(random, new TableLink(link.Item1, link.Item2, link.Item3)))]);
            web.AssertNumbering();
            for (int query = 0; query < 20; query++)
            {
                web.AssertSameAnswer(random);
            }
        }, iter: 40, threads: 1);
}
