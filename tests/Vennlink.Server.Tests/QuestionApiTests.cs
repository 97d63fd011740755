using System.Text.Json.Nodes;
using Vennlink.Tests.Archives;

namespace Vennlink.Server.Tests;

/// <summary>Questions of <c>/api/v1</c>: one page, all rows in each form, counts, subsets, many at once.</summary>
[Collection(SmallWebServer.Name)]
public sealed class QuestionApiTests(SmallWebServer fixture)
{
    private const string Intersect = "/api/v1/intersect";
    private const string Papers = "\"to\": [\"latimes.com\", \"subdomain:blog.nytimes.com\"], \"not\": [\"moz.com\"]";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task A_page_says_question_snapshot_version_total_and_rows()
    {
        Answer answer = await _server.PostAsync($"{{{Papers}, \"total\": true, \"limit\": 2, \"id\": 7}}", Intersect);
        JsonObject page = Json(answer);
        Assert.Equal(
            ["id", "question", "snapshot", "version", "read", "total", "exact", "coverage", "results", "next_token"],
            page.Select(field => field.Key));
        Assert.Equal((7, 8, true), ((int)page["id"]!, (int)page["total"]!, (bool)page["exact"]!));
        Assert.Equal(
            ["latimes.com", "subdomain:blog.nytimes.com"],
            page["question"]!["to"]!.AsArray().Select(target => (string)target!));
        JsonNode row = page["results"]![0]!;
        Assert.Equal("both.example/list", (string)row["page"]!);
        Assert.Equal(["latimes.com", "subdomain:blog.nytimes.com"],
            row["matching_targets"]!.AsArray().Select(target => (string)target!));
        Assert.Equal((string)page["snapshot"]!, answer.Headers["Vennlink-Snapshot"]);
        Assert.Equal((string)page["version"]!, answer.Headers["Vennlink-Version"]);
        Assert.Equal("Accept", answer.Headers["Vary"]);
    }

    [Fact]
    public async Task Pages_one_after_another_are_the_stream_and_the_rows_of_V2()
    {
        foreach (string question in new[]
        {
            Papers, $"{Papers}, \"source\": \"root_domain\"", $"{Papers}, \"sort\": \"-source_spam_score\"",
            "\"to\": [\"popular.example\"], \"sort\": \"-source_domain_authority\"",
        })
        {
            List<string> paged = [];
            string token = "";
            do
            {
                JsonObject page = Json(await _server.PostAsync(
                    $"{{{question}, \"limit\": 7, \"next_token\": \"{token}\"}}", Intersect));
                paged.AddRange(page["results"]!.AsArray().Select(row => row!.ToJsonString()));
                token = (string)page["next_token"]!;
            }
            while (token.Length > 0);

            Answer lines = await AcceptAsync($"{{{question}}}", "application/x-ndjson");
            Assert.Equal(
                paged, lines.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonNode.Parse(line)!.ToJsonString()));
        }

