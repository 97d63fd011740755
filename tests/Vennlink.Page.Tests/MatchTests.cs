using System.Text.Json;
using Vennlink.Query.Questions;

namespace Vennlink.Page.Tests;

/// <summary>Expressions as the page reads them, against the reader of the library.</summary>
public sealed class MatchTests
{
    private static readonly SiteModule Match = SiteModule.Load("match.js");

    private static readonly string[] Leaves =
        ["a.com", "page:\"https://e.com/x_(y)\"", "\"and\"", "'it''s.com'", "subdomain:www.b.com", "2.example",
            "NOT.example"];

    [Fact]
    public void A_text_is_read_as_the_library_reads_it()
    {
        var random = new Random(8);
        int valid = 0;
        for (int round = 0; round < 800; round++)
        {
            string text = round % 3 == 0 ? Broken(random, RandomText(random, 3)) : RandomText(random, 3);
            string? expected = null;
            try
            {
                expected = MatchText.Parse(text).ToString();
            }
            catch (MatchSyntaxException)
            {
                // Then the page must refuse it too.
            }

            JsonElement tree = Match.Call("parse", text);
            string? printed = tree.ValueKind == JsonValueKind.Null ? null : Match.Text("print", tree);
            Assert.True((expected is null) == (printed is null), $"{text}\nlibrary: {expected}\npage: {printed}");
            if (printed is not null)
            {
                valid++;
                Assert.Equal(expected, MatchText.Parse(printed).ToString());
                Assert.Equal(MatchText.Parse(text).Targets.Select(target => target.Typed),
                    MatchText.Parse(printed).Targets.Select(target => target.Typed));
            }
        }

        Assert.True(valid > 400);
    }

    [Theory]
    [InlineData("2 of (a.com, b.com) and (c.com or d.com) and not e.com",
        """{"groups":[{"min":2,"targets":["a.com","b.com"]},{"min":1,"targets":["c.com","d.com"]}],"not":["e.com"]}""")]
    [InlineData("a.com", """{"groups":[{"min":1,"targets":["a.com"]}],"not":[]}""")]
    [InlineData("not a.com and b.com and not (c.com or d.com)",
        """{"groups":[{"min":1,"targets":["b.com"]}],"not":["a.com","c.com","d.com"]}""")]
    [InlineData("a.com or b.com and c.com", null)]
    [InlineData("2 of (a.com, b.com and c.com)", null)]
    [InlineData("a.com and", null)]
    public void Groups_are_read_where_the_text_has_their_shape(string text, string? expected)
    {
        JsonElement read = Match.Call("readGroups", text);
        Assert.Equal(expected, read.ValueKind == JsonValueKind.Null ? null : Short(read));
        if (expected is not null)
        {
            Assert.Equal(expected, Short(Match.Call("readGroups", Match.Text("writeGroups", read))));
        }
    }

    [Theory]
    [InlineData("2 of (a.com, b.com) and not c.com", "a.com b.com")]
    [InlineData("b.com and (a.com or not c.com and d.com)", "b.com a.com d.com")]
    [InlineData("a.com and (not b.com or b.com)", "a.com b.com")]
    public void Columns_are_the_targets_that_are_asked_for(string text, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Match.Call("positives", Match.Call("parse", text)).EnumerateArray()
            .Select(target => target.GetProperty("text").GetString())));

    private static string Short(JsonElement groups) => JsonSerializer.Serialize(new
    {
        groups = groups.GetProperty("groups").EnumerateArray().Select(group => new
        {
            min = group.GetProperty("min").GetInt32(),
            targets = Names(group.GetProperty("targets")),
        }),
        not = Names(groups.GetProperty("not")),
    });

    private static IEnumerable<string> Names(JsonElement targets) =>
        targets.EnumerateArray().Select(target => target.GetProperty("text").GetString()!);

    private static string RandomText(Random random, int depth)
    {
        int kind = depth == 0 ? 0 : random.Next(5);
        string[] parts = [.. Enumerable.Range(0, 2 + random.Next(2))
            .Select(_ => kind == 0 ? "" : RandomText(random, depth - 1))];
        return kind switch
        {
            0 => Leaves[random.Next(Leaves.Length)],
            1 => $"not ({parts[0]})",
            2 => $"({string.Join(" AND ", parts)})",
            3 => string.Join(" or ", parts),
            _ => $"{1 + random.Next(parts.Length)} of ({string.Join(", ", parts)})",
        };
    }

    private static string Broken(Random random, string text)
    {
        int at = random.Next(text.Length);
        return random.Next(2) == 0 ? text.Remove(at, 1) : text.Insert(at, "() ,andnotof2"[random.Next(13)].ToString());
    }
}
