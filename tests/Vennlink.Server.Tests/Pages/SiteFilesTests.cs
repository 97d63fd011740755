using System.IO.Compression;
using System.Text.RegularExpressions;
using Vennlink.Server.Pages;
using Vennlink.Tests;

namespace Vennlink.Server.Tests.Pages;

/// <summary>The files of the page: as they stand in the repository, small on the way, and under a strict policy.</summary>
public sealed partial class SiteFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_is_served_as_it_is_in_any_coding_and_not_again_when_it_is_known()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string source = SharedData.InRepository("src/Vennlink.Server/Pages/Site");
        string[] files = Directory.GetFiles(source, "*", SearchOption.AllDirectories);
        Assert.Equal(
            files.Select(file => Path.GetRelativePath(source, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
            SiteFiles.Names.Order(StringComparer.Ordinal));
        foreach (string name in SiteFiles.Names)
        {
            byte[] expected = await File.ReadAllBytesAsync(
                Path.Combine(source, name), TestContext.Current.CancellationToken);
            foreach (string coding in (string[])["", "gzip", "br"])
            {
                (HttpResponseMessage answer, byte[] content) = await GetAsync(server, $"/site/{name}", coding);
                Assert.Equal(expected, content);
                Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
                Assert.Equal(TypeOf(name), answer.Content.Headers.ContentType!.MediaType);
                string tag = answer.Headers.ETag!.Tag;
                (HttpResponseMessage known, byte[] nothing) = await GetAsync(server, $"/site/{name}", coding, tag);
                Assert.Equal((304, 0), ((int)known.StatusCode, nothing.Length));
            }
        }
    }

    [Fact]
    public async Task The_page_is_the_file_of_its_name_and_may_run_no_script_or_style_that_stands_in_it()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer page = await server.GetAsync("/", "text/html,application/xhtml+xml");
        Assert.Equal(
            await File.ReadAllTextAsync(
                SharedData.InRepository("src/Vennlink.Server/Pages/Site/index.html"),
                TestContext.Current.CancellationToken),
            page.Body);
        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.Equal("Accept, Accept-Encoding", page.Headers["Vary"]);
        string policy = page.Headers["Content-Security-Policy"];
        Assert.Equal(
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
            policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", page.Headers["Cross-Origin-Opener-Policy"]);

        // What the policy would not let run is not there to begin with.
        Assert.All(ScriptElement().Matches(page.Body), script => Assert.Contains(" src=\"/site/", script.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch(InlineCode(), page.Body);
    }

    [Theory]
    [InlineData("/site/nothing.js")]
    [InlineData("/site/")]
    [InlineData("/site/../keys.db")]
    [InlineData("/site/%2e%2e/%2e%2e/keys.db")]
    [InlineData("/site/..%2fkeys.db")]
    [InlineData("/site/modules")]
    public async Task What_is_no_file_of_the_page_is_not_found(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string answer = await server.SendRawAsync(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html",
        ".css" => "text/css",
        ".js" => "text/javascript",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"{other} has no media type"),
    };

    private static async Task<(HttpResponseMessage Answer, byte[] Content)> GetAsync(
        RunningServer server, string path, string coding, string? tag = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (coding.Length > 0)
        {
            request.Headers.Add("Accept-Encoding", coding);
        }

        if (tag is not null)
        {
            request.Headers.Add("If-None-Match", tag);
        }

        HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] sent = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string encoded = string.Join("", answer.Content.Headers.ContentEncoding);
        Assert.Equal(answer.StatusCode == System.Net.HttpStatusCode.OK ? coding : "", encoded);
        using MemoryStream raw = new(sent);
        using Stream plain = encoded switch
        {
            "gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            _ => raw,
        };
        using MemoryStream content = new();
        await plain.CopyToAsync(content, TestContext.Current.CancellationToken);
        return (answer, content.ToArray());
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex ScriptElement();

    [GeneratedRegex("""<style| style=| on\w+=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();
}
