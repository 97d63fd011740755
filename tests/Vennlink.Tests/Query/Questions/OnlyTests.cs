using Vennlink.Query;
using Vennlink.Query.Questions;

namespace Vennlink.Tests.Query.Questions;

/// <summary>The field <c>only</c>: the rows behind the numbers of subsets.</summary>
public sealed class OnlyTests : IDisposable
{
    // s links to both, one to a alone; the site b links to a too: a row of {a} that "not b" would leave out.
    private readonly SnapshotFixture _web = SnapshotFixture.Build(
        [new WebLink("s.example/", "a.example/"), new WebLink("s.example/", "b.example/"),
            new WebLink("one.example/", "a.example/"), new WebLink("b.example/", "a.example/")]);

    public void Dispose() => _web.Dispose();

    [Theory]
    [InlineData("[[0]]", "", "b.example one.example")]
    [InlineData("[[0, 1]]", "", "s.example")]
    [InlineData("[[1]]", "", "")]
    [InlineData("[[0], [1, 0, 1]]", "", "b.example one.example s.example")]
    [InlineData("[[0]]", ", \"match\": \"not one.example\"", "b.example")]
    [InlineData("[[0]]", ", \"min\": 2", "")]
    public void Rows_link_to_exactly_one_of_the_sets(string only, string more, string expected) => Assert.Equal(
        expected, string.Join(' ', Rows($$"""
            {"to": ["a.example", "b.example"], "source": "root_domain", "only": {{only}}{{more}}}
            """).Order(StringComparer.Ordinal)));

    [Fact]
    public void Not_leaves_out_the_site_of_the_target_and_so_says_less() => Assert.Equal(
        ["one.example"],
        Rows("""{"match": "a.example and (not b.example or b.example and not b.example)", "source": "root_domain"}"""));

    [Theory]
    [InlineData("[[0, 2]]", "only: has the index 2; the 2 targets to link to have 0 to 1")]
    [InlineData("[[7]]", "only: has the index 7; the 2 targets to link to have 0 to 1")]
    public void An_index_without_a_target_is_a_problem(string only, string expected) =>
        Assert.Equal([expected], Problems($$"""{"to": ["a.example", "b.example"], "only": {{only}}}"""));

    [Fact]
    public void Sets_and_targets_have_a_bound()
    {
        string many = string.Join(", ", Enumerable.Range(0, 65).Select(at => $"\"t{at}.example\""));
        string sets = string.Join(", ", Enumerable.Repeat("[0]", 65));
        Assert.Equal(["only: takes 64 sets, and 64 targets in all, at most; not 1 and 65"],
            Problems($$"""{"to": [{{many}}], "only": [[64]]}"""));
        Assert.Equal(["only: takes 64 sets, and 64 targets in all, at most; not 65 and 1"],
            Problems($$"""{"to": ["a.example"], "only": [{{sets}}]}"""));
    }

    private List<string> Rows(string json)
    {
        QuestionProblems problems = new();
        Question question = QuestionJson.Read(System.Text.Encoding.UTF8.GetBytes(json), problems);
        IntersectQuery? query = new QuestionResolver(_web.Snapshot).Resolve(question, problems);
        Assert.False(problems.Any, problems.ToString());
        LinkIntersect engine = new(_web.Snapshot);
        FoundQuery found = engine.Find(query!);
        return [.. engine.Describe(found, engine.Rows(found, 50, null, CancellationToken.None)).Select(row => row.Page)];
    }

    private IEnumerable<string> Problems(string json)
    {
        QuestionProblems problems = new();
        Question question = QuestionJson.Read(System.Text.Encoding.UTF8.GetBytes(json), problems);
        Assert.Null(new QuestionResolver(_web.Snapshot).Resolve(question, problems));
        return problems.Named.Select(problem => problem.ToString());
    }
}
