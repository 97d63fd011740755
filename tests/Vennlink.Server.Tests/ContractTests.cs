using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary>
/// The answers of the endpoint, decision by decision, on an index whose answers can be told by looking at it.
/// </summary>
[Collection(SmallWebServer.Name)]
public sealed class ContractTests(SmallWebServer fixture)
{
    private const string Papers =
        "\"positive_targets\": [{\"target\": \"latimes.com\", \"scope\": \"root_domain\"}, {\"target\": "
            + "\"blog.nytimes.com\", \"scope\": \"subdomain\"}]";

    private const string NotMoz = "\"negative_targets\": [{\"target\": \"moz.com\", \"scope\": \"root_domain\"}]";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task A_source_of_any_positive_target_and_of_no_negative_one_is_a_row()
    {
        Rows rows = await AskAsync($"{{{Papers}, {NotMoz}}}");
        Assert.Equal(
            [
                "anti.example/clean", "both.example/list", "nofollow.example/", "split.example/a", "split.example/b",
                "split.example/best", "www.latimes.com/press", "www.search.example/amp/story?a=1&b=2",
            ],
            rows.Pages.Order(StringComparer.Ordinal));
        Assert.Equal("both.example/list", rows.Pages[0]);
        Assert.Equal([0, 1], rows.Indexes(0));
        Assert.Equal("", rows.NextToken);
    }

    [Fact]
    public async Task The_answer_at_page_scope_is_the_kept_one() =>
        Golden.Verify((await _server.PostAsync($"{{{Papers}, {NotMoz}}}")).Body, "pages");

    [Fact]
    public async Task The_answer_at_root_domain_scope_is_the_kept_one() =>
        Golden.Verify((await _server.PostAsync($"{{{Papers}, {NotMoz}, \"source_scope\": \"root_domain\"}}")).Body,
            "root-domains");

    [Fact]
    public async Task The_answer_without_rows_is_the_kept_one() =>
        Golden.Verify((await _server.PostAsync(One("nobody-links-here.example", "page"))).Body, "no-rows");

    [Fact]
    public async Task The_answer_to_a_thoroughly_bad_request_is_the_kept_one()
    {
        Answer answer = await _server.PostAsync(
            """
            {"positive_targets": [{"target": " ", "scope": "page"}, {"target": "co.uk", "scope": "root_domain"}, {"target": "ftp://a.example/", "scope": "site"}, "b.example"],
             "negative_targets": [{"scope": "page"}, {"target": "http://", "scope": "subdomain"}, {}], "min_matching_targets": 5, "source_scope": "subdomain",
             "sort": "page_authority", "limit": 51, "next_token": "x"}
            """);
        answer.Error(400, "Bad Request");
        Golden.Verify(answer.Body, "bad-request");
    }

    [Fact]
    public async Task A_root_domain_row_needs_one_page_for_a_positive_target_and_loses_by_one_page_to_a_negative()
    {
        Rows rows = await AskAsync($"{{{Papers}, {NotMoz}, \"source_scope\": \"root_domain\"}}");
        Assert.Equal(
            ["both.example", "latimes.com", "nofollow.example", "search.example", "split.example"],
            rows.Pages.Order(StringComparer.Ordinal));
        int split = Array.IndexOf(rows.Pages, "split.example");
        Assert.Equal([0, 1], rows.Indexes(split));
        Assert.Equal(
            ["split.example/best", "split.example/b"],
            rows[split].GetProperty("matching_source_pages").EnumerateArray()
            .Select(page => page.GetProperty("page").GetString()));
        Assert.Contains("anti.example", (await AskAsync($"{{{Papers}, \"source_scope\": \"root_domain\"}}")).Pages);
    }

    [Fact]
    public async Task Matching_source_pages_are_absent_at_page_scope()
    {
        Rows rows = await AskAsync($"{{{Papers}, \"source_scope\": \"page\"}}");
        Assert.All(Enumerable.Range(0, rows.Pages.Length), row =>
            Assert.False(rows[row].TryGetProperty("matching_source_pages", out _)));
    }

    [Fact]
    public async Task The_minimum_counts_entries_and_duplicates_too()
    {
        Assert.Equal(["both.example/list"], (await AskAsync($"{{{Papers}, \"min_matching_targets\": 2}}")).Pages);
        Rows twice = await AskAsync(
            """
            {"positive_targets": [{"target": "gov.uk", "scope": "root_domain"}, {"target": "http://GOV.UK/", "scope": "root_domain"}], "min_matching_targets": 2}
            """);
        Assert.Equal(["suffix.example/"], twice.Pages);
        Assert.Equal([0, 1], twice.Indexes(0));
    }

