using Vennlink.Query.Questions;

namespace Vennlink.Tests.Query;

/// <summary>What is said of targets that are understood as more than their texts name.</summary>
public sealed class TargetNotesTests : IDisposable
{
    private readonly SnapshotFixture _web =
        SnapshotFixture.Build([new WebLink("s.example/", "rival-a.shop.example/")]);

    public void Dispose() => _web.Dispose();

    [Theory]
    [InlineData("shop.example", null)]
    [InlineData("HTTPS://Shop.Example/", null)]
    [InlineData("root_domain:shop.example:80/#top", null)]
    [InlineData("rival-a.shop.example", "root domain shop.example")]
    [InlineData("https://shop.example/a", "root domain shop.example")]
    [InlineData("shop.example?a", "root domain shop.example")]
    [InlineData("shop.example:8080", "root domain shop.example")]
    [InlineData("alice.github.io", null)]
    [InlineData("blog.alice.github.io", "root domain alice.github.io")]
    [InlineData("192.0.2.7", null)]
    [InlineData("subdomain:rival-a.shop.example", null)]
    [InlineData("subdomain:rival-a.shop.example/", null)]
    [InlineData("subdomain:rival-a.shop.example/x", "host rival-a.shop.example")]
    [InlineData("subdomain:shop.example:8080", "host shop.example")]
    [InlineData("subfolder:shop.example/blog", null)]
    [InlineData("subfolder:shop.example:8080/blog/", null)]
    [InlineData("subfolder:shop.example/blog?p=1", "folder shop.example/blog/")]
    [InlineData("page:shop.example/blog?p=1#x", null)]
    public void A_target_is_widened_when_its_scope_drops_a_part_of_the_url(string typed, string? meaning)
    {
        string? expected = meaning is null ? null : $"{typed} is taken for the whole {meaning}";
        Assert.Equal(expected is null ? [] : [expected], Notes(To(typed)));
        Assert.Equal(expected is null ? [] : [expected], Notes(To("other.example") with { Not = Texts(typed) }));
    }

    [Fact]
    public void Targets_that_become_one_are_named_together()
    {
        Assert.Equal(
            [
                "rival-a.shop.example is taken for the whole root domain shop.example",
                "rival-b.shop.example is taken for the whole root domain shop.example",
                "rival-a.shop.example and rival-b.shop.example are one target, shop.example: a link to it counts for "
                    + "each",
            ],
            Notes(To("rival-a.shop.example", "other.example", "rival-b.shop.example")));
        Assert.Equal(["a.example, a.example and http://a.example are one target, a.example: a link to it counts for each"],
            Notes(To("a.example", "a.example", "http://a.example")));
        Assert.Empty(Notes(To("shop.example", "subdomain:shop.example", "page:shop.example")));
    }

    [Fact]
    public void A_target_to_link_to_that_is_also_one_not_to_link_to_is_named() => Assert.Equal(
        [
            "www.a.example is taken for the whole root domain a.example",
            "a.example to link to and www.a.example not to link to are one target, a.example: no row can link to it",
        ],
        Notes(To("a.example", "b.example") with { Not = Texts("www.a.example") }));

    [Fact]
    public void Targets_of_an_expression_are_noted_though_equal_ones_are_asked_for_once() => Assert.Equal(
        [
            "x.a.example is taken for the whole root domain a.example",
            "a.example and x.a.example are one target, a.example: a link to it counts for each",
        ],
        Notes(new Question { Match = MatchText.Parse("2 of (a.example, x.a.example)") }));

    private static TargetText[] Texts(params string[] typed) => [.. typed.Select(TargetText.Parse)];

    private static Question To(params string[] typed) => new() { To = Texts(typed) };

    private IReadOnlyList<string> Notes(Question question) =>
        new QuestionResolver(_web.Snapshot).Resolve(question, new QuestionProblems())!.Notes;
}
