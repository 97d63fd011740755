using System.Text;
using System.Text.Json;
using Vennlink.Tests.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// web-platform-tests <c>toascii.json</c> and <c>IdnaTestV2.json</c>: what a host becomes, Unicode 17.
/// </summary>
public sealed class UrlHosts
{
    // Input and reason. A case that starts to pass fails the test too.
    private static readonly Dictionary<string, string> KnownMisses = new()
    {
        [string.Empty] = "the text around it, https:///x, is a URL with the host x: no host is ever empty here",
    };

    [Theory]
    [InlineData("toascii.json", 87)]
    [InlineData("IdnaTestV2.json", 2671)]
    public void A_host_becomes_the_ascii_of_the_test_data_or_fails(string file, int caseCount)
    {
        var misses = new List<string>();
        int count = 0;
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository($"tests/data/wpt-url/{file}")));
        foreach (JsonElement test in document.RootElement.EnumerateArray())
        {
            if (test.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            count++;
            string input = UrlLoneSurrogates.Text(test.GetProperty("input"));
            string? expected = test.GetProperty("output").GetString();
            string? actual = UrlText.Parse($"https://{input}/x") is { } record
                ? Encoding.ASCII.GetString(record.Host) : null;
            if (actual != expected != KnownMisses.ContainsKey(input))
            {
                string comment = test.TryGetProperty("comment", out JsonElement text)
                    ? text.GetString()! : "no comment";
                misses.Add(
                    $"{JsonSerializer.Serialize(input)} is {actual ?? "failure"}, not {expected ?? "failure"} "
                        + $"({comment})");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} misses\n{string.Join('\n', misses)}");
        Assert.Equal(caseCount, count);
    }
}
