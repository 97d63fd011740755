using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Vennlink.Archives;
using Vennlink.Build;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Cli.Verbs;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Cli;

/// <summary>
/// The whole command line: parses, runs one verb, and turns what went wrong into one line and an exit code.
/// </summary>
internal static class CommandLine
{
    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What stands after <c>vennlink</c>.</param>
    /// <param name="interruption">Ends the verb early.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, Interruption interruption)
    {
        ParseResult parsed = CreateRoot(arguments, interruption).Parse(arguments, new ParserConfiguration
        {
            // '@file' stands for targets, one a line: the verbs read it, since the parser's own would split at every
            // blank and for every option.
            ResponseFileTokenReplacer = null,
        });
        if (parsed.Action is not HelpWithExample)
        {
            if (UnknownOption(parsed) is { } option)
            {
                return Report($"unknown option '{option}'; {SeeHelp(parsed)}", ExitCode.WrongUsage);
            }

            if (parsed.Errors.Count > 0)
            {
                return WrongUsage(parsed);
            }
        }

        try
        {
            return parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interruption.Token)
                .GetAwaiter().GetResult();
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (UsageException problem)
        {
            int exitCode = Report($"{problem.Message}; {SeeHelp(parsed)}", ExitCode.WrongUsage);
            if (problem.Excerpt is { } excerpt)
            {
                Notes.Point(excerpt, problem.CaretOffset);
            }

            return exitCode;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Report("interrupted", ExitCode.Interrupted);
        }
        catch (Exception problem) when (Shortage.Of(problem) is { } cause)
        {
            return Report(cause, ExitCode.Failed);
        }
        catch (UnreadableInputsException problem)
        {
            foreach (InputException input in problem.Problems)
            {
                Notes.Write(input.Message);
            }

            return Report(problem.Message, ExitCode.Failed);
        }
        catch (Exception problem) when (problem is FailedException or BuildRefusedException or InputException
            or IndexFormatException or IOException or UnauthorizedAccessException or FormatException
            or InvalidDataException or LinkFactsException)
        {
            return Report(problem.Message, ExitCode.Failed);
        }
        catch (Exception problem)
        {
            // The process edge: a bug of ours. The trace is what a bug report needs, so it is not hidden.
            Console.Error.WriteLine($"vennlink: unexpected error, please report it: {problem}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand CreateRoot(IReadOnlyList<string> arguments, Interruption interruption)
    {
        VerbGroup[] groups =
        [
            new("Build", BuildVerb.Create()),
            new("Ask", IntersectVerb.Create(), EvidenceVerb.Create(), DiffVerb.Create(), ExplainVerb.Create(),
                TopVerb.Create(), TargetsVerb.Create(), ExportVerb.Create(),
                RecordVerb.Create()),
            new("Serve", ServeVerb.Create(interruption), McpVerb.Create(), KeysVerb.Create()),
            new("Keep", InspectVerb.Create(), VerifyVerb.Create()),
            new("Research", RankVerb.Create()),
            new("Try", DemoVerb.Create(interruption)),
        ];
        RootCommand root = new("Answers link intersect: who links to at least K of these, and to none of those?");
        foreach (VerbCommand verb in groups.SelectMany(group => group.Verbs))
        {
            root.Add(verb);
            if (arguments.Contains(verb.Name))
            {
                verb.Complete(arguments);
            }
        }

        root.Directives.Clear();
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample(groups);
        root.Options.OfType<VersionOption>().Single().Action = new VersionLine();
        return root;
    }

    // The parser hands a mistyped option to whatever takes several values ('--to a.example --limt 5'); no value starts
    // with '-', but for numbers, which have their own message, and what stands after '--'.
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token =>
            token.Type == TokenType.Argument && token.Value is ['-', not (>= '0' and <= '9'), ..])?.Value;

    private static int WrongUsage(ParseResult parsed)
    {
        // A word that is not understood explains the errors that come with it, such as an argument that seems to be
        // missing.
        ParseError error = parsed.Errors.FirstOrDefault(candidate =>
            !candidate.Message.StartsWith("Required", StringComparison.Ordinal)) ?? parsed.Errors[0];
        Command command = parsed.CommandResult.Command;
        string message = parsed.UnmatchedTokens.Count == 0 && command.Subcommands.Count > 0
            ? $"no verb given; verbs are {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}"
            : error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return Report($"{message}; {SeeHelp(parsed)}", ExitCode.WrongUsage);
    }

    private static string SeeHelp(ParseResult parsed)
    {
        // The names from the root down: 'vennlink keys add'.
        List<string> names = [];
        SymbolResult? result = parsed.CommandResult;
        for (; result is CommandResult { Command: not RootCommand } command; result = result.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return $"see '{string.Join(' ', ["vennlink", .. names, "--help"])}'";
    }

    private static int Report(string message, int exitCode)
    {
        Notes.Write(message);
        return exitCode;
    }
}