        Rows papers = Rows.Of(await _server.PostAsync(
            """
            {"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}, {"target": "blog.nytimes.com", "scope": "subdomain"}],
             "negative_targets": [{"target": "moz.com", "scope": "root_domain"}]}
            """));
        Assert.Equal(papers.Pages, await PagesAsync($"{{{Papers}}}"));
    }

    [Fact]
    public async Task A_stream_has_no_cap_but_its_own_limit()
    {
        Assert.Equal(620, (await PagesAsync("""{"to": ["popular.example"]}""")).Length);
        Assert.Equal(501, (await PagesAsync("""{"to": ["popular.example"], "limit": 501}""")).Length);
        Assert.Empty(await PagesAsync("""{"to": ["nobody-links-here.example"]}"""));
    }

    [Fact]
    public async Task Csv_is_of_rfc_4180_or_safe_for_spreadsheets()
    {
        Answer csv = await AcceptAsync($"{{{Papers}, \"min\": 2}}", "text/csv");
        Assert.Equal("text/csv; charset=utf-8; header=present", csv.ContentType);
        Assert.Equal(
            "page,title,domain_authority,spam_score,latimes.com,subdomain:blog.nytimes.com\r\n"
                + "both.example/list,Both papers,1,1,both.example/list,both.example/list\r\n", csv.Body);
        Answer safe = await AcceptAsync($"{{{Papers}, \"min\": 2}}", "text/csv;dialect=spreadsheet");
        Assert.Equal("text/csv; charset=utf-8; header=present; dialect=spreadsheet", safe.ContentType);
        Assert.Equal(csv.Body, safe.Body.TrimStart('\uFEFF'));
    }

    [Theory]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx, sheet `results` (not read: `about`)")]
    [InlineData("application/vnd.apache.parquet", "Parquet, 1 row group")]
    public async Task A_workbook_and_Parquet_have_the_cells_of_the_csv(string form, string kind)
    {
        foreach (string question in new[]
        {
            $"{{{Papers}}}", """{"to": ["popular.example"]}""", """{"to": ["popular.example"], "limit": 7}""",
            $"{{{Papers}, \"source\": \"root_domain\"}}",
        })
        {
            ReadTable csv = ReadTable.Of((await AcceptAsync(question, "text/csv")).Body);
            using HttpRequestMessage request = _server.Post(new StringContent(question), Intersect);
            request.Headers.Add("Accept", form);
            using HttpResponseMessage response =
                await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(form, response.Content.Headers.ContentType!.ToString());
            ReadTable read = ReadTable.Of(
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(kind, read.Form);
            Assert.Equal(csv.Lined.Select(line => line.TrimEnd('|')), read.Lined.Select(line => line.TrimEnd('|')));
        }
    }

    [Fact]
    public async Task A_stream_names_its_question_in_a_header_unless_it_is_long()
    {
        Answer csv = await AcceptAsync("""{"to": ["münchen.example", "popular.example"], "limit": 1}""", "text/csv");
        Assert.StartsWith(
            """{"to":["m\u00fcnchen.example","popular.example"],"min":1,"source":"page",""",
            csv.Headers["Vennlink-Question"], StringComparison.Ordinal);
        string many = string.Join(", ", Enumerable.Range(0, 300).Select(i => $"\"target-{i}.example\""));
        Answer longer = await AcceptAsync($"{{\"to\": [{many}]}}", "text/csv");
        Assert.Equal(200, longer.Status);
        Assert.False(longer.Headers.ContainsKey("Vennlink-Question"));
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html, */*;q=0.1", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/*", "text/csv; charset=utf-8; header=present")]
    [InlineData("application/json;q=0.5, text/csv;q=0.9", "text/csv; charset=utf-8; header=present")]
    [InlineData("application/json;q=0, application/x-ndjson;q=0.1", "application/x-ndjson")]
    [InlineData("TEXT/CSV; Dialect=spreadsheet", "text/csv; charset=utf-8; header=present; dialect=spreadsheet")]
    [InlineData("no list", "application/json")]
    public async Task The_form_is_the_one_accepted_most(string? accept, string contentType) =>
        Assert.Equal(contentType, (await AcceptAsync($"{{{Papers}}}", accept)).ContentType);

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=0")]
    [InlineData("text/csv; dialect=excel")]
    public async Task A_form_that_there_is_not_is_a_406(string accept) => Assert.Contains(
        "application/x-ndjson",
        (await AcceptAsync($"{{{Papers}}}", accept)).Error(406, "Not Acceptable"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "to: no target to link to is given.")]
    [InlineData("""{"to": ["a.example"], "positive_targets": [], "limit": 10001}""", "positive_targets")]
    [InlineData("""{"to": ["a.example"], "limit": 10001}""", "limit: may be up to 10000, not 10001")]
    [InlineData("""{"to": ["a.example"], "limit": 0}""", "limit")]
    [InlineData("""{"to": ["co.uk"], "min": 2}""", "to")]
    [InlineData("""{"to": ["a.example"], "next_token": "x"}""", "next_token is not a token that this server gave out.")]
    [InlineData("""{"to": ["a.example"], "next_token": 3}""", "next_token")]
    [InlineData("""{"match": "a.example and ("}""", "match: column")]
    [InlineData("[]", "question: must be an object")]
    [InlineData("{", "question: is no JSON")]
    [InlineData("", "question: is no JSON")]
    public async Task What_is_wrong_is_told_whatever_the_form(string body, string message)
    {
        foreach (string accept in new[] { "application/json", "application/x-ndjson", "text/csv" })
        {
            Assert.Contains(
                message, (await AcceptAsync(body, accept)).Error(400, "Bad Request"), StringComparison.Ordinal);
        }

        if (!message.StartsWith("limit: may", StringComparison.Ordinal))
        {
            (await _server.PostAsync(body, "/api/v1/count")).Error(400, "Bad Request");
        }
    }

    [Fact]
    public async Task A_token_is_of_one_question()
    {
        string token = (string)Json(await _server.PostAsync($"{{{Papers}, \"limit\": 1}}", Intersect))["next_token"]!;
        Answer other = await _server.PostAsync(
            $"{{\"to\": [\"latimes.com\"], \"next_token\": \"{token}\"}}", Intersect);
        Assert.Contains("does not match the request", other.Error(400, "Bad Request"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_targets_are_one_question()
    {
        string many = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"\"t{i}.example\""));
        JsonObject page = Json(await _server.PostAsync($"{{\"to\": [{many}, \"latimes.com\"]}}", Intersect));
        Assert.All(page["results"]!.AsArray(), row =>
            Assert.Equal(3000, (int)row!["matching_target_indexes"]![0]!));
        string more = string.Join(", ", Enumerable.Range(0, 10_001).Select(i => $"\"t{i}.example\""));
        Assert.Contains("up to 10000 targets together, not 10001",
            (await _server.PostAsync($"{{\"to\": [{more}]}}", Intersect)).Error(400, "Bad Request"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_and_subsets_are_those_of_the_rows()
    {
        foreach (string source in new[] { "page", "root_domain" })
        {
            string question = $"{{{Papers}, \"source\": \"{source}\"}}";
            JsonNode[] rows = [.. (await AcceptAsync(question, "application/x-ndjson")).Body
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
            Assert.Equal(rows.Length, (int)Json(await _server.PostAsync(question, "/api/v1/count"))["total"]!);
            JsonObject subsets = Json(await _server.PostAsync(question, "/api/v1/subsets"));
            Assert.Equal(rows.Length, (int)subsets["total"]!);
            Assert.Equal(
                rows.CountBy(row => row["matching_targets"]!.ToJsonString()).OrderBy(pair => pair.Key,
                    StringComparer.Ordinal),
                subsets["subsets"]!.AsArray().Select(subset => KeyValuePair.Create(
                    subset!["matching_targets"]!.ToJsonString(), (int)subset["rows"]!))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal));
            int[][] linked = [.. rows.Select(row => row["matching_target_indexes"]!.AsArray()
                .Select(index => (int)index!).ToArray())];
            Assert.Equal([0, 0], new[] { "subsets", "rows" }.Select(field => (int)subsets["rest"]![field]!));
            Assert.Equal(
                Enumerable.Range(0, 2).Select(target => linked.Count(indexes => indexes.Contains(target))),
                subsets["by_target"]!.AsArray().Select(count => (int)count!));
            Assert.Equal(
                Enumerable.Range(1, 2).Select(count => (count, linked.Count(indexes => indexes.Length == count))),
                subsets["by_target_count"]!.AsArray().Select(of => ((int)of!["targets"]!, (int)of["rows"]!)));
        }

        string tooMany = string.Join(", ", Enumerable.Range(0, 65).Select(i => $"\"t{i}.example\""));
        (await _server.PostAsync($"{{\"to\": [{tooMany}]}}", "/api/v1/subsets")).Error(400, "Bad Request");
    }

    [Fact]
    public async Task Facets_sum_up_to_the_rows_and_stand_beside_them()
    {
        string question = $"{{{Papers}, \"facets\": [\"tld\", \"authority\", \"followed\", \"spam\", \"language\"], \"limit\": 1}}";
        foreach (string path in new[] { Intersect, "/api/v1/count" })
        {
            JsonObject answer = Json(await _server.PostAsync(question, path));
            int total = (int)answer["total"]!;
            Assert.Equal(8, total);
            Assert.Equal(["tld", "authority", "followed", "spam", "language"], answer["facets"]!.AsObject().Select(facet => facet.Key));
            Assert.All(answer["facets"]!.AsObject(), facet =>
                Assert.Equal(total, facet.Value!.AsArray().Sum(value => (int)value!["rows"]!)));
            Assert.Equal("example", (string)answer["facets"]!["tld"]![0]!["value"]!);
        }
    }

    [Fact]
    public async Task An_answer_without_rows_says_why()
    {
        string question = "{\"to\": [\"latimes.com\", \"nobody.example\"], \"min\": 2, \"sources\": {\"tld\": [\"example\"]}}";
        foreach (string path in new[] { Intersect, "/api/v1/count", "/api/v1/subsets" })
        {
            JsonNode why = Json(await _server.PostAsync(question, path))["why_empty"]!;
            int alone = (int)why["targets"]![0]!["rows"]!;
            Assert.Equal(alone, (await PagesAsync("{\"to\": [\"latimes.com\"]}")).Length);
            Assert.Equal(0, (int)why["targets"]![1]!["rows"]!);
            int lowered = (await PagesAsync(question.Replace("\"min\": 2", "\"min\": 1", StringComparison.Ordinal))).Length;
            Assert.Equal(("min", "2", "1", lowered), ((string)why["without"]![0]!["condition"]!,
                (string)why["without"]![0]!["value"]!, (string)why["without"]![0]!["instead"]!,
                (int)why["without"]![0]!["rows"]!));
            Assert.Equal(("sources.tld", 0), ((string)why["without"]![1]!["condition"]!, (int)why["without"]![1]!["rows"]!));
            Assert.NotEmpty(why["lines"]!.AsArray());
        }

        Assert.Null(Json(await _server.PostAsync("{\"to\": [\"latimes.com\"]}", Intersect))["why_empty"]);
    }

    [Fact]
    public async Task Any_order_pages_to_the_stream()
    {
        string question = "\"to\": [\"popular.example\"], \"sort\": [\"source_spam_score\", \"-source_url\"]";
        List<string> paged = [];
        string token = "";
        do
        {
            JsonObject page = Json(await _server.PostAsync(
                $"{{{question}, \"limit\": 70, \"next_token\": \"{token}\"}}", Intersect));
            paged.AddRange(page["results"]!.AsArray().Select(row => (string)row!["page"]!));
            token = (string)page["next_token"]!;
        }
        while (token.Length > 0);

        string[] streamed = await PagesAsync($"{{{question}}}");
        Assert.Equal(streamed, paged);
        Assert.Equal(620, streamed.Distinct().Count());
        foreach (string fast in new[] { "-source_domain_authority", "-matching_target_count" })
        {
            string other = $"{{\"to\": [\"popular.example\"], \"sort\": \"{fast}\", \"next_token\": \"{token}\"}}";
            Assert.Equal(200, (await _server.PostAsync(other, Intersect)).Status);
        }
    }

    [Fact]
    public async Task Rows_and_sources_show_their_links()
    {
        JsonNode row = Json(await _server.PostAsync(
            $"{{{Papers}, \"min\": 2, \"evidence\": {{\"links\": 1}}}}", Intersect))["results"]![0]!;
        Assert.Equal(2, row["evidence"]!.AsArray().Count);
        JsonNode link = row["evidence"]![0]!["links"]![0]!;
        Assert.Equal(("both.example/list", "live"), ((string)link["page"]!, (string)link["state"]!));
        Assert.Equal("latimes.com", (string)row["evidence"]![0]!["target"]!);
        Assert.Equal(15, link.AsObject().Count);

        JsonObject found = Json(await _server.PostAsync(
            "{\"id\": 1, \"source\": \"both.example\", \"to\": [\"latimes.com\", \"nobody.example\"], \"limit\": 1}",
            "/api/v1/evidence"));
        Assert.Equal(["id", "snapshot", "version", "read", "exact", "coverage", "source", "evidence"], found.Select(field => field.Key));
        Assert.Equal(link.ToJsonString(), found["evidence"]![0]!["links"]![0]!.ToJsonString());
        Assert.Empty(found["evidence"]![1]!["links"]!.AsArray());

        Assert.Contains("evidence", (await AcceptAsync(
            $"{{{Papers}, \"evidence\": {{\"links\": 1}}}}", "text/csv")).Error(400, "Bad Request"),
            StringComparison.Ordinal);
        Assert.Contains("\"evidence\":[{", (await AcceptAsync(
            $"{{{Papers}, \"evidence\": {{\"links\": 1}}}}", "application/x-ndjson")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "source: is missing")]
    [InlineData("{\"source\": \"a.example\"}", "to: no target to link to is given")]
    [InlineData("{\"source\": \"subfolder:a.example/x/\", \"to\": [\"b.example\"]}", "not a subfolder")]
    [InlineData("{\"source\": \"a.example\", \"to\": [\"co.uk\"]}", "to: 'co.uk' is a public suffix")]
    [InlineData("{\"source\": \"a.example\", \"to\": [\"b.example\"], \"link\": {}}", "link: is no field here")]
    [InlineData("[", "question: is no JSON")]
    public async Task What_is_wrong_with_a_question_for_links_is_told(string body, string message) => Assert.Contains(
        message, (await _server.PostAsync(body, "/api/v1/evidence")).Error(400, "Bad Request"),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_batch_answers_each_line_in_its_place()
    {
        Answer answer = await _server.PostAsync(
            $$"""
            {"id": "a", {{Papers}}, "limit": 1, "total": true}

            {"id": "b", "to": ["a.example"], "min": 2}
            no question
            {"id": "d", "to": ["nobody-links-here.example"]}
            """, "/api/v1/batch");
        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.ContentType));
        JsonNode[] lines =
            [.. answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["a", "b", null, "d"], lines.Select(line => (string?)line["id"]));
        Assert.Equal((8, 1), ((int)lines[0]["total"]!, lines[0]["results"]!.AsArray().Count));
        Assert.Equal("Bad Request", (string)lines[1]["error"]!["name"]!);
        Assert.Contains("min", (string)lines[1]["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Contains("is no JSON", (string)lines[2]["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty(lines[3]["results"]!.AsArray());
        (await _server.PostAsync(" \n", "/api/v1/batch")).Error(400, "Bad Request");

        // The page behind the one of a batch is asked for by itself.
        JsonObject next = Json(await _server.PostAsync(
            $"{{{Papers}, \"limit\": 50, \"next_token\": \"{lines[0]["next_token"]}\"}}", Intersect));
        Assert.Equal(7, next["results"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/api/v1/intersect")]
    [InlineData("/api/v1/count")]
    [InlineData("/api/v1/subsets")]
    [InlineData("/api/v1/evidence")]
    [InlineData("/api/v1/batch")]
    public async Task It_takes_a_key_and_a_post(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}") };
        (await _server.SendAsync(request)).Error(401, "Unauthorized");
        (await _server.GetAsync(path)).Error(405, "Method Not Allowed");
    }

    private static JsonObject Json(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal("application/json", answer.ContentType);
        return JsonNode.Parse(answer.Body)!.AsObject();
    }

    private async Task<string[]> PagesAsync(string question) =>
        [.. (await AcceptAsync(question, "application/x-ndjson")).Body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["page"]!)];

    private async Task<Answer> AcceptAsync(string body, string? accept)
    {
        using HttpRequestMessage request = _server.Post(new StringContent(body), Intersect);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await _server.SendAsync(request);
    }
}
