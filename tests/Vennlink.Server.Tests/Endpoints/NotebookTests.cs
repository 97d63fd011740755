using System.Text.Json;

namespace Vennlink.Server.Tests.Endpoints;

/// <summary>Saved questions and marks are kept as they were given, bounded, and outlive a restart.</summary>
public sealed class NotebookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Questions_are_kept_by_name_over_a_restart()
    {
        const string First = """{"question":{"to":["a.com"]},"view":{"columns":["da"]},"snapshot":"abc","total":12}""";
        await using (RunningServer server = await RunningServer.StartAsync(_folder))
        {
            Page page = new(server);
            Assert.Equal("""{"saved":[]}""", (await page.GetAsync("/api/v1/saved")).Body);
            Assert.False(File.Exists(_folder["page.db"]));
            Assert.Equal(204, (await page.PutAsync("/api/v1/saved/blogs%2Fours%20%C3%A4%252F", First)).Status);
            Assert.Equal(204, (await page.PutAsync("/api/v1/saved/a", """{"question":{}}""")).Status);
            Assert.Equal(204, (await page.PutAsync("/api/v1/saved/a", """{"question":{"to":[]},"view":null}""")).Status);
        }

        await using RunningServer again = await RunningServer.StartAsync(_folder);
        Page later = new(again);
        JsonElement saved = (await later.JsonAsync("/api/v1/saved")).GetProperty("saved");
        Assert.Equal(["a", "blogs/ours ä%2F"], saved.EnumerateArray().Select(one => one.GetProperty("name").GetString()!));
        Assert.Equal("""{"to":[]}""", saved[0].GetProperty("question").GetRawText());
        Assert.Equal("abc", saved[1].GetProperty("snapshot").GetString());
        Assert.Equal(12, saved[1].GetProperty("total").GetInt32());

        // What is given out can be given back.
        Assert.Equal(204, (await later.PutAsync("/api/v1/saved/b", saved[1].GetRawText())).Status);
        Assert.Equal(204, (await later.DeleteAsync("/api/v1/saved/a")).Status);
        (await later.DeleteAsync("/api/v1/saved/a")).Error(404, "Not Found");
        Assert.Equal(2, (await later.JsonAsync("/api/v1/saved")).GetProperty("saved").GetArrayLength());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["page.db"]));
        }
    }

    [Theory]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "line 1")]
    [InlineData("{}", "question is required")]
    [InlineData("""{"question":[]}""", "question must be an object")]
    [InlineData("""{"question":{},"total":"1"}""", "total must be a number")]
    [InlineData("""{"question":{},"more":1}""", "more is no field")]
    public async Task A_question_that_cannot_be_kept_is_told_why(string body, string reason)
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Page page = new(server);
        Answer answer = await page.PutAsync("/api/v1/saved/a", body);
        Assert.Contains(reason, answer.Error(400, "Bad Request"), StringComparison.Ordinal);
        Answer unnamed = await page.PutAsync("/api/v1/saved/%0A", """{"question":{}}""");
        Assert.Contains("name", unnamed.Error(400, "Bad Request"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marks_of_a_prospect_are_kept_as_given_and_nothing_of_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Page page = new(server);
        const string Note = "line\nanother <b>\u202e'); DROP TABLE marks; --";
        string source = "example.com/a?b=%2F&c=ü";
        string path = $"/api/v1/marks/{Uri.EscapeDataString(source)}";
        string body = JsonSerializer.Serialize(new { status = "to_contact", tags = new[] { "blog", "blog", " x " }, note = Note });
        Assert.Equal(204, (await page.PutAsync(path, body)).Status);
        Assert.Equal(204, (await page.PutAsync("/api/v1/marks/z.example", """{"status":"won"}""")).Status);
        JsonElement marks = (await page.JsonAsync("/api/v1/marks")).GetProperty("marks");
        Assert.Equal(2, marks.GetArrayLength());
        Assert.Equal(source, marks[0].GetProperty("source").GetString());
        Assert.Equal(Note, marks[0].GetProperty("note").GetString());
        Assert.Equal("to_contact", marks[0].GetProperty("status").GetString());
        Assert.Equal(["blog", "x"], marks[0].GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!));

        Assert.Equal(204, (await page.PutAsync(path, "{}")).Status);
        Assert.Equal(1, (await page.JsonAsync("/api/v1/marks")).GetProperty("marks").GetArrayLength());
        (await page.PutAsync(path, """{"status":"maybe"}""")).Error(400, "Bad Request");
        (await page.PutAsync(path, """{"tags":["a\u0000b"]}""")).Error(400, "Bad Request");
        (await page.PutAsync(path, $$"""{"note":"{{new string('n', 10_001)}}"}""")).Error(400, "Bad Request");
        (await page.PutAsync(path, $$"""{"note":"{{new string('n', 70_000)}}"}""")).Error(413, "Payload Too Large");
    }

    [Fact]
    public async Task A_file_that_is_no_notebook_is_an_error_in_the_log_and_not_overwritten()
    {
        await File.WriteAllTextAsync(_folder["page.db"], new string('x', 5000), TestContext.Current.CancellationToken);
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer answer = await new Page(server).GetAsync("/api/v1/saved");
        answer.Error(500, "Internal Server Error");
        Assert.Contains(server.Log.All, line => line.Contains("is not a notebook of vennlink", StringComparison.Ordinal));
        Assert.Equal(5000, new FileInfo(_folder["page.db"]).Length);
    }
}