    [Fact]
    public async Task A_target_on_both_sides_gives_the_plain_set_result() =>
        Assert.Empty(
            (await AskAsync(
                $"{{{Papers}, \"negative_targets\": [{{\"target\": \"latimes.com\", \"scope\": \"root_domain\"}}, "
                    + $"{{\"target\": \"blog.nytimes.com\", \"scope\": \"subdomain\"}}]}}")).Pages);

    [Fact]
    public async Task A_scope_wider_than_the_url_drops_the_rest()
    {
        string[] wanted = ["other.example/", "untitled.example/x"];
        Assert.Equal(wanted, await PagesAsync(One("https://www.pages.example/any/thing?at=all", "root_domain")));
        Assert.Equal(wanted, await PagesAsync(One("https://pages.example/any/thing?at=all#there", "subdomain")));
        Assert.Equal(["untitled.example/x"], await PagesAsync(One("https://pages.example/a/b", "page")));
        Assert.Equal(["other.example/"], await PagesAsync(One("pages.example/a", "page")));
        Assert.Empty(await PagesAsync(One("pages.example/a/", "page")));
    }

    [Fact]
    public async Task A_subdomain_target_is_exactly_that_host()
    {
        Assert.DoesNotContain("www.search.example/amp/story?a=1&b=2",
            await PagesAsync(One("latimes.com", "subdomain")));
        Assert.Equal(["www.search.example/amp/story?a=1&b=2"], await PagesAsync(One("www.latimes.com", "subdomain")));
    }

    [Fact]
    public async Task A_bare_host_at_page_scope_is_its_root_page() =>
        Assert.Equal(["nofollow.example/", "split.example/best"], await PagesAsync(One("latimes.com", "page")));

    [Theory]
    [InlineData("", "positive_targets[0].target is empty; it must be a host or a URL.")]
    [InlineData(" \t ", "positive_targets[0].target is empty; it must be a host or a URL.")]
    [InlineData("http://", "positive_targets[0].target must be a host or an http(s) URL, not \"http://\".")]
    [InlineData(
        "ftp://a.example/", "positive_targets[0].target must be a host or an http(s) URL, not \"ftp://a.example/\".")]
    [InlineData("mailto:a@b.example",
        "positive_targets[0].target must be a host or an http(s) URL, not \"mailto:a@b.example\".")]
    [InlineData("a b.example", "positive_targets[0].target must be a host or an http(s) URL, not \"a b.example\".")]
    [InlineData(
        "co.uk", "positive_targets[0].target is a public suffix, \"co.uk\": a name under which others register "
            + "theirs, and no host of exactly that name is in the index.")]
    [InlineData(
        "com", "positive_targets[0].target is a public suffix, \"com\": a name under which others register theirs, "
            + "and no host of exactly that name is in the index.")]
    public async Task A_text_that_is_no_target_is_refused(string target, string problem) =>
        Assert.Equal(problem, (await _server.PostAsync(One(target, "root_domain"))).Error(400, "Bad Request"));

    [Theory]
    [InlineData("192.0.2.7", "root_domain", "untitled.example/x")]
    [InlineData("http://192.0.2.7/", "page", "untitled.example/x")]
    [InlineData("gov.uk", "root_domain", "suffix.example/")]
    [InlineData("localhost", "root_domain", null)]
    [InlineData("[::1]", "subdomain", null)]
    [InlineData("latimes.com:8080", "page", null)]
    public async Task An_address_a_known_suffix_and_a_host_nobody_knows_are_targets(
        string target, string scope, string? page) =>
        Assert.Equal(page is null ? [] : [page], await PagesAsync(One(target, scope)));

    [Fact]
    public async Task Nofollow_links_count_unless_the_operator_says_otherwise()
    {
        Assert.Contains("nofollow.example/", await PagesAsync(One("latimes.com", "root_domain")));
        using var folder = new TemporaryFolder();
        TestIndex.Publish(folder["index"], TestIndex.SmallWeb);
        await using RunningServer followed = await RunningServer.StartAsync(folder, options =>
            options with { FollowedOnly = true });
        Rows rows = Rows.Of(await followed.PostAsync(One("latimes.com", "root_domain")));
        Assert.DoesNotContain("nofollow.example/", rows.Pages);
        Assert.Contains("both.example/list", rows.Pages);
    }

    [Fact]
    public async Task Links_inside_one_root_domain_never_match()
    {
        Assert.DoesNotContain("www.latimes.com/about", await PagesAsync(One("latimes.com", "root_domain")));
        Assert.DoesNotContain("www.latimes.com/about", await PagesAsync(One("latimes.com/x", "page")));
    }

