using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

public sealed class HelpTests(SampleIndex samples) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public static TheoryData<string> Verbs =>
    [
        "build", "intersect", "evidence", "diff", "explain", "top", "targets", "export", "record", "serve", "mcp",
        "keys", "keys add", "keys list", "keys revoke", "inspect", "verify", "rank", "demo",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_help_of_a_verb_ends_with_an_example_that_works(string verb)
    {
        // As in a clone of the repository, with the index that the example of build makes.
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), SharedData.InRepository("samples"));
        if (verb != "build")
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder, "sites"), samples.Index);
        }

        Shell shell = new(_folder);
        shell.Run("keys", "add", "first");
        string example = ExampleOf(shell.Run([.. verb.Split(' '), "--help"]).Output);
        Assert.StartsWith($"vennlink {verb}", example.Split('\n')[^1], StringComparison.Ordinal);
        if (verb == "serve")
        {
            using RunningServer server =
                RunningServer.Start(shell, [.. example.Split(' ')[1..^1], "http://127.0.0.1:0"]);
            server.WaitForErrorLine(line =>
                line.Contains("serving sites on http://127.0.0.1:", StringComparison.Ordinal));
            return;
        }

        ShellResult result = shell.Bash($"set -euo pipefail; {example}");
        Assert.True(result.ExitCode == 0, $"{example}\n{result.Error}");
        Assert.NotEqual("", verb is "keys revoke" or "mcp" ? "quiet" : result.Output + result.Error);
    }

    [Fact]
    public void The_overview_groups_every_verb_and_names_a_first_step()
    {
        string[] lines = new Shell(_folder).Run("--help").Output.Split('\n');

        IEnumerable<string> named = lines
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            .Where(word => word != "vennlink");
        IEnumerable<string> verbs =
            Verbs.Select(verb => verb.Data).Where(verb => !verb.Contains(' ', StringComparison.Ordinal));
        Assert.Equal(verbs.Order(), named.Order());
        Assert.Contains("  vennlink demo --no-serve", lines);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Details_of_a_verb_fit_a_screen(string verb)
    {
        string help = new Shell(_folder).Run([.. verb.Split(' '), "--help"]).Output;
        Assert.All(help.Split("Example:\n")[0].Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    private static string ExampleOf(string help)
    {
        string[] parts = help.Split("Example:\n");
        Assert.Equal(2, parts.Length);
        string[] lines = parts[1].TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.StartsWith("  vennlink ", line, StringComparison.Ordinal));
        return string.Join('\n', lines.Select(line => line[2..]));
    }
}
