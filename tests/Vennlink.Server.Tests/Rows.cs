using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary>The rows of a 200 answer, after a check that they have the documented shape.</summary>
internal sealed record Rows(string[] Pages, JsonElement Root, string NextToken)
{
    private static readonly string[] PageFields =
        ["page", "title", "domain_authority", "spam_score", "matching_target_indexes"];

    public JsonElement this[int row] => Root.GetProperty("results")[row];

    public int[] Indexes(int row) =>
        [.. this[row].GetProperty("matching_target_indexes").EnumerateArray().Select(index => index.GetInt32())];

    public static Rows Of(Answer answer)
    {
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        Assert.Equal("application/json", answer.ContentType);
        JsonElement root = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(["results", "next_token"], root.EnumerateObject().Select(field => field.Name));
        foreach (JsonElement row in root.GetProperty("results").EnumerateArray())
        {
            string[] fields = [.. row.EnumerateObject().Select(field => field.Name)];
            bool isDomain = fields.Length > PageFields.Length;
            Assert.Equal(isDomain ? [.. PageFields, "matching_source_pages"] : PageFields, fields);
            int[] indexes =
                [.. row.GetProperty("matching_target_indexes").EnumerateArray().Select(index => index.GetInt32())];
            Assert.Equal(indexes.Distinct().Order(), indexes);
            Assert.InRange(row.GetProperty("domain_authority").GetInt32(), 1, 100);
            Assert.InRange(row.GetProperty("spam_score").GetInt32(), -1, 100);
            Assert.NotNull(row.GetProperty("title").GetString());
            if (isDomain)
            {
                Assert.Equal("", row.GetProperty("title").GetString());
                JsonElement[] pages = [.. row.GetProperty("matching_source_pages").EnumerateArray()];
                Assert.Equal(indexes.Length, pages.Length);
                Assert.All(pages, page =>
                    Assert.Equal(["page", "page_authority"], page.EnumerateObject().Select(field => field.Name)));
                Assert.All(pages, page => Assert.InRange(page.GetProperty("page_authority").GetInt32(), 1, 100));
            }
        }

        return new Rows(
            [.. root.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("page").GetString()!)],
            root,
            root.GetProperty("next_token").GetString()!);
    }
}
