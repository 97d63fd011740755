using System.Text.Json;

namespace Vennlink.Page.Tests;

/// <summary>What plots show of an answer of <c>/api/v1/subsets</c>.</summary>
public sealed class SubsetTests
{
    private static readonly SiteModule Subsets = SiteModule.Load("plot/subsets.js");
    private static readonly string[] Names = ["a.example", "b.example", "c.example"];

    [Theory]
    [InlineData("root_domain", 312, new[] { 0, 1 }, "312 sites link to a.example and b.example only")]
    [InlineData("page", 1, new[] { 2 }, "1 page links to c.example only")]
    [InlineData("subdomain", 1284, new[] { 0, 1, 2 }, "1,284 hosts link to all 3: a.example, b.example and c.example")]
    public void A_subset_is_said_in_a_sentence(string source, int rows, int[] indexes, string expected) =>
        Assert.Equal(expected, Subsets.Text("sentence", indexes, rows, Names, source));

    [Fact]
    public void Subsets_stand_by_size_or_by_number_of_targets_and_the_rest_is_one_number()
    {
        var random = new Random(5);
        Subset[] all = [.. Enumerable.Range(1, 127).Select(mask => new Subset(
            [.. Enumerable.Range(0, 7).Where(bit => (mask & (1 << bit)) != 0)], random.Next(1, 20)))];
        object model = Model(7, all, restSubsets: 2, restRows: 30);
        foreach (string order in new[] { "size", "targets" })
        {
            Subset[] expected = [.. all
                .OrderByDescending(subset => order == "size" ? subset.Rows : subset.Indexes.Length)
                .ThenByDescending(subset => order == "size" ? subset.Indexes.Length : subset.Rows)
                .ThenBy(subset => string.Concat(subset.Indexes), StringComparer.Ordinal)];
            JsonElement shown = Subsets.Call("shownOf", model, order);
            Assert.Equal(expected.Take(40).Select(Text), shown.GetProperty("shown").EnumerateArray().Select(Text));
            JsonElement rest = shown.GetProperty("rest");
            Assert.Equal(87 + 2, rest.GetProperty("subsets").GetInt32());
            Assert.Equal(expected.Skip(40).Sum(subset => subset.Rows) + 30, rest.GetProperty("rows").GetInt32());
        }
    }

    [Fact]
    public void One_more_than_are_shown_is_shown_too_for_it_needs_no_more_room_than_the_rest()
    {
        Subset[] all = [.. Enumerable.Range(0, 41).Select(index => new Subset([index], 1))];
        JsonElement shown = Subsets.Call("shownOf", Model(41, all), "size");
        Assert.Equal(41, shown.GetProperty("shown").GetArrayLength());
        Assert.Equal(0, shown.GetProperty("rest").GetProperty("subsets").GetInt32());
    }

    [Fact]
    public void An_answer_becomes_names_sizes_and_sentences()
    {
        JsonElement model = Subsets.Call("modelOf", new
        {
            total = 7,
            subsets = new[] { Answered([0, 1], 4), Answered([1], 3) },
            by_target = new[] { 4, 7 },
            by_target_count = new[] { new { targets = 1, rows = 3 }, new { targets = 2, rows = 4 } },
            rest = new { subsets = 0, rows = 0 },
        }, Columns, "page");
        Assert.Equal(["e.example", "page:f.example/x"], Strings(model.GetProperty("names")));
        Assert.Equal([4, 7],
            model.GetProperty("targets").EnumerateArray().Select(of => of.GetProperty("rows").GetInt32()));
        Assert.Equal(
            ["4 pages link to all 2: e.example and page:f.example/x", "3 pages link to page:f.example/x only"],
            model.GetProperty("subsets").EnumerateArray().Select(of => of.GetProperty("sentence").GetString()));
        Assert.Equal([0, 0, 3, 4], Subsets.Call("sizesOf", model).EnumerateArray().Select(of => of.GetInt32()));
    }

    [Fact]
    public void Numbers_are_saved_as_csv()
    {
        object model = new
        {
            names = new[] { "a.example", "page:b.example/x,y\"z\"" },
            subsets = new[] { new Subset([1], 2), new Subset([0, 1], 5) },
            rest = new { subsets = 3, rows = 9 },
        };
        Assert.Equal(
            "subset,count\r\n\"a.example & page:b.example/x,y\"\"z\"\"\",5\r\n\"page:b.example/x,y\"\"z\"\"\",2\r\n"
                + "rest: 3 subsets,9\r\n",
            Subsets.Text("csvOf", model));
    }

    [Theory]
    [InlineData("[]", "[0,1]", false, "[[0,1]]")]
    [InlineData("[[0,1]]", "[2]", false, "[[2]]")]
    [InlineData("[[0,1]]", "[2]", true, "[[0,1],[2]]")]
    [InlineData("[[0,1],[2]]", "[2]", true, "[[0,1]]")]
    [InlineData("[[0,1]]", "[0,1]", false, "[]")]
    [InlineData("[[0,1],[2]]", "[2]", false, "[[2]]")]
    public void A_click_chooses_shift_adds_and_once_more_lets_go(
        string only, string indexes, bool isAdded, string expected) =>
        Assert.Equal(expected, Subsets.Call("chosen", JsonSerializer.Deserialize<JsonElement>(only),
            JsonSerializer.Deserialize<JsonElement>(indexes), isAdded).GetRawText());

    private static readonly object[] Columns =
        [new { text = "e.example", scope = "root_domain" }, new { text = "f.example/x", scope = "page" }];

    private static object Answered(int[] indexes, int rows) =>
        new { matching_target_indexes = indexes, matching_targets = Array.Empty<string>(), rows };

    private static object Model(int targets, Subset[] subsets, int restSubsets = 0, int restRows = 0) => new
    {
        names = Enumerable.Range(0, targets).Select(index => $"t{index}.example"),
        subsets,
        rest = new { subsets = restSubsets, rows = restRows },
    };

    private static string Text(Subset subset) => $"{string.Concat(subset.Indexes)}: {subset.Rows}";

    private static string Text(JsonElement subset) =>
        $"{string.Concat(subset.GetProperty("indexes").EnumerateArray())}: {subset.GetProperty("rows")}";

    private static IEnumerable<string?> Strings(JsonElement array) =>
        array.EnumerateArray().Select(text => text.GetString());

    private sealed record Subset(int[] Indexes, int Rows);
}
