using System.Globalization;
using CsCheck;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>Link intersect against plain sets: on real graphs, and on small random webs.</summary>
public sealed class IntersectOracleTests
{
    private const int QueriesPerTable = 600;

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
        Assert.True(web.AnswerCount > QueriesPerTable / 4, "the questions say something");
    }

    // Hosts that nest, share root domains, and are public suffixes themselves; few pages, so that everything collides.
    private static readonly Gen<string> Url = Gen.Select(
        Gen.OneOf("a.example", "www.a.example", "x.y.a.example", "b.example", "c.co.uk", "d.c.co.uk", "github.io", "alice.github.io", "bob.github.io", "192.0.2.7", "localhost"),
        Gen.OneOf("/", "/1", "/2", "/1/2", "/?q"))
        .Select((host, path) => $"http://{host}{path}");

    [Fact]
    public void Random_questions_to_small_random_webs_are_answered_as_by_plain_sets() =>
        Gen.Select(Gen.Select(Url, Url, Gen.Bool).Array[1, 60], Gen.Int).Sample((links, seed) =>
        {
            using OracleWeb web = OracleWeb.Of([.. links.Select(link => new TableLink(link.Item1, link.Item2, link.Item3))]);
            web.AssertNumbering();
            Random random = new(seed);
            for (int query = 0; query < 20; query++)
            {
                web.AssertSameAnswer(random);
            }
        }, iter: 40, threads: 1);
}
