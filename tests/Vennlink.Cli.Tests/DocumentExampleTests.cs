using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

/// <summary>The commands of documents work as pasted, from top to bottom of a page, beside the samples.</summary>
public sealed class DocumentExampleTests : IDisposable
{
    private const string ServedAddress = "http://127.0.0.1:5465";

    // A block that holds all that the command before it prints.
    private const string Answer = "text answer";

    // Commands that are not run, each with the reason.
    private static readonly Dictionary<string, string> _notRun = new(StringComparer.Ordinal)
    {
        ["dotnet build src/Vennlink.Cli -c Release"] = "the command is built already, and other tests run it meanwhile",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;
    private readonly Dictionary<string, string> _replaced = new(StringComparer.Ordinal);
    private RunningServer? _server;

    public DocumentExampleTests()
    {
        _shell = new Shell(_folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), SharedData.InRepository("samples"));
    }

    public static TheoryData<string> Pages =>
    [
        .. new[] { "README.md", "CONTRIBUTING.md" }
            .Concat(Documents.Select(file => Path.GetRelativePath(SharedData.RepositoryRoot, file)))
            .Where(page => Blocks(page).Any(block => block.Language == "sh"))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(SharedData.InRepository("docs"), "*.md", SearchOption.AllDirectories);

    public void Dispose()
    {
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_of_a_page_work_from_top_to_bottom(string page)
    {
        ShellResult? last = null;
        foreach ((string language, string command) in Blocks(page).SelectMany(Steps))
        {
            if (language == Answer)
            {
                Assert.Equal(command, last?.Output.TrimEnd('\n'));
                continue;
            }

            if (_notRun.ContainsKey(command))
            {
                continue;
            }

            if (command.StartsWith("vennlink serve ", StringComparison.Ordinal))
            {
                Serve(command);
                continue;
            }

            string replaced = _replaced.Aggregate(
                command, (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
            ShellResult result = _shell.Bash("set -euo pipefail; " + replaced);
            Assert.True(result.ExitCode == 0, $"{page}: {command}\n{result.Output}{result.Error}");

            // curl is content with an error of the server.
            bool isProblem = result.Output.StartsWith("{\"name\":", StringComparison.Ordinal);
            Assert.False(isProblem, $"{command}\n{result.Output}");
            RememberKey(result);
            last = result;
        }
    }

    [Fact]
    public void Pages_with_examples_are_found()
    {
        Assert.Contains("README.md", Pages.Select(page => page.Data));
        Assert.Contains(Path.Combine("docs", "cli.md"), Pages.Select(page => page.Data));
        Assert.Contains(Path.Combine("docs", "api.md"), Pages.Select(page => page.Data));
    }

    // Only a block that is marked is run, so a command in any other block would be an example that nobody tries.
    [Fact]
    public void Commands_stand_in_blocks_that_are_run()
    {
        IEnumerable<string> hidden = Documents.Append(SharedData.InRepository("README.md"))
            .SelectMany(file => Blocks(file).Where(block => block.Language.Length == 0))
            .SelectMany(block => block.Lines)
            .Where(line => line.TrimStart('$', ' ').Split(' ')[0] is "vennlink" or "curl");
        Assert.Empty(hidden);
    }

    private static IEnumerable<(string Language, List<string> Lines)> Blocks(string page)
    {
        List<string>? lines = null;
        string language = "";
        foreach (string line in File.ReadLines(SharedData.InRepository(page)))
        {
            if (!line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                lines?.Add(line);
            }
            else if (lines is null)
            {
                lines = [];
                language = line.Trim().TrimStart('`');
            }
            else
            {
                yield return (language, lines);
                lines = null;
            }
        }
    }

    // Commands one by one, and an answer as a whole.
    private static IEnumerable<(string Language, string Text)> Steps((string Language, List<string> Lines) block) =>
        block.Language switch
        {
            "sh" => Commands(block).Select(command => ("sh", command)),
            Answer => [(Answer, string.Join('\n', block.Lines))],
            _ => [],
        };

    // One a line; a backslash at its end goes on.
    private static IEnumerable<string> Commands((string Language, List<string> Lines) block)
    {
        string command = "";
        foreach (string line in block.Lines)
        {
            command += line;
            if (command.EndsWith('\\'))
            {
                command += '\n';
            }
            else if (command.Length > 0)
            {
                yield return command;
                command = "";
            }
        }
    }

    private void Serve(string command)
    {
        _server?.Dispose();
        string[] words = [.. command.TrimEnd('&', ' ').Split(' ').Skip(1).TakeWhile(word => word != "--urls")];
        _server = RunningServer.Start(_shell, [.. words, "--urls", "http://127.0.0.1:0"]);
        string line = _server.WaitForErrorLine(text => text.Contains("http://127.0.0.1:", StringComparison.Ordinal));
        _replaced[ServedAddress] = line[line.IndexOf("http://", StringComparison.Ordinal)..];
    }

    private void RememberKey(ShellResult result)
    {
        if (result.Lines is [var id, var secret, var token] && id.StartsWith("Access ID: ", StringComparison.Ordinal))
        {
            _replaced["ACCESS_ID"] = id["Access ID: ".Length..];
            _replaced["SECRET_KEY"] = secret["Secret key: ".Length..];
            _replaced["TOKEN"] = token["x-moz-token: ".Length..];
        }
    }
}
