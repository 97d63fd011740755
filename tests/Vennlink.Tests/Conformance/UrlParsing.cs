using System.Text;
using System.Text.Json;
using Vennlink.Tests.Urls;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// web-platform-tests <c>url/resources</c>: parse cases. Setters are not part of the product: a link is parsed, never
/// edited.
/// </summary>
public sealed class UrlParsing
{
    // Input, base, reason. Empty since the parser passes all of them; a case that starts to fail must be explained
    // here.
    private static readonly Dictionary<(string Input, string? BaseUrl), string> KnownMisses = [];

    [Theory]
    [InlineData("urltestdata.json", 891)]
    [InlineData("ada_extra_urltestdata.json", 28)]
    [InlineData("ada_long_urltestdata.json", 1)]
    [InlineData("urltestdata-javascript-only.json", 1)]
    public void Parsing_gives_the_href_and_the_parts_of_the_test_data(string file, int caseCount)
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
            string? baseUrl = test.TryGetProperty("base", out JsonElement element)
                && element.ValueKind == JsonValueKind.String ? UrlLoneSurrogates.Text(element) : null;
            string? problem = Problem(test, UrlText.Parse(input, baseUrl));
            bool isKnown = KnownMisses.ContainsKey((input, baseUrl));
            if (problem is not null != isKnown)
            {
                misses.Add(
                    $"{JsonSerializer.Serialize(input)} on {JsonSerializer.Serialize(baseUrl)}: "
                        + $"{problem ?? "listed as a miss, but passes"}");
            }
        }

        Assert.True(misses.Count == 0, string.Join("\n", misses));
        Assert.Equal(caseCount, count);
    }

    private static string? Problem(JsonElement test, UrlRecord? record)
    {
        bool mustFail = test.TryGetProperty("failure", out JsonElement failure) && failure.GetBoolean();
        if (mustFail || record is null)
        {
            return mustFail == record is null ? null : mustFail ? $"parsed as {Encoding.ASCII.GetString(record!.Href)}"
                : "failed";
        }

        foreach ((string name, string actual) in Parts(record))
        {
            if (test.TryGetProperty(name, out JsonElement expected) && expected.GetString() != actual)
            {
                return $"{name} is {actual}, not {expected.GetString()}";
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, string Value)> Parts(UrlRecord record)
    {
        string port = Encoding.ASCII.GetString(record.Port);
        string host = Encoding.ASCII.GetString(record.Host);
        yield return ("href", Encoding.ASCII.GetString(record.Href));
        yield return ("protocol", Encoding.ASCII.GetString(record.Scheme) + ":");
        yield return ("username", Encoding.ASCII.GetString(record.Username));
        yield return ("password", Encoding.ASCII.GetString(record.Password));
        yield return ("hostname", host);
        yield return ("host", port.Length > 0 ? $"{host}:{port}" : host);
        yield return ("port", port);
        yield return ("pathname", Encoding.ASCII.GetString(record.Path));
        yield return ("search", record.Query.Length > 1 ? Encoding.ASCII.GetString(record.Query) : string.Empty);
        yield return ("hash", record.Fragment.Length > 1 ? Encoding.ASCII.GetString(record.Fragment) : string.Empty);
    }
}
