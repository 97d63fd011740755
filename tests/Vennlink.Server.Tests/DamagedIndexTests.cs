using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>An index that was damaged on disk.</summary>
public sealed class DamagedIndexTests : IDisposable
{
    private const string Question =
        """
        {"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}, {"target": "blog.nytimes.com", "scope": "subdomain"}],
         "negative_targets": [{"target": "moz.com", "scope": "root_domain"}], "source_scope": "root_domain"}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_flipped_byte_gives_the_right_answer_or_an_error_whose_file_the_log_names()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        Answer good = await AskAsync();
        Assert.Equal(200, good.Status);
        int failures = 0;
        foreach (string file in Directory.GetFiles(IndexFolder.CurrentSnapshot(_folder["index"])!)
            .Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            for (int i = 0; i < 5; i++)
            {
                byte[] damaged = [.. bytes];
                damaged[(int)((long)(bytes.Length - 1) * i / 4)] ^= 0x10;
                File.WriteAllBytes(file, damaged);
                Answer answer = await AskAsync(file);
                if (answer.Status != 200)
                {
                    failures++;
                }
                else
                {
                    Assert.Equal(good.Body, answer.Body);
                }
            }

            File.WriteAllBytes(file, bytes);
        }

        Assert.True(failures > 5, "the damage was read");
        Assert.Equal(good, await AskAsync() with { Headers = good.Headers });
    }

    private async Task<Answer> AskAsync(string? damagedFile = null)
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer answer = await server.PostAsync(Question);
        if (answer.Status == 500)
        {
            Assert.StartsWith($"The index cannot be read: {Path.GetFileName(damagedFile)}: ",
                answer.Error(500, "Internal Server Error"), StringComparison.Ordinal);
            Assert.Contains(server.Log.All, line => line.StartsWith("Error: ", StringComparison.Ordinal)
                && line.Contains(Path.GetFileName(damagedFile)!, StringComparison.Ordinal));
        }
        else if (answer.Status != 200)
        {
            answer.Error(503, "Service Unavailable");
            Assert.Contains(server.Log.All, line =>
                line.StartsWith("Error: Cannot open snapshot ", StringComparison.Ordinal));
        }

        return answer;
    }
}
