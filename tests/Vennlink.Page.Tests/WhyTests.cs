using System.Globalization;
using System.Text.Json;

namespace Vennlink.Page.Tests;

/// <summary>The words of the drawer and the choices of the table, without a browser.</summary>
public sealed class WhyTests
{
    private static readonly SiteModule Why = SiteModule.Load("why.js");
    private static readonly SiteModule Columns = SiteModule.Load("columns.js");
    private static readonly SiteModule Filters = SiteModule.Load("filters.js");
    private static readonly SiteModule Known = SiteModule.Load("known.js");

    [Fact]
    public void Why_names_the_page_the_day_and_what_is_missing() => Assert.Equal(
        "Links to 2 of your 3 sites on one page, kagi.com/opml; last seen 2026-10-01; does not link to c.com and "
            + "d.com.",
        Why.Text("whySentence", new
        {
            evidence = new object[]
            {
                new { target = "a.com", links = new[] { Link("kagi.com/opml", "2026-10-01T01:02:03Z") } },
                new { target = "b.com", links = new[] { Link("kagi.com/opml", "2026-01-01T00:00:00Z") } },
                new { target = "e.com", links = Array.Empty<object>() },
            },
            to = new[] { "a.com", "b.com", "e.com" },
            not = new[] { "c.com", "d.com" },
            absence = new object[]
            {
                new { target = "c.com", links = Array.Empty<object>() },
                new { target = "d.com", links = Array.Empty<object>() },
            },
        }));

    [Fact]
    public void Absence_says_what_was_read_and_is_not_claimed_where_there_is_a_link()
    {
        object[] none = [new { target = "c.com", links = Array.Empty<object>() }];
        object[] one = [new { target = "c.com", links = new[] { Link("s.com/", null) } }];
        Assert.Equal("All live links of s.com in this index, from 3 pages, were looked at: none leads to c.com.",
            Why.Text("absenceSentence", new { source = "s.com", not = new[] { "c.com" }, absence = none, pages = 3 }));
        Assert.Equal("s.com does link to c.com.",
            Why.Text("absenceSentence", new { source = "s.com", not = new[] { "c.com" }, absence = one, pages = 3 }));
    }

    [Fact]
    public void A_citation_says_all_that_leads_to_the_bytes()
    {
        string text = Why.Text("citation", Link("s.com/a", "2026-10-01T01:02:03Z"), "4fb155ae", "0.1.0");
        Assert.Equal("s.com/a → a.com/, anchor “A”, captured 2026-10-01T01:02:03Z, file x.warc.gz, sha256 ec6b, "
            + "offset 840 (decompressed), snapshot 4fb155ae, Vennlink 0.1.0", text);
    }

    [Theory]
    [InlineData("", "✓")]
    [InlineData("nofollow", "nf")]
    [InlineData("ugc|nofollow ugc", "ugc")]
    [InlineData("nofollow|", "✓")]
    [InlineData("sponsored", "sp")]
    public void A_mark_says_whether_a_link_is_followed(string rels, string expected) =>
        Assert.Equal(expected, Columns.Text("markOf", rels.Split('|').Select(rel => new { rel })));

    [Fact]
    public void The_best_page_links_to_most_targets_then_has_most_authority()
    {
        JsonElement best = Columns.Call("bestPage", new
        {
            matching_source_pages = new[]
            {
                new { page = "s.com/a", page_authority = 9 }, new { page = "s.com/b", page_authority = 3 },
                new { page = "s.com/c", page_authority = 4 }, new { page = "s.com/b", page_authority = 3 },
                new { page = "s.com/c", page_authority = 4 },
            },
        });
        Assert.Equal("s.com/c", best.GetProperty("page").GetString());
    }

    [Fact]
    public void Months_before_a_day_are_those_of_the_calendar()
    {
        var day = new DateTime(2024, 3, 31, 0, 0, 0, DateTimeKind.Utc);
        for (int at = 0; at < 400; at++, day = day.AddDays(1))
        {
            foreach (int months in (int[])[1, 3, 12, 24])
            {
                Assert.Equal(day.AddMonths(-months).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Filters.Text(
                        "monthsBefore", day.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), months));
            }
        }
    }

    [Theory]
    [InlineData("inessentiall.com", "root_domain", "inessentiall.com/subdomain inessentiall.com/ "
        + "inessentiall/root_domain inessential/root_domain inessentia/root_domain inessenti/root_domain")]
    [InlineData("e.com/a/b", "page", "e.com/a//page e.com//page e.com/")]
    public void Near_names_are_looked_for_from_the_nearest_on(string text, string scope, string expected) =>
        Assert.Equal(expected,
        string.Join(' ', Known.Call("attempts", new { text, scope }).EnumerateArray()
            .Select(pair => $"{pair[0].GetString()}/{pair[1].GetString()}")));

    private static object Link(string page, string? seen) => new
    {
        page,
        target = "http://a.com/",
        anchor = "A",
        last_seen = seen,
        file = "x.warc.gz",
        inner_file = (string?)null,
        file_digest = "ec6b",
        offset = 840,
        offset_decompressed = true,
        record_id = (string?)null,
    };
}
