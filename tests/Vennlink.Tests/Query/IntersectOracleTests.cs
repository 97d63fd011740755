using System.Globalization;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>Link intersect against plain sets on real graphs.</summary>
/// <remarks>Small random webs and crawls have classes of their own, so that they run beside these.</remarks>
public sealed class IntersectOracleTests
{
    private const int QueriesPerTable = 300;

    public static TheoryData<string> Tables => [.. LinkTables.Names];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Random_questions_to_a_real_graph_are_answered_as_by_plain_sets(string name)
    {
        int seed = Environment.GetEnvironmentVariable("VENNLINK_TEST_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Random random = new(seed);
        TestContext.Current.SendDiagnosticMessage($"{name}: VENNLINK_TEST_SEED={seed}");

        // The tables say nothing of links but their ends; about one link in seven is nofollow, as on the real web.
        IReadOnlyList<TableLink> links =
            [.. LinkTables.Read(name).Select(link =>
                NaiveLinks.WithFacts(random, link with { IsNofollow = random.Next(7) == 0 }))];
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

        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {QueriesPerTable} questions, {web.AnswerCount} with rows, {web.RowCount:N0} rows");
        Assert.True(web.AnswerCount > QueriesPerTable / 10, "the questions say something");
    }
}
