using System.Text;
using System.Text.Json;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query.Questions;

public sealed class QuestionJsonTests
{
    private const string TargetForm =
        """must be a target: a string such as "e.com", or {"target": "e.com", "scope": "page"}, not a number""";

    [Fact]
    public void Every_field_is_read()
    {
        Question question = Read("""
            {"id": "q1", "to": ["a.com", {"target": "e.com/x", "scope": "page"}, {"target": "b.com"}],
             "not": ["subdomain:www.mine.com"], "min": 2.0, "match": "2 of (a.com, b.com, c.com)",
             "source": "root_domain",
             "sources": {"domain_authority": {"min": 30}, "spam_score": {"max": 40},
             "tld": [".DE"], "not_tld": ["co.uk"]},
             "links": {"followed": true, "rel": ["ugc"], "not_rel": ["nofollow", "sponsored"],
             "kind": ["redirect", "anchor"], "anchor_contains": "x", "anchor_equals": "", "anchor_empty": false,
             "first_seen": {"from": "2026-06-01", "until": "2026-06-30"}, "last_seen": {}, "state": "both"},
             "sort": ["-source_spam_score"], "limit": 1e1, "total": true}
            """);

        Assert.Equal(["a.com", "page:e.com/x", "b.com"], question.To.Select(target => target.Typed));
        Assert.Equal([TargetScope.RootDomain, TargetScope.Page, TargetScope.RootDomain],
            question.To.Select(target => target.Scope));
        Assert.Equal("subdomain:www.mine.com", Assert.Single(question.Not).Typed);
        Assert.Equal((2, "2 of (a.com, b.com, c.com)"), (question.Min, question.Match!.ToString()));
        Assert.Equal(SourceScope.RootDomain, question.SourceScope);
        Assert.Equal(new ScoreRange(30, 100), question.Filter!.DomainAuthority);
        Assert.Equal(new ScoreRange(-1, 40), question.Filter.SpamScore);
        Assert.Equal(["de"], question.Filter.TopLevelDomains);
        Assert.Equal(["co.uk"], question.Filter.ExcludedTopLevelDomains);
        Assert.Equal(
            new LinkFilter
            {
                IsFollowed = true,
                AnyRel = LinkRel.Ugc,
                NoRel = LinkRel.Nofollow | LinkRel.PageNofollow | LinkRel.Sponsored,
                Kinds = [LinkKind.Anchor, LinkKind.Redirect],
                AnchorContains = "x",
                AnchorEquals = "",
                AnchorIsEmpty = false,
                FirstSeen = new DayRange(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 30)),
                LastSeen = new DayRange(null, null),
                State = LinkState.Both,
            }.ToString(),
            question.Links!.ToString());
        Assert.Equal(IntersectSort.SourceSpamScore, question.Sort);
        Assert.Equal(("\"q1\"", 10, true), (question.Id, question.Limit, question.IncludesTotal));
    }

    [Theory]
    [InlineData("[]", IntersectSort.MatchingTargetCount, "-matching_target_count")]
    [InlineData("\"-source_spam_score\"", IntersectSort.SourceSpamScore, "-source_spam_score")]
    [InlineData("[\"-source_spam_score\", \"-source_domain_authority\"]", IntersectSort.SourceSpamScore,
        "-source_spam_score")]
    [InlineData("[\"source_spam_score\", \"-source_domain_authority\"]", null, "source_spam_score")]
    [InlineData("[\"-source_domain_authority\", \"source_url\"]", null, "-source_domain_authority source_url")]
    public void An_order_is_one_of_the_fast_ones_where_it_can_be(string json, IntersectSort? fast, string written)
    {
        Question question = Read($"{{\"sort\": {json}}}");
        Assert.Equal(fast is null, question.SortKeys.Count > 0);
        Assert.Equal(fast ?? IntersectSort.MatchingTargetCount, question.Sort);
        Assert.Equal(written, string.Join(' ', SortText.Of(question)));
    }

    [Fact]
    public void The_example_of_the_page_is_read()
    {
        string page = File.ReadAllText(SharedData.InRepository("docs/questions.md"));
        string json = page.Split("```json\n")[1].Split("```")[0];

        Assert.Equal("2 of (a.com, b.com, c.com) and not d.com", Read(json).Match!.ToString());
    }

    [Theory]
    [InlineData("""{"all": ["a", {"any": ["b", {"target": "c", "scope": "page"}]}, {"not": "d"}]}""",
        "a and (b or page:c) and not d")]
    [InlineData("""{"at_least": 2, "of": ["a", "b", {"not": {"not": "a"}}]}""", "2 of (a, b, not not a)")]
    [InlineData("""{"target": "a"}""", "a")]
    [InlineData("\"not (a or b)\"", "not (a or b)")]
    public void An_expression_is_a_text_or_a_tree(string json, string text)
    {
        Question question = Read($$"""{"match": {{json}}}""");

        Assert.Equal(text, question.Match!.ToString());
        Assert.Equal(MatchText.Parse(text).Expression.ToString(), question.Match.Expression.ToString());
    }

    [Fact]
    public void What_is_written_is_read_as_the_same()
    {
        string json = """
            {"id":7,"to":["a.com"],"not":["b.com"],"min":1,"match":"a.com and not c.com",
            "only":[[0,2],[1]],"source":"root_domain","sources":{"domain_authority":{"min":30,"max":60},"tld":["de"]},
            "links":{"followed":true,"rel":["ugc"],"not_rel":["nofollow","sponsored"],"kind":["anchor","refresh"],
            "anchor_contains":"x","anchor_equals":"","anchor_empty":false,"first_seen":{"from":"2026-06-01"},
            "last_seen":{"until":"2026-06-30"},"state":"lost"},
            "sort":["-source_spam_score"],"limit":3,"total":true}
            """.ReplaceLineEndings("");
        Assert.Equal(json, Written(Read(json)));
        Assert.Equal("""{"min":1,"source":"page","sort":["-matching_target_count"]}""", Written(Read("{}")));
    }

    [Fact]
    public void All_problems_come_at_once_each_by_the_name_of_its_field() =>
        Assert.Equal(
            [
                "id: must be a string or a number, not a boolean",
                "to[1]: " + TargetForm,
                "to[2].target: is missing",
                "to[2].scope: must be one of page, subfolder, subdomain, root_domain, not 'site'",
                "to[2].host: is no field here; known are target, scope",
                "not: must be an array of targets, not a string",
                "min: must be a whole number from 1, not 1.5",
                "match: column 6: expected a target, 'not', '(' or 'K of (', not the end",
                "only[1]: must be an array of at least one index of a target, counted from 0, such as [0, 2]",
                "only[2]: must be an array of at least one index of a target, counted from 0, such as [0, 2]",
                "only[3]: must be an array of at least one index of a target, counted from 0, such as [0, 2]",
                "source: must be a string, not an array",
                "sources.domain_authority.min: must be a whole number from 1 to 100, not 0",
                "sources.spam_score: must not have a min above its max: 50 to 40",
                "sources.tld: 'de/x' is not the end of a host name, such as de or co.uk",
                "sources.not_tld[0]: must be a string, not a number",
                "sources.athority: is no field here; known are in, not_in, domain_authority, spam_score, tld, not_tld, "
                    + "language, not_language, page_authority, outgoing_domains, title_contains, url_contains",
                "links: must be an object, not an array",
                "sort: must be of matching_target_count, source_domain_authority, source_spam_score, "
                    + "source_page_authority, source_outgoing_domains, source_url, source_host, source_root_domain, source_title, "
                    + "link_first_seen, link_last_seen, each with a minus before it for the highest first, not 'page'",
                "limit: must be a whole number from 1, not 123456789012345678901234…",
                "total: must be true or false, not a string",
            ],
            Problems("""
                {"id": true, "to": ["a", 1, {"scope": "site", "host": "x"}], "not": "b", "min": 1.5, "match": "a and",
                 "only": [[0], [], 1, [-1, 2]], "source": [], "sources": {"domain_authority": {"min": 0}, "spam_score": {"min": 50, "max": 40},
                 "tld": ["de/x"], "not_tld": [1], "athority": 1}, "links": [], "sort": "page",
                 "limit": 12345678901234567890123456789, "total": "yes"}
                """));

    [Theory]
    [InlineData("""{"match": {"all": []}}""", "match.all: must have a part")]
    [InlineData("""{"match": {"at_least": 3, "of": ["a", "b"]}}""",
        "match.at_least: must be a whole number from 1 to 2, not 3")]
    [InlineData("""{"match": {"all": ["a"], "any": ["b"]}}""", "match.any: is no field here; known are not, all")]
    [InlineData("""{"match": {"all": ["a", {"any": ["b", 3]}]}}""", "match.all[1].any[1]: " + TargetForm)]
    [InlineData("""{"match": {}}""",
        "match: must be a target, or {\"all\": […]}, {\"any\": […]}, {\"at_least\": K, \"of\": […]}, {\"not\": …}")]
    [InlineData("""{"links": {"rel": ["follow"]}}""",
        "links.rel: must be of nofollow, ugc, sponsored, not 'follow'")]
    [InlineData("""{"links": {"state": "dead"}}""", "links.state: must be one of live, lost, both, not 'dead'")]
    [InlineData("""{"links": {"first_seen": {"from": "1 May"}}}""",
        "links.first_seen.from: must be a day such as 2026-06-30, not '1 May'")]
    [InlineData("""{"links": {"last_seen": {"from": "2026-06-30", "until": "2026-06-01"}}}""",
        "links.last_seen: must not have a from after its until: 2026-06-30..2026-06-01")]
    [InlineData("[]", "question: must be an object, not an array")]
    [InlineData("{\"to\": [\"\\ud800\"]}", "question: holds half of a surrogate pair in a string or a name")]
    [InlineData("{\"id\": \"\\ud800\"}", "question: holds half of a surrogate pair in a string or a name")]
    public void A_problem_names_its_place(string json, string problem) =>
        Assert.Equal([problem], Problems(json));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"min\": 1, \"min\": 2}")]
    [InlineData("{\"to\": [\"a\"],}")]
    [InlineData("{} {}")]
    public void What_is_no_JSON_or_says_a_field_twice_is_refused(string json) =>
        Assert.StartsWith("question: is no JSON: ", Assert.Single(Problems(json)), StringComparison.Ordinal);

    [Fact]
    public void Nesting_and_problems_are_bounded()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"any\":[", depth)) + "\"a\""
            + string.Concat(Enumerable.Repeat("]}", depth));

        Assert.Empty(Problems($$"""{"match":{{Nested(MatchText.MaxNesting)}}}"""));
        Assert.Single(Problems($$"""{"match":{{Nested(MatchText.MaxNesting + 1)}}}"""));
        Assert.Single(Problems($$"""{"match":{{Nested(200_000)}}}"""));

        QuestionProblems many = new();
        string ones = string.Join(',', Enumerable.Repeat("1", 9000));
        QuestionJson.Read(Encoding.UTF8.GetBytes($$"""{"to":[{{ones}}]}"""), many);
        Assert.EndsWith("; and 8950 more problems", many.ToString(), StringComparison.Ordinal);
        Assert.True(many.ToString().Length < 20_000);
    }

    private static Question Read(string json)
    {
        QuestionProblems problems = new();
        Question question = QuestionJson.Read(Encoding.UTF8.GetBytes(json), problems);
        Assert.Equal("", problems.ToString());
        return question;
    }

    private static IEnumerable<string> Problems(string json)
    {
        QuestionProblems problems = new();
        QuestionJson.Read(Encoding.UTF8.GetBytes(json), problems);
        return problems.Named.Select(problem => problem.ToString());
    }

    private static string Written(Question question)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            QuestionJson.Write(json, question);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
