using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Vennlink.Server.Tests.Endpoints;

/// <summary>What evidence names can be looked at, where its file is at hand, and nothing else can.</summary>
public sealed class RecordTests : IDisposable
{
    private const string List =
        "source,target,anchor,first_seen\n"
        + "https://a.example/x,https://t.example/,\"One, <script>alert(1)</script>\",2026-01-01\n"
        + "https://b.example/x,https://t.example/p,Ünï,2026-01-02\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_record_of_each_link_of_evidence_has_the_link_in_it()
    {
        byte[] warc = new TestWarc()
            .Page("http://a.example/", 1, "<title>A</title><p>see <a href='http://t.example/x?a=1&amp;b=2'>The &lt;T&gt;</a> or")
            .Page("http://b.example/", 2, "<p><a href=\"/own\">Own</a> <a href='http://t.example/y'>Two</a></p>")
            .ToArray();
        await using RunningServer server = await StartAsync(("crawl.warc", warc), ("links.csv", Encoding.UTF8.GetBytes(List)));
        Page page = new(server);
        int found = 0;
        foreach (string source in new[] { "a.example", "b.example" })
        {
            Answer answer = await page.PostAsync("/api/v1/evidence", $$"""{"source":"{{source}}","to":["t.example"]}""");
            foreach (JsonElement link in JsonDocument.Parse(answer.Body).RootElement.GetProperty("evidence")[0].GetProperty("links").EnumerateArray())
            {
                JsonElement shown = await page.JsonAsync(PathOf(link));
                string text = Text(shown, "link")!;
                found++;
                if (Text(link, "file") == "crawl.warc")
                {
                    // The header that stands at the very place, read by hand.
                    int offset = link.GetProperty("offset").GetInt32();
                    string record = Encoding.UTF8.GetString(warc.AsSpan(offset));
                    string head = Text(shown, "head")!;
                    Assert.StartsWith(head, record, StringComparison.Ordinal);
                    Assert.Contains("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
                    Assert.StartsWith("<a href='http://t.example/", text, StringComparison.Ordinal);
                    Assert.EndsWith("</a>", text, StringComparison.Ordinal);
                    Assert.Contains(Text(shown, "before")! + text + Text(shown, "after")!, record, StringComparison.Ordinal);
                }
                else
                {
                    Assert.Equal("source | target | anchor | first_seen", Text(shown, "head"));
                    Assert.Equal($"source: https://{source}/x", text.Split('\n')[0]);
                    Assert.Contains($"anchor: {Text(link, "anchor")}", text, StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(4, found);

        // Strangers' text is text: no answer is ever HTML.
        Answer raw = await page.GetAsync("/api/v1/record?file=links.csv&offset=32");
        Assert.Equal("application/json", raw.ContentType);
        Assert.Equal("nosniff", raw.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task Rows_are_found_in_compressed_lists_and_in_UTF_16()
    {
        using MemoryStream gzip = new();
        using (GZipStream compress = new(gzip, CompressionLevel.Fastest, leaveOpen: true))
        {
            compress.Write(Encoding.UTF8.GetBytes(List));
        }

        byte[] wide = [0xff, 0xfe, .. Encoding.Unicode.GetBytes(List.Replace("t.example", "w.example", StringComparison.Ordinal))];
        await using RunningServer server = await StartAsync(("links.csv.gz", gzip.ToArray()), ("wide.csv", wide));
        Page page = new(server);
        foreach (string target in new[] { "t.example", "w.example" })
        {
            Answer answer = await page.PostAsync("/api/v1/evidence", $$"""{"source":"b.example","to":["{{target}}"]}""");
            JsonElement link = JsonDocument.Parse(answer.Body).RootElement.GetProperty("evidence")[0].GetProperty("links")[0];
            JsonElement shown = await page.JsonAsync(PathOf(link));
            Assert.Contains($"target: https://{target}/p\nanchor: Ünï", Text(shown, "link"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_inputs_of_the_index_are_read_and_only_where_records_begin()
    {
        await File.WriteAllTextAsync(_folder["secret.csv"], List, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["inputs"]);
        byte[] warc = new TestWarc().Page("http://a.example/", 1, "<a href='http://t.example/'>T</a>").ToArray();
        await File.WriteAllBytesAsync(_folder["secret.warc"], warc, TestContext.Current.CancellationToken);
        await using RunningServer server = await StartAsync(
            ("links.csv", Encoding.UTF8.GetBytes(List)), ("crawl.warc", warc));
        Page page = new(server);
        foreach (string file in new[] { "secret.csv", "../secret.csv", _folder["secret.csv"], "links.csv/../../secret.csv", "" })
        {
            Answer answer = await page.GetAsync($"/api/v1/record?file={Uri.EscapeDataString(file)}&offset=0");
            Assert.Contains("no such input", answer.Error(404, "Not Found"), StringComparison.Ordinal);
        }

        Answer nowhere = await page.GetAsync("/api/v1/record?file=links.csv&offset=33");
        Assert.Contains("no row begins here", nowhere.Error(404, "Not Found"), StringComparison.Ordinal);
        (await page.GetAsync("/api/v1/record?file=links.csv&offset=x")).Error(400, "Bad Request");
        (await page.GetAsync("/api/v1/record?offset=1")).Error(400, "Bad Request");
        Answer outside = await page.GetAsync("/api/v1/record?file=crawl.warc&offset=0&inner_file=../../secret.warc");
        Assert.Contains("inner_file", outside.Error(404, "Not Found"), StringComparison.Ordinal);

        // Another file of the name, by its length; and none at all.
        await File.AppendAllTextAsync(_folder["inputs/links.csv"], "more", TestContext.Current.CancellationToken);
        string gone = (await page.GetAsync("/api/v1/record?file=links.csv&offset=32")).Error(404, "Not Found");
        Assert.Contains("--inputs", gone, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder["."], gone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_page_imported_can_be_looked_at_without_being_told_where_it_lies()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            _folder, options => options with { CanImport = true, BuildMemoryBytes = 64 << 20 });
        Page page = new(server);
        string id = Text(JsonDocument.Parse((await page.PostAsync("/api/v1/imports")).Body).RootElement, "id")!;
        await page.PutAsync($"/api/v1/imports/{id}/files/links.csv", List);
        await WhileAsync("checking");
        Assert.Equal(202, (await page.PostAsync($"/api/v1/imports/{id}/build")).Status);
        await WhileAsync("building");
        JsonElement shown = await page.JsonAsync("/api/v1/record?file=links.csv&offset=32");
        Assert.StartsWith("source: https://a.example/x", Text(shown, "link"), StringComparison.Ordinal);

        async Task WhileAsync(string state)
        {
            while (Text(await page.JsonAsync($"/api/v1/imports/{id}"), "state") == state)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Inputs_and_snapshots_are_told()
    {
        await using RunningServer server = await StartAsync(("links.csv", Encoding.UTF8.GetBytes(List)));
        Page page = new(server);
        JsonElement inputs = await page.JsonAsync("/api/v1/inputs");
        Assert.Equal("links.csv", Text(inputs.GetProperty("inputs")[0], "name"));
        Assert.Equal(2, inputs.GetProperty("inputs")[0].GetProperty("rows").GetInt32());
        string first = Text(inputs, "snapshot_id")!;
        TestIndex.Publish(_folder["index"], "source,target\nc.example,t.example\n");
        server.Snapshots.Poll();
        JsonElement snapshots = (await page.JsonAsync("/api/v1/snapshots")).GetProperty("snapshots");
        Assert.Equal(2, snapshots.GetArrayLength());
        Assert.Equal([true, false], snapshots.EnumerateArray().Select(one => one.GetProperty("current").GetBoolean()));
        Assert.Equal(first, Text(snapshots[1], "id"));
    }

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    // All that a link of evidence says, as the page sends it.
    private static string PathOf(JsonElement link) => "/api/v1/record?" + string.Join('&', new[]
    {
        "file", "file_digest", "inner_file", "offset", "offset_decompressed", "target", "anchor",
    }.Where(name => link.GetProperty(name).ValueKind != JsonValueKind.Null).Select(name =>
        $"{name}={Uri.EscapeDataString(link.GetProperty(name).ToString().Replace("True", "true", StringComparison.Ordinal).Replace("False", "false", StringComparison.Ordinal))}"));

    private async Task<RunningServer> StartAsync(params (string Name, byte[] Content)[] files)
    {
        TestIndex.PublishFiles(_folder["index"], files);
        Directory.CreateDirectory(_folder["inputs"]);
        foreach ((string name, byte[] content) in files)
        {
            await File.WriteAllBytesAsync(_folder[$"inputs/{name}"], content, TestContext.Current.CancellationToken);
        }

        return await RunningServer.StartAsync(_folder, options => options with { InputFolders = [_folder["inputs"]] });
    }
}
