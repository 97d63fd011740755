namespace Vennlink.Server.Tests;

/// <summary>Which links of crawled pages count.</summary>
public sealed class LinkKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_link_that_disappeared_does_not_count()
    {
        Assert.Equal(
            ["stays.example/"],
            await SourcesOfAsync(
                new TestWarc()
                    .Page("http://gone.example/", 1, "<a href='http://target.example/'>then</a>")
                    .Page("http://stays.example/", 1, "<a href='http://target.example/'>then</a>")
                    .Page("http://gone.example/", 2, "<a href='http://else.example/'>now</a>")
                    .Page("http://stays.example/", 2, "<a href='http://target.example/'>now</a>")
                    .Page("http://dead.example/", 1, "<a href='http://target.example/'>then</a>")
                    .Response("http://dead.example/", 2, "404 Not Found\r\nContent-Type: text/html", "gone")));
    }

    [Fact]
    public async Task Redirects_and_canonicals_count_as_links_and_chains_through_them_do_not()
    {
        Assert.Equal(
            ["canonical.example/", "redirect.example/"],
            await SourcesOfAsync(
                new TestWarc()
                    .Redirect("http://redirect.example/", 1, "http://target.example/")
                    .Page("http://canonical.example/", 1, "<link rel=canonical href='http://target.example/'>")
                    .Page("http://through-redirect.example/", 1, "<a href='http://redirect.example/'>x</a>")
                    .Page("http://through-canonical.example/", 1, "<a href='http://canonical.example/'>x</a>")));
    }

    [Fact]
    public async Task A_link_inside_a_page_counts_however_it_is_marked()
    {
        Assert.Equal(
            ["area.example/", "nofollow.example/", "plain.example/", "robots.example/"],
            await SourcesOfAsync(
                new TestWarc()
                    .Page("http://plain.example/", 1, "<a href='//target.example/'>x</a>")
                    .Page("http://area.example/", 1, "<map><area href='http://target.example/'></map>")
                    .Page("http://nofollow.example/", 1,
                        "<a rel='nofollow ugc sponsored' href='http://target.example/'>x</a>")
                    .Page("http://robots.example/", 1,
                        "<meta name=robots content=nofollow><a href='http://target.example/'>x</a>")
                    .Page("http://image.example/", 1, "<img src='http://target.example/'>")));
    }

    private async Task<string[]> SourcesOfAsync(TestWarc warc)
    {
        TestIndex.PublishFile(_folder["index"], "crawl.warc", warc.ToArray());
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Rows rows = Rows.Of(
            await server.PostAsync("""{"positive_targets": [{"target": "target.example", "scope": "root_domain"}]}"""));
        return [.. rows.Pages.Order(StringComparer.Ordinal)];
    }
}
