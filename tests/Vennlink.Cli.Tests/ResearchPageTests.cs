using System.Text.RegularExpressions;
using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

/// <summary>The lines of docs/research.md in other people's tools, each run where its tool is installed.</summary>
public sealed partial class ResearchPageTests : IDisposable
{
    private const string Result = "text result";

    private static readonly string _page = SharedData.InRepository(Path.Combine("docs", "research.md"));

    // A machine may have several, each with packages of its own.
    private static readonly string[] _pythons = ["python3", "/usr/bin/python3"];

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public ResearchPageTests()
    {
        _shell = new Shell(_folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), SharedData.InRepository("samples"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sql", "duckdb")]
    [InlineData("python", "pandas")]
    [InlineData("python", "pyarrow")]
    [InlineData("python", "networkx")]
    [InlineData("r", "igraph")]
    [InlineData("r", "read.csv")]
    public void Lines_of_a_tool_give_the_result_that_the_page_shows(string language, string package)
    {
        List<(string Language, string Text)> blocks = [.. Blocks()];
        string? program = language switch
        {
            "sql" => Runs("duckdb -csv -c 'SELECT 1'") ? "duckdb -csv -c" : null,
            "r" => Runs(package == "igraph" ? "Rscript -e 'library(igraph)'" : "Rscript -e 1") ? "Rscript -e" : null,
            _ => _pythons.Where(python => Runs($"{python} -c 'import {package}'")).Select(python => $"{python} -c")
                .FirstOrDefault(),
        };
        Assert.SkipWhen(program is null, $"{language} with {package} is not installed");
        int runCount = 0;
        for (int index = 0; index < blocks.Count; index++)
        {
            (string kind, string text) = blocks[index];
            if (kind == "sh")
            {
                Assert.Equal(0, _shell.Bash("set -euo pipefail; " + text).ExitCode);
            }
            else if (kind == language && IsOf(text, language, package))
            {
                ShellResult result = _shell.Bash($"{program} {Quoted(text)}");
                Assert.True(result.ExitCode == 0, result.Error);
                Assert.Equal((Result, blocks[index + 1].Text), (blocks[index + 1].Language, Plain(result.Output)));
                runCount++;
            }
        }

        Assert.NotEqual(0, runCount);
    }

    [Fact]
    public void Every_block_of_a_tool_is_tried_by_some_case()
    {
        (string Language, string Package)[] cases =
            [("python", "pandas"), ("python", "pyarrow"), ("python", "networkx"), ("r", "igraph"), ("r", "read.csv")];
        Assert.All(Blocks().Where(block => block.Language is "python" or "r"), block => Assert.Contains(cases,
            one => one.Language == block.Language && IsOf(block.Text, one.Language, one.Package)));
    }

    // What needs a second package is a case of that one.
    private static bool IsOf(string text, string language, string package) => language switch
    {
        "python" => Imports().Match(text).Groups[1].Value.Split(", ")[^1] == package,
        "r" => text.Contains(package, StringComparison.Ordinal),
        _ => true,
    };

    private bool Runs(string command) => _shell.Bash(command).ExitCode == 0;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Plain(string output) => string.Join(
        '\n', output.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));

    private static IEnumerable<(string Language, string Text)> Blocks() => Fences().Matches(File.ReadAllText(_page))
        .Select(block => (block.Groups[1].Value, block.Groups[2].Value));

    [GeneratedRegex("^```([a-z ]+)\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex("^import (.*)$", RegexOptions.Multiline)]
    private static partial Regex Imports();
}
