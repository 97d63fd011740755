using System.Text;
using System.Text.Json;
using CsCheck;
using Vennlink.Archives;

namespace Vennlink.Tests.Archives;

/// <summary>Objects as rows, wherever in a JSON text they stand.</summary>
public sealed class JsonTableTests
{
    private const string Row = """{"source":"a","target":"b"}""";

    [Theory]
    [InlineData("[" + Row + "]", "JSON, rows at `/`")]
    [InlineData(Row, "NDJSON")]
    [InlineData("\uFEFF" + Row + "\r\n", "NDJSON")]
    [InlineData("\n\n" + Row, "NDJSON")]
    [InlineData("""{"data":[{"source":"a","target":"b"}]}""", "JSON, rows at `/data/`")]
    [InlineData("""{"v":1,"tasks":[{"id":2,"result":[{"target":"x","items":[{"source":"a","target":"b"}]}]}]}""",
        "JSON, rows at `/tasks//result//items/`")]
    [InlineData("""{"source":"tool","target":"x","links":[{"source":"a","target":"b","tags":[{}]}]}""",
        "JSON, rows at `/links/`")]
    [InlineData("{\n \"source\": \"a\",\n \"target\": \"b\"\n}\n", "JSON, rows at ``")]
    public void Rows_are_found(string text, string form)
    {
        ReadTable table = ReadTable.Of(text);
        Assert.Equal(form, table.Form);
        Assert.Equal(["a", "b"], table.Rows[1][..2]);
        Assert.Equal(2, table.Rows.Length);
        Assert.Equal(Encoding.UTF8.GetBytes(text).AsSpan().IndexOf(
            Encoding.UTF8.GetBytes(text.Contains("\n \"", StringComparison.Ordinal) ? "{\n" : "{\"source\":\"a\"")), table.Offsets[1]);
    }

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        ReadTable table = ReadTable.Of("""
            [{"source":{"page":"p","n":{"x":1}},"target":null,"source":"last","target":"t\u00e9\ud83d\ude00\ud800\n\/\"",
              "rel":["nofollow","ugc",[true]],"n":-1.5e3,"f":false},
             {"late":1,"target":"u","source":"s"}]
            """);
        Assert.Equal(["source.page", "source.n.x", "target", "source", "rel", "n", "f", "late"], table.Rows[0]);
        Assert.Equal(["p", "1", "té😀\uFFFD\n/\"", "last", "nofollow ugc true", "-1.5e3", "false", ""], table.Rows[1]);
        Assert.Equal(["", "", "u", "s", "", "", "", "1"], table.Rows[2]);
    }

    [Fact]
    public void Names_that_come_late_are_said()
    {
        ReadTable table = ReadTable.Of(string.Concat(Enumerable.Repeat(Row + "\n", 1001))
            + """{"source":"a","target":"b","rel":"nofollow"}""");
        Assert.Equal(1003, table.Rows.Length);
        Assert.Equal("NDJSON, the first rows lack these names, so they are not read: rel", table.Form);
    }

    [Fact]
    public void A_line_that_is_no_object_is_counted_alone()
    {
        ReadTable table = ReadTable.Of($"{Row}\nnull\n{{\"source\":}}\n\n{{\"a\"\n{Row}{Row}\n{Row}\n{Row[..9]}");
        Assert.Equal(3, table.Rows.Length);
        Assert.Equal(5, table.Skips[SkipReason.BadRow]);
        Assert.Equal(7, table.Lines[2]);
    }

    [Fact]
    public void A_text_that_breaks_off_is_counted_and_a_broken_one_is_an_error()
    {
        string text = $"[{Row},\n{Row},\n{Row}]";
        for (int length = Row.Length + 1; length < text.Length; length++)
        {
            ReadTable table = ReadTable.Of(text[..length]);
            Assert.Equal(1, table.Skips[SkipReason.CutShort]);
            Assert.Equal(1 + ((length - 1) / (Row.Length + 2)) + ((length - 1) % (Row.Length + 2) >= Row.Length ? 1 : 0),
                table.Rows.Length);
        }

        InputException problem = Assert.Throws<InputException>(() => ReadTable.Of($"[{Row}, oops]"));
        Assert.Contains("the JSON is broken", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Row.Length + 1, problem.OffsetBytes);
    }

    [Fact]
    public void An_object_that_is_too_long_is_counted_and_a_value_that_is_much_too_long_is_an_error()
    {
        string tags = string.Join(',', Enumerable.Repeat("[\"0123456789\"]", 100_000));
        ReadTable table = ReadTable.Of($"[{Row},{{\"tags\":[{tags}],\"source\":\"a\",\"target\":\"b\"}},{Row}]");
        Assert.Equal(3, table.Rows.Length);
        Assert.Equal(1, table.Skips[SkipReason.BadRow]);
        Assert.Throws<InputException>(() => ReadTable.Of($"[{Row},{{\"a\":\"{new string('x', 3 << 20)}\"}}]"));
    }

    [Fact]
    public void Cells_are_what_another_reader_reads()
    {
        Gen<string> texts = Gen.String[Gen.Char["a\"\\\n é\u0001日/"], 0, 6];
        Gen.Select(Gen.Int[0, 3], texts).Array[0, 4].Array[1, 5].Sample(objects =>
        {
            string text = JsonSerializer.Serialize(objects.Select(one =>
            {
                Dictionary<string, string> members = new() { ["source"] = "s", ["target"] = "t" };
                Array.ForEach(one, member => members[new[] { "x", "y", "\"z\\", "é" }[member.Item1]] = member.Item2);
                return members;
            }));
            ReadTable table = ReadTable.Of(text);
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement[] expected = [.. document.RootElement.EnumerateArray()];
            Assert.Equal(expected.Length, table.Rows.Length - 1);
            for (int row = 0; row < expected.Length; row++)
            {
                for (int column = 0; column < table.Rows[0].Length; column++)
                {
                    Assert.Equal(
                        expected[row].TryGetProperty(table.Rows[0][column], out JsonElement value) ? value.GetString() : "",
                        table.Rows[row + 1][column]);
                }
            }
        });
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        string text = $"{{\"a\":[1,{{\"b\":\"\\u00e9\"}}],\"data\":[{Row},{Row}]}}\n{Row}\n";
        byte[] file = Encoding.UTF8.GetBytes(text);
        Gen.Select(Gen.Int[0, file.Length - 1].Array[0, 3], Gen.Byte).Sample((places, value) =>
        {
            byte[] mutated = (byte[])file.Clone();
            Array.ForEach(places, place => mutated[place] = value);
            try
            {
                ReadTable.Of(mutated);
            }
            catch (InputException)
            {
            }
        });
    }

    [Theory]
    [InlineData("names")]
    [InlineData("deep")]
    [InlineData("empty")]
    [InlineData("places")]
    [InlineData("lines")]
    public void Memory_grows_no_faster_than_hostile_bytes(string shape)
    {
        Growth.AssertLinear(Allocated(20_000), Allocated(40_000), $"{shape}: bytes allocated");

        long Allocated(int count)
        {
            byte[] file = Encoding.UTF8.GetBytes(shape switch
            {
                "names" => $"[{Row},{{{string.Join(',', Enumerable.Range(0, count).Select(index => $"\"n{index}\":1"))}}}]",
                "deep" => "[" + string.Concat(Enumerable.Repeat("{\"a\":[", count)),
                "empty" => "[" + string.Join(',', Enumerable.Repeat("{}", count)) + "]",
                "places" => "[" + string.Join(',', Enumerable.Range(0, count).Select(index => $"{{\"p{index}\":[{{\"q\":1}}]}}")) + "]",
                _ => Row + "\n" + string.Concat(Enumerable.Repeat("{\n", count)),
            });
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadTable.Of(file);
            }
            catch (InputException)
            {
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
