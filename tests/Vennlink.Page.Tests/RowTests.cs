using System.Text.Json;

namespace Vennlink.Page.Tests;

/// <summary>Rows as lines of files that the browser makes.</summary>
public sealed class RowTests
{
    private static readonly SiteModule Rows = SiteModule.Load("rows.js");

    [Theory]
    [InlineData("=cmd()", "'=cmd()")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=\"x\"", "\"'=\"\"x\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("Bücher", "Bücher")]
    public void No_cell_of_a_file_for_spreadsheets_is_a_formula(string cell, string expected) =>
        Assert.Equal($"{expected},-3\r\n", Rows.Text("csvLine", (object)new object[] { cell, -3 }));

    [Fact]
    public void Cells_to_paste_hold_no_tabs_or_lines() =>
        Assert.Equal("a b\t'=x\t\t5\n", Rows.Text("tsvLine", (object)new object?[] { "a\t\r\nb", "=x", null, 5 }));

    [Fact]
    public void A_row_for_outreach_has_nine_columns()
    {
        object row = new
        {
            page = "lmika.org/.well-known/recommendations.opml",
            domain_authority = 8,
            spam_score = 20,
            matching_targets = new[] { "a.example", "b.example" },
            evidence = new[]
            {
                new { links = new[] { Link("A"), Link("The B", "nofollow") } },
                new { links = new[] { Link("The B") } },
            },
        };
        JsonElement cells = Rows.Call("outreachCells", row, 3, 4, 16);
        Assert.Equal(
            """[3,"lmika.org",8,2,"a.example; b.example","The B","mixed","list",53]""", cells.GetRawText());
    }

    [Theory]
    [InlineData("e.example/feed/", "feed")]
    [InlineData("e.example/blogroll", "list")]
    [InlineData("e.example/links.html", "list")]
    [InlineData("e.example/viewtopic.php?t=1", "forum")]
    [InlineData("e.example/directory/apple", "directory")]
    [InlineData("e.example/2024/hello", "article")]
    public void The_address_says_what_sort_of_page_it_is(string page, string expected) =>
        Assert.Equal(expected, Rows.Text("angleOf", page));

    [Fact]
    public void A_row_to_paste_has_the_page_that_links_to_each_target()
    {
        object[] columns = [new { text = "a.example" }, new { text = "b.example" }];
        object site = new
        {
            page = "s.example",
            title = "",
            domain_authority = 3,
            spam_score = -1,
            matching_target_indexes = new[] { 1 },
            matching_source_pages = new[] { new { page = "s.example/x" } },
        };
        Assert.Equal(
            """["s.example","",3,"",1,"","s.example/x"]""", Rows.Call("pasteCells", site, columns).GetRawText());
    }

    [Fact]
    public void Any_question_copied_for_the_shell_is_taken_apart_by_a_shell_to_what_was_asked()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "/bin/sh is not there");
        SiteModule copyAs = SiteModule.Load("copy-as.js");
        var question = JsonSerializer.Deserialize<JsonElement>(
            """
            {"source": "root_domain", "to": ["a.example", "page:https://b.example/x?y=1&z='q'"], "not": ["c.example"],
             "min": 2, "match": "a.example and not \"d e\"", "hide": ["feeds"], "sort": ["-link_last_seen", "source_url"],
             "sources": {"domain_authority": {"min": 3, "max": 40}, "spam_score": {"max": 30}, "tld": ["com"],
                         "title_contains": "it's $HOME `x`"},
             "links": {"followed": true, "rel": ["ugc"], "last_seen": {"from": "2026-01-01"}, "state": "both"}}
            """);
        Assert.Equal(
            [
                "intersect", "--index", "DIR", "--to", "a.example", "page:https://b.example/x?y=1&z='q'",
                "--not", "c.example", "--min", "2", "--match", "a.example and not \"d e\"", "--source", "root_domain",
                "--min-authority", "3", "--max-authority", "40", "--max-spam", "30", "--tld", "com",
                "--title", "it's $HOME `x`", "--followed-only", "--rel", "ugc", "--last-seen", "2026-01-01..",
                "--links", "both", "--hide", "feeds", "--sort", "link_last_seen:desc", "source_url:asc",
                "--format", "csv",
            ],
            Shell.Arguments("vennlink", copyAs.Text("copyAs", "shell", question, "")));
        string[] curl = Shell.Arguments("curl", copyAs.Text("copyAs", "curl", question, "http://127.0.0.1:5465"));
        Assert.Equal("http://127.0.0.1:5465/api/v1/intersect", curl[^3]);
        Assert.True(JsonElement.DeepEquals(question, JsonSerializer.Deserialize<JsonElement>(curl[^1])));
    }

    [Fact]
    public void A_question_that_options_do_not_say_is_given_to_the_shell_as_json()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "/bin/sh is not there");
        SiteModule copyAs = SiteModule.Load("copy-as.js");
        object question = new { to = new[] { "it's.example", "b.example" }, only = new[] { new[] { 0, 1 } } };
        string command = copyAs.Text("copyAs", "shell", question, "");
        Assert.Equal(
            ["intersect", "--index", "DIR", "--questions", "-", "--format", "ndjson"],
            Shell.Arguments("vennlink", command));
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(question),
            JsonSerializer.Deserialize<JsonElement>(Shell.StandardInput("vennlink", command))));
    }

    [Fact]
    public void For_python_json_is_written_in_its_words() =>
        Assert.Contains(
            """client.stream({"to": ["a.example"], "links": {"followed": True, "anchor_empty": False}})""",
            SiteModule.Load("copy-as.js").Text("copyAs", "python",
                new { to = new[] { "a.example" }, links = new { followed = true, anchor_empty = false } },
                "http://127.0.0.1:5465"),
            StringComparison.Ordinal);

    private static object Link(string anchor, string rel = "") =>
        new { page = "lmika.org/.well-known/recommendations.opml", anchor, rel };
}
