using System.Text;
using System.Text.Json;
using Vennlink.Server.Serving;
using Vennlink.Tests;

namespace Vennlink.Server.Tests.Endpoints;

/// <summary>Files of a browser become the index that is served.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Ahrefs =
        """
        Referring page URL,Target URL,Domain rating,Nofollow,Lost status,Anchor
        https://a.example/x,https://b.example/,30,true,,One
        https://c.example/x,https://b.example/,30,false,Removed,Two
        https://d.example/x,https://b.example/,30,false,,Three
        """;

    private const string Console = "Linking page,Last crawled\nhttps://a.example/x,2026-10-01\n";
    private const string Other = "von,nach\nhttps://e.example/,https://b.example/\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Uploaded_exports_are_checked_mended_built_and_served()
    {
        await using RunningServer server = await StartAsync();
        Page page = await Page.SignInOnceAsync(server);
        Assert.Equal(JsonValueKind.Null, (await page.JsonAsync("/api/v1/index")).GetProperty("snapshot").ValueKind);
        string import = await BeginAsync(page);
        Assert.Equal(201, (await page.PutAsync($"{import}/files/ahrefs.csv", Ahrefs)).Status);
        Assert.Equal(201, (await page.PutAsync($"{import}/files/console%20export.csv", Console)).Status);
        Assert.Equal(201, (await page.PutAsync($"{import}/files/other.csv", Other)).Status);
        JsonElement[] files = await CheckedAsync(page, import);

        Assert.Equal(["ahrefs.csv", "console export.csv", "other.csv"], files.Select(file => Text(file, "name")!));
        Assert.Equal("Ahrefs, backlinks", Text(files[0], "kind"));
        Assert.Equal((3, 2), (files[0].GetProperty("rows").GetInt32(), files[0].GetProperty("used").GetInt32()));
        Assert.Equal("""{"lost_link":1}""", files[0].GetProperty("left_out").GetRawText());
        Assert.Equal("Target URL", Text(files[0].GetProperty("target"), "column"));
        Assert.Equal(("target", true), (Text(files[1], "need"), files[1].GetProperty("target").GetProperty("needed").GetBoolean()));
        Assert.Equal("columns", Text(files[2], "need"));
        Assert.Equal(["von", "nach"], files[2].GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!));

        // Nothing is built while it cannot be, and that is said with the names of the files.
        Assert.Equal(202, (await page.PostAsync($"{import}/build")).Status);
        JsonElement failed = await EndedAsync(page, import);
        Assert.Equal("failed", Text(failed, "state"));
        Assert.Contains("console export.csv", Text(failed, "error"), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder["."], Text(failed, "error"), StringComparison.Ordinal);

        Answer said = await page.PutAsync($"{import}/options",
            """
            {"targets": {"console export.csv": "f.example"}, "include_lost": true,
             "columns": {"other.csv": {"source": "von", "target": "nach"}}}
            """);
        Assert.Equal(200, said.Status);
        files = await CheckedAsync(page, import);
        Assert.All(files, file => Assert.Null(Text(file, "problem")));
        Assert.Equal(3, files[0].GetProperty("used").GetInt32());
        Assert.Equal("f.example", Text(files[1].GetProperty("target"), "given"));

        Assert.Equal(202, (await page.PostAsync($"{import}/build")).Status);
        JsonElement done = await EndedAsync(page, import);
        Assert.Equal("done", Text(done, "state"));
        JsonElement index = await page.JsonAsync("/api/v1/index");
        Assert.Equal(Text(done, "snapshot"), Text(index, "snapshot"));
        Assert.Equal(5, index.GetProperty("counts").GetProperty("links").GetInt64() + index.GetProperty("counts").GetProperty("lost_links").GetInt64());
        Assert.Equal(["a.example", "d.example", "e.example"], await AskAsync(page, "b.example"));
        Assert.Equal(["a.example"], await AskAsync(page, "f.example"));
    }

    [Fact]
    public async Task A_second_import_adds_to_the_index_or_takes_its_place()
    {
        await using RunningServer server = await StartAsync();
        Page page = await Page.SignInOnceAsync(server);
        await BuildAsync(page, await BeginAsync(page), ("one.csv", "source,target\na.example,t.example\n"));
        await BuildAsync(page, await BeginAsync(page), ("two.csv", "source,target\nb.example,t.example\n"));
        Assert.Equal(["a.example", "b.example"], await AskAsync(page, "t.example"));
        await BuildAsync(
            page, await BeginAsync(page), """{"add":false}""", ("three.csv", "source,target\nc.example,t.example\n"));
        Assert.Equal(["c.example"], await AskAsync(page, "t.example"));
        JsonElement all = (await page.JsonAsync("/api/v1/imports")).GetProperty("imports");
        Assert.Equal(["done", "done", "done"], all.EnumerateArray().Select(one => Text(one, "state")!));
    }

    [Fact]
    public async Task The_samples_are_one_call_away_and_a_folder_is_for_who_started_the_server()
    {
        string samples = SharedData.InRepository("samples");
        await using RunningServer server = await StartAsync(options => options with { SampleFolder = samples });
        Page page = await Page.SignInOnceAsync(server);
        JsonElement index = await page.JsonAsync("/api/v1/index");
        Assert.True(index.GetProperty("has_sample").GetBoolean());
        Assert.True(index.GetProperty("can_import_folders").GetBoolean());
        string import = await BeginAsync(page, """{"sample": true}""");
        JsonElement[] files = await CheckedAsync(page, import);
        Assert.Equal(Directory.GetFiles(samples, "*.gz").Length, files.Length);
        Assert.Equal(202, (await page.PostAsync($"{import}/build")).Status);
        JsonElement stopped = await EndedAsync(page, import);
        Assert.Equal("done", Text(stopped, "state"));

        // Deleting an import deletes what is its own, and nothing else.
        Assert.Equal(204, (await page.DeleteAsync(import)).Status);
        Assert.Equal(files.Length, Directory.GetFiles(samples, "*.gz").Length);

        Directory.CreateDirectory(_folder["exports/inner"]);
        await File.WriteAllTextAsync(_folder["exports/a.csv"], Ahrefs, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["exports/inner/gsc.csv"], Console, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["exports/NOTES.txt"], "Hello", TestContext.Current.CancellationToken);
        string folder = JsonSerializer.Serialize(new { folder = _folder["exports"] });
        string walked = await BeginAsync(page, folder);
        files = await CheckedAsync(page, walked);
        string gsc = $"{_folder["exports"]}/inner/gsc.csv";
        Assert.Contains(files, file => Text(file, "name") == gsc && Text(file, "need") == "target");
        Assert.Contains(files, file => file.GetProperty("notes").EnumerateArray().Any(note => note.GetString()!.Contains("NOTES.txt", StringComparison.Ordinal)));
        string said = JsonSerializer.Serialize(new { targets = new Dictionary<string, string> { [gsc] = "f.example" } });
        Assert.Equal(200, (await page.PutAsync($"{walked}/options", said)).Status);
        await CheckedAsync(page, walked);
        Assert.Equal(202, (await page.PostAsync($"{walked}/build")).Status);
        Assert.Equal("done", Text(await EndedAsync(page, walked), "state"));
        Assert.Equal(["a.example"], await AskAsync(page, "f.example"));

        Page withKey = new(server);
        (await withKey.PostAsync("/api/v1/imports", folder)).Error(403, "Forbidden");
        Assert.Equal(201, (await withKey.PostAsync("/api/v1/imports", "{}")).Status);
        (await page.PostAsync("/api/v1/imports", """{"folder":"relative"}""")).Error(400, "Bad Request");
        (await page.PostAsync("/api/v1/imports", """{"folder":"/no/such/folder"}""")).Error(400, "Bad Request");
    }

    [Fact]
    public async Task A_zip_is_a_folder_of_files_that_are_told_apart()
    {
        await using RunningServer server = await StartAsync();
        Page page = new(server);
        using MemoryStream bytes = new();
        using (System.IO.Compression.ZipArchive zip = new(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in new[] { ("a.csv", Ahrefs), ("../gsc.csv", Console), ("in/gsc.csv", Console) })
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        string import = await BeginAsync(page);
        Assert.Equal(201, (await page.PutAsync($"{import}/files/all.zip", bytes.ToArray())).Status);
        await CheckedAsync(page, import);
        Answer said = await page.PutAsync($"{import}/options", """{"targets":{"all.zip/in/gsc.csv":"f.example"}}""");
        Assert.Equal(200, said.Status);
        JsonElement[] files = await CheckedAsync(page, import);
        Assert.Equal(["all.zip/a.csv", "all.zip/in/gsc.csv"],
            files.Where(file => Text(file, "problem") is null && file.GetProperty("used").GetInt32() > 0).Select(file => Text(file, "name")!));
        Assert.Contains(files, file => file.GetProperty("notes").EnumerateArray().Any(note => note.GetString()!.Contains("leads out of the zip", StringComparison.Ordinal)));
        Assert.Equal(202, (await page.PostAsync($"{import}/build")).Status);
        Assert.Equal("done", Text(await EndedAsync(page, import), "state"));
        Assert.Equal(["a.example"], await AskAsync(page, "f.example"));
    }

    [Theory]
    [InlineData("..%2F..%2Fkeys.csv", 400)]
    [InlineData("%2Fetc%2Fpasswd.csv", 400)]
    [InlineData("a%5Cb.csv", 400)]
    [InlineData(".hidden.csv", 400)]
    [InlineData("a%0Ab.csv", 400)]
    [InlineData("con.csv", 400)]
    [InlineData("page.html", 415)]
    [InlineData("run.sh", 415)]
    [InlineData("program.exe.gz", 415)]
    [InlineData("noending", 415)]
    public async Task A_file_of_another_kind_or_a_name_that_is_none_is_not_taken(string name, int status)
    {
        await using RunningServer server = await StartAsync();
        Page page = new(server);
        string import = await BeginAsync(page);
        Assert.Equal(status, (await page.PutAsync($"{import}/files/{name}", Ahrefs)).Status);
        Assert.Empty((await page.JsonAsync(import)).GetProperty("files").EnumerateArray());
        Assert.Empty(Directory.Exists(_folder["imports"])
            ? Directory.GetFiles(_folder["imports"], "*", SearchOption.AllDirectories) : []);
    }

    [Fact]
    public async Task Files_are_bounded_in_size_and_number_and_lie_where_only_this_user_may_look()
    {
        await using RunningServer server = await StartAsync(options => options with
        {
            MaxUploadBytes = 200_000,
            MaxUploadFiles = 2,
            MaxQuestionBytes = 1000,
        });
        Page page = new(server);
        string import = await BeginAsync(page);

        // Longer than a question may be, and not too long for a file.
        byte[] large = Encoding.UTF8.GetBytes("source,target\n" + string.Concat(Enumerable.Range(0, 5000).Select(row => $"s{row}.example,t.example\n")));
        Assert.InRange(large.Length, 100_000, 200_000);
        Assert.Equal(201, (await page.PutAsync($"{import}/files/large.csv", large)).Status);
        byte[] tooLong = new byte[200_001];
        (await page.PutAsync($"{import}/files/long.csv", tooLong)).Error(413, "Payload Too Large");
        Answer chunked = await page.SendAsync(HttpMethod.Put, $"{import}/files/long.csv", new StreamContent(new NoLength(tooLong)));
        chunked.Error(413, "Payload Too Large");
        Assert.Equal(201, (await page.PutAsync($"{import}/files/b.csv", Ahrefs)).Status);
        (await page.PutAsync($"{import}/files/c.csv", Ahrefs)).Error(413, "Payload Too Large");
        Assert.Equal(201, (await page.PutAsync($"{import}/files/b.csv", Other)).Status);
        string[] kept = Directory.GetFiles(_folder["imports"], "*", SearchOption.AllDirectories);
        Assert.Equal(["b.csv", "large.csv"], kept.Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in kept)
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["imports"]));
        }

        Assert.Equal(204, (await page.DeleteAsync($"{import}/files/b.csv")).Status);
        (await page.DeleteAsync($"{import}/files/b.csv")).Error(404, "Not Found");
        Assert.Equal(204, (await page.DeleteAsync(import)).Status);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["imports"]));
        (await page.GetAsync(import)).Error(404, "Not Found");
    }

    [Fact]
    public async Task A_build_can_be_stopped_and_goes_on_and_one_runs_at_a_time()
    {
        string rows = string.Concat(Enumerable.Range(0, 400_000).Select(row => $"s{row}.example/p,t{row % 7}.example\n"));
        await using RunningServer server = await StartAsync();
        Page page = new(server);
        string first = await BeginAsync(page);
        await page.PutAsync($"{first}/files/a.csv", "source,target\n" + rows);
        string second = await BeginAsync(page);
        await page.PutAsync($"{second}/files/b.csv", "source,target\nx.example,t1.example\n");
        await CheckedAsync(page, first);
        await CheckedAsync(page, second);
        Assert.Equal(202, (await page.PostAsync($"{first}/build")).Status);
        (await page.PostAsync($"{second}/build")).Error(409, "Conflict");
        (await page.PutAsync($"{first}/files/c.csv", Ahrefs)).Error(409, "Conflict");
        (await page.PutAsync($"{first}/options", "{}")).Error(409, "Conflict");
        (await page.DeleteAsync(first)).Error(409, "Conflict");
        Assert.Equal(204, (await page.PostAsync($"{first}/cancel")).Status);
        JsonElement stopped = await EndedAsync(page, first);
        Assert.Equal("cancelled", Text(stopped, "state"));
        Assert.Equal(JsonValueKind.Null, (await page.JsonAsync("/api/v1/index")).GetProperty("snapshot").ValueKind);

        Assert.Equal(202, (await page.PostAsync($"{first}/build")).Status);
        bool hasProgress = false;
        JsonElement now;
        while (Text(now = await page.JsonAsync(first), "state") == "building")
        {
            hasProgress |= now.GetProperty("progress").GetProperty("total").GetInt64() > 0;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.True(hasProgress);
        Assert.Equal("done", Text(now, "state"));
    }

    [Fact]
    public async Task Without_leave_no_file_is_taken_and_without_a_session_none_either()
    {
        await using RunningServer closed = await RunningServer.StartAsync(_folder);
        Page page = new(closed);
        (await page.PostAsync("/api/v1/imports", "{}")).Error(403, "Forbidden");
        (await page.PutAsync("/api/v1/imports/abc/files/a.csv", Ahrefs)).Error(403, "Forbidden");
        using HttpRequestMessage nobody = new(HttpMethod.Put, "/api/v1/imports/abc/files/a.csv") { Content = new StringContent(Ahrefs) };
        (await closed.SendAsync(nobody)).Error(401, "Unauthorized");
        Assert.False(Directory.Exists(_folder["imports"]));
    }

    [Fact]
    public async Task What_is_said_must_be_of_a_file_and_of_the_known_shape()
    {
        await using RunningServer server = await StartAsync();
        Page page = new(server);
        string import = await BeginAsync(page);
        await page.PutAsync($"{import}/files/a.csv", Console);
        foreach ((string body, string reason) in new[]
        {
            ("""{"targets":{"b.csv":"x.example"}}""", "no file named 'b.csv'"),
            ("""{"targets":[]}""", "targets must be an object"),
            ("""{"targets":{"a.csv":1}}""", "targets.a.csv must be a string"),
            ("""{"columns":{"a.csv":{"source":"x"}}}""", "columns.a.csv.target is required"),
            ("""{"columns":{"a.csv":{"from":"x"}}}""", "columns.a.csv.from is no field"),
            ("""{"add":"yes"}""", "add must be true or false"),
            ("""{"more":1}""", "more is no field"),
        })
        {
            string message = (await page.PutAsync($"{import}/options", body)).Error(400, "Bad Request");
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }

        string empty = await BeginAsync(page);
        (await page.PostAsync($"{empty}/build")).Error(409, "Conflict");
    }

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    private static async Task<string> BeginAsync(Page page, string body = "{}")
    {
        Answer answer = await page.PostAsync("/api/v1/imports", body);
        Assert.True(answer.Status == 201, answer.Body);
        return $"/api/v1/imports/{JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetString()}";
    }

    private static async Task<JsonElement[]> CheckedAsync(Page page, string import)
    {
        JsonElement now;
        while (Text(now = await page.JsonAsync(import), "state") == "checking")
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return [.. now.GetProperty("files").EnumerateArray()];
    }

    private static async Task<JsonElement> EndedAsync(Page page, string import)
    {
        JsonElement now;
        while (Text(now = await page.JsonAsync(import), "state") == "building")
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return now;
    }

    private static Task BuildAsync(Page page, string import, params (string Name, string Text)[] files) =>
        BuildAsync(page, import, "{}", files);

    private static async Task BuildAsync(Page page, string import, string options, params (string Name, string Text)[] files)
    {
        foreach ((string name, string text) in files)
        {
            Assert.Equal(201, (await page.PutAsync($"{import}/files/{name}", text)).Status);
        }

        Assert.Equal(200, (await page.PutAsync($"{import}/options", options)).Status);
        await CheckedAsync(page, import);
        Assert.Equal(202, (await page.PostAsync($"{import}/build")).Status);
        Assert.Equal("done", Text(await EndedAsync(page, import), "state"));
    }

    private static async Task<string[]> AskAsync(Page page, string target)
    {
        Answer answer = await page.PostAsync(
            "/api/v1/intersect", $$"""{"to":["{{target}}"],"source":"root_domain"}""");
        Assert.True(answer.Status == 200, answer.Body);
        return [.. JsonDocument.Parse(answer.Body).RootElement.GetProperty("results").EnumerateArray()
            .Select(row => Text(row, "page")!).Order(StringComparer.Ordinal)];
    }

    private Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null) =>
        RunningServer.StartAsync(_folder, options => (change ?? (same => same))(
            options with { CanImport = true, BuildMemoryBytes = 64 << 20 }));

    private sealed class NoLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
