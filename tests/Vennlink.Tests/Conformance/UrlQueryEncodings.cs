using System.Text;
using System.Text.Json;
using Vennlink.Tests.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>web-platform-tests <c>percent-encoding.json</c>: queries in the encoding of their document.</summary>
public sealed class UrlQueryEncodings
{
    // Input, encoding, reason.
    private static readonly Dictionary<(string Input, string Encoding), string> KnownMisses = new()
    {
        [("\u000EA", "iso-2022-jp")] = "ASCII is written as it stands, without the escapes for its shift codes",
        [("\u203E\\", "iso-2022-jp")] = ".NET has no JIS X 0201 Roman, the rest of it is there",
    };

    [Fact]
    public void A_query_is_encoded_in_the_encoding_of_its_document()
    {
        var misses = new List<string>();
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository("tests/data/wpt-url/percent-encoding.json")));
        foreach (JsonElement test in document.RootElement.EnumerateArray())
        {
            if (test.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            string input = test.GetProperty("input").GetString()!;
            foreach (JsonProperty output in test.GetProperty("output").EnumerateObject())
            {
                Encoding? encoding = output.Name == "utf-8"
                    ? null : CodePagesEncodingProvider.Instance.GetEncoding(output.Name);
                string expected = $"http://x/?{output.Value.GetString()}";
                string? actual = UrlText.Href($"http://x/?{input}", null, encoding);
                if (actual != expected != KnownMisses.ContainsKey((input, output.Name)))
                {
                    misses.Add($"{JsonSerializer.Serialize(input)} in {output.Name} is {actual}, not {expected}");
                }
            }
        }

        Assert.True(misses.Count == 0, string.Join('\n', misses));
    }
}