    [Theory]
    [InlineData("moz.com", "root_domain")]
    [InlineData("www.moz.com", "subdomain")]
    [InlineData("moz.com/nothing-links-here", "page")]
    public async Task No_source_inside_a_negative_targets_root_domain_is_a_row(string target, string scope)
    {
        Assert.Contains("blog.moz.com/papers", await PagesAsync($"{{{Papers}}}"));
        Assert.DoesNotContain("blog.moz.com/papers",
            await PagesAsync(
                $"{{{Papers}, \"negative_targets\": [{{\"target\": \"{target}\", \"scope\": \"{scope}\"}}]}}"));
    }

    [Fact]
    public async Task A_positive_target_may_link_to_another() =>
        Assert.Contains("www.latimes.com/press", await PagesAsync($"{{{Papers}}}"));

    [Fact]
    public async Task A_page_has_the_domain_authority_of_its_root_domain()
    {
        Rows pages = await AskAsync(One("latimes.com", "root_domain"));
        Rows domains = await AskAsync("""{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}], "source_scope": "root_domain"}""");
        int AuthorityOf(Rows rows, string page) =>
            rows[Array.IndexOf(rows.Pages, page)].GetProperty("domain_authority").GetInt32();
        Assert.Equal(AuthorityOf(domains, "split.example"), AuthorityOf(pages, "split.example/a"));
        Assert.True(AuthorityOf(pages, "split.example/a") > AuthorityOf(pages, "both.example/list"));
    }

    [Fact]
    public async Task A_title_is_text_and_never_null()
    {
        Answer answer = await _server.PostAsync(One("www.latimes.com", "subdomain"));
        Assert.Contains("Söme \\\"title\\\" <b>&amp;</b> 日本", answer.Body, StringComparison.Ordinal);
        Assert.Contains("/amp/story?a=1&b=2", answer.Body, StringComparison.Ordinal);
        Assert.Equal("", (await AskAsync(One("pages.example/a/b", "page")))[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task No_rows_is_a_200_with_an_empty_list_and_an_empty_token()
    {
        Answer answer = await _server.PostAsync(One("nobody-links-here.example", "root_domain"));
        Assert.Equal((200, """{"results":[],"next_token":""}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("source_domain_authority")]
    [InlineData("matching_target_count")]
    [InlineData("source_spam_score")]
    public async Task Rows_come_in_the_order_asked_for(string sort)
    {
        Rows rows = await AskAsync($"{{{Papers}, \"sort\": \"{sort}\", \"limit\": 50}}");
        (int, int)[] keys = [.. Enumerable.Range(0, rows.Pages.Length).Select(row =>
            (sort switch
            {
                "matching_target_count" => -rows.Indexes(row).Length,
                "source_spam_score" => -rows[row].GetProperty("spam_score").GetInt32(),
                _ => 0,
            }, -rows[row].GetProperty("domain_authority").GetInt32()))];
        Assert.Equal(keys.Order(), keys);
        Assert.True(keys.Length > 5);
    }

    [Theory]
    [InlineData("{Papers}, \"limit\": 25")]
    [InlineData(
        "{Papers}, \"negative_targets\": [], \"sort\": null, \"min_matching_targets\": null, \"source_scope\": "
            + "null, \"next_token\": null, \"limit\": null")]
    [InlineData("{Papers}, \"next_token\": \"\", \"metrics\": [], \"scope\": \"external\",")]
    public async Task What_clients_send_beside_the_documented_form_gives_the_same_rows(string fields)
    {
        Answer plain = await _server.PostAsync($"{{{Papers}}}");
        Answer odd = await _server.PostAsync("{" + fields.Replace("{Papers}", Papers, StringComparison.Ordinal) + "}",
            RunningServer.Path + "/");
        Assert.Equal((200, plain.Body), (odd.Status, odd.Body));
    }

    [Fact]
    public async Task Ready_says_which_snapshot_is_served()
    {
        Answer ready = await _server.GetAsync("/readyz");
        string id = JsonDocument.Parse(ready.Body).RootElement.GetProperty("snapshot").GetString()!;
        Assert.Equal((200, $$"""{"status":"ready","snapshot":"{{id}}"}"""), (ready.Status, ready.Body));
    }

    private static string One(string target, string scope) =>
        $$"""{"positive_targets": [{"target": {{JsonSerializer.Serialize(target)}}, "scope": "{{scope}}"}], "limit": 50}""";

    private async Task<Rows> AskAsync(string body) => Rows.Of(await _server.PostAsync(body));

    private async Task<string[]> PagesAsync(string body) =>
        [.. (await AskAsync(body)).Pages.Order(StringComparer.Ordinal)];
}
