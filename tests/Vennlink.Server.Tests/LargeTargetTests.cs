using System.Globalization;
using System.Text;

namespace Vennlink.Server.Tests;

/// <summary>
/// Beyond the 100,000 linking pages from which on Moz may leave sources out, nothing is left out here.
/// </summary>
public sealed class LargeTargetTests : IDisposable
{
    private const int SourceCount = 105_000;

    // Every so many sources one links to the rare target and not to the negative one: few enough to be one page of an
    // answer.
    private const int RareEvery = 3_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Targets_of_105000_pages_are_answered_exactly_and_a_negative_one_leaks_no_source()
    {
        var links = new StringBuilder("source,target\n");
        for (int i = 0; i < SourceCount; i++)
        {
            links.Append(CultureInfo.InvariantCulture, $"http://s{i}.example/,http://popular.example/\n");
            links.Append(CultureInfo.InvariantCulture,
                $"http://s{i}.example/,http://{(i % RareEvery == 0 ? "rare" : "mine")}.example/\n");
        }

        TestIndex.Publish(_folder["index"], links.ToString());
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string[] rare = [.. Enumerable.Range(0, SourceCount / RareEvery).Select(i => $"s{i * RareEvery}.example/")
            .Order(StringComparer.Ordinal)];
        foreach (string question in new[]
        {
            """{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "negative_targets": [{"target": "mine.example", "scope": "root_domain"}], "limit": 50}""",
            """{"positive_targets": [{"target": "popular.example", "scope": "page"}, {"target": "rare.example", "scope": "subdomain"}], "min_matching_targets": 2, "limit": 50}""",
        })
        {
            Rows rows = Rows.Of(await server.PostAsync(question));
            Assert.Equal(rare, rows.Pages.Order(StringComparer.Ordinal));
            Assert.Equal("", rows.NextToken);
        }
    }
}
