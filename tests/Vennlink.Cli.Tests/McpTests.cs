using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Vennlink.Cli.Tests;

/// <summary>The real command, as a program that speaks the Model Context Protocol starts it.</summary>
public sealed class McpTests(SampleIndex samples)
{
    [Fact]
    public async Task A_client_that_starts_the_command_gets_the_answers_of_the_shell()
    {
        Shell shell = samples.NewShell();
        await using McpClient client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "vennlink",
            Command = Shell.CommandPath,
            Arguments = ["mcp", "--index", samples.Index],
        }), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("evidence", (await client.ListToolsAsync()).Select(tool => tool.Name));
        CallToolResult answer = await client.CallToolAsync("count", new Dictionary<string, object?>
        {
            ["to"] = new[] { "heroku.com", "netlify.com" },
            ["not"] = new[] { "vercel.com" },
            ["source"] = "root_domain",
        });
        string counted = shell.Run("intersect", "--to", "heroku.com", "netlify.com", "--not", "vercel.com",
            "--source", "root_domain", "--count").Output.Trim();

        Assert.Equal(counted, answer.StructuredContent!.Value.GetProperty("total").GetRawText());
        CallToolResult index = await client.CallToolAsync("index");
        Assert.Equal(JsonValueKind.Object, index.StructuredContent!.Value.GetProperty("counts").ValueKind);
    }

    [Fact]
    public void A_session_ends_with_its_input_and_a_missing_index_is_one_line()
    {
        Shell shell = samples.NewShell();
        ShellResult ended = shell.Run("mcp");
        ShellResult missing = shell.Run("mcp", "--index", "nowhere");

        Assert.Equal((0, "", ""), (ended.ExitCode, ended.Output, ended.Error));
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Single(missing.Error.Trim().Split('\n'));
    }
}
