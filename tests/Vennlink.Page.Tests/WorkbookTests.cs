using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Vennlink.Page.Tests;

/// <summary>Workbooks as another library reads them, beside NDJSON of the same question.</summary>
public sealed class WorkbookTests(DemoIndex demo)
{
    private const string Question =
        """
        {"to": ["daringfireball.net", "mjtsai.com", "archive.org"], "source": "root_domain", "evidence": {"links": 3},
         "hide": ["platforms"]}
        """;

    [Fact]
    public async Task The_sheet_of_links_has_each_link_that_lines_of_json_have()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        JsonElement[] rows = [.. Encoding.UTF8.GetString(await AskAsync(server, "application/x-ndjson"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        Workbook book = new(new MemoryStream(
            await AskAsync(server, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")));
        Assert.Equal(["results", "evidence", "about"], book.Sheets);
        Assert.Equal(rows.Select(row => row.GetProperty("page").GetString()), book["results"][1..].Select(row => row[0]));

        (string?, string?, string?, string?)[] links = [.. from row in rows
                                                          from of in row.GetProperty("evidence").EnumerateArray()
                                                          from link in of.GetProperty("links").EnumerateArray()
                                                          select (Text(row, "page"), Text(of, "target"),
                                                              Text(link, "page"), Text(link, "target"))];
        Assert.True(links.Length > rows.Length);
        Assert.Equal(links, book["evidence"][1..].Select(row =>
            ((string?)row[0], (string?)row[1], (string?)row[2], (string?)row[3])));
        Assert.Equal(["source", "links_to", "page", "target", "kind", "anchor"], book["evidence"][0][..6]);
        Assert.Contains(book["about"], row => row is ["rows", var count] && count == $"{rows.Length}");
        Assert.Contains(book["about"], row => row is ["rows of evidence", var count] && count == $"{links.Length}");
        string hidden = Assert.Single(book["about"], row => row is ["hidden", _])[1];
        Assert.Matches(@"^rows=[1-9]\d*, platforms=[1-9]\d*$", hidden);
        Assert.False(book.HasFormula);
    }

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    private static async Task<byte[]> AskAsync(PageServer server, string accept)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"{server.Url}/api/v1/intersect")
        {
            Content = new StringContent(Question),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", server.Key.Token) },
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
