using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vennlink.Cli.Verbs;

namespace Vennlink.Cli.Tests;

public sealed class QuestionBatchTests(SampleIndex samples) : IDisposable
{
    private const string Match = "2 of (daringfireball.net, mjtsai.com) and not sixcolors.com";
    private const string Blogs =
        "{\"id\":\"blogs\",\"match\":\"" + Match + "\",\"source\":\"root_domain\",\"limit\":3}";

    private readonly Shell _shell = samples.NewShell();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Answers_come_a_line_each_in_the_order_of_the_questions_with_what_is_wrong_in_place()
    {
        JsonElement[] answers = Answers(1, Blogs, "{", "", """{"id": 7, "to": ["absent.example"], "total": true}""",
            """{"id": "x", "too": ["a.com"], "min": 0}""", """{"to": ["co.uk"]}""");

        Assert.Equal([1, 2, 4, 5, 6], answers.Select(answer => answer.GetProperty("line").GetInt32()));
        Assert.Equal("blogs", answers[0].GetProperty("id").GetString());
        Assert.Equal(3, answers[0].GetProperty("results").GetArrayLength());
        Assert.False(answers[0].TryGetProperty("total", out _));
        Assert.StartsWith("question: is no JSON: ", Problem(1), StringComparison.Ordinal);
        Assert.Equal((7, 0L, 0), (answers[2].GetProperty("id").GetInt32(), answers[2].GetProperty("total").GetInt64(),
            answers[2].GetProperty("results").GetArrayLength()));
        Assert.Equal("nobody links to absent.example: not in the index",
            Assert.Single(answers[2].GetProperty("notes").EnumerateArray()).GetString());
        Assert.Equal(2, answers[3].GetProperty("problems").GetArrayLength());
        Assert.StartsWith("min: must be", Problem(3), StringComparison.Ordinal);
        Assert.StartsWith("to: 'co.uk' is a public suffix", Problem(4), StringComparison.Ordinal);

        string Problem(int answer) => answers[answer].GetProperty("problems")[0].GetString()!;
    }

    [Fact]
    public void An_answer_has_the_rows_of_the_question_asked_alone()
    {
        string[] alone = _shell.Run("intersect", "--match", Match, "--source", "root_domain", "--limit", "3",
            "--format", "ndjson").Lines;
        JsonElement[] answers = Answers(0, [.. Enumerable.Repeat(Blogs, 300)]);

        Assert.Equal(Enumerable.Range(1, 300), answers.Select(answer => answer.GetProperty("line").GetInt32()));
        Assert.All(answers, answer => Assert.Equal(alone,
            answer.GetProperty("results").EnumerateArray().Select(row => row.GetRawText())));
    }

    [Fact]
    public void Totals_alone_and_csv()
    {
        string total = _shell.Run("intersect", "--to", "wikipedia.org", "--count").Output.TrimEnd();
        File.WriteAllText(_file, $$"""{"id": "w,1", "to": ["wikipedia.org"]}{{"\r\n"}}{"to": 1}""");

        ShellResult counts = _shell.Run("intersect", "--questions", _file, "--count", "--format", "csv");
        Assert.Equal(["line,id,total", $"1,\"w,1\",{total}"], counts.Lines);
        Assert.Equal(["vennlink: line 2: to: must be an array of targets, not a number",
            "vennlink: 1 of 2 questions could not be answered"], counts.ErrorLines);
        ShellResult rows = _shell.Run("intersect", "--questions", _file, "--limit", "2", "--format", "csv");
        Assert.Equal((1, 3), (rows.ExitCode, rows.Lines.Length));
        Assert.Equal("line,id,total,page,title,domain_authority,spam_score,matching_targets", rows.Lines[0]);
        Assert.All(rows.Lines[1..], line =>
        {
            Assert.StartsWith("1,\"w,1\",,", line, StringComparison.Ordinal);
            Assert.EndsWith(",wikipedia.org", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_program_may_ask_one_question_after_the_other()
    {
        using Process process = _shell.Start(Shell.CommandPath, ["intersect", "--questions", "-"]);
        for (int question = 1; question <= 3; question++)
        {
            process.StandardInput.WriteLine(Blogs);
            process.StandardInput.Flush();
            Assert.StartsWith($"{{\"line\":{question},", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        }

        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_it_though_questions_may_still_come()
    {
        File.WriteAllLines(_file, Enumerable.Repeat(Blogs, 2000));
        Stopwatch elapsed = Stopwatch.StartNew();
        ShellResult result = _shell.Bash(
            $"vennlink intersect --questions - < <(exec 2> /dev/null; cat {_file}; sleep 120) | head -n 1");

        Assert.Single(result.Lines);
        Assert.Empty(result.Error);
        Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(100));
    }

    [Theory]
    [InlineData("--to a.com --min-spam 3", "--questions: --to, --min-spam cannot stand beside it")]
    [InlineData("--subsets", "--questions: --subsets cannot stand beside it")]
    [InlineData("--format table", "--questions: answers are ndjson or csv")]
    [InlineData("--format json", "--questions: answers are ndjson or csv")]
    public void What_questions_say_themselves_is_refused_beside_them(string options, string problem)
    {
        ShellResult result = _shell.Bash($"vennlink intersect --questions {_file} {options}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_read_whole_and_those_that_are_too_long_are_passed_over()
    {
        Random random = new(5);
        for (int run = 0; run < 200; run++)
        {
            byte[][] lines = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
                Enumerable.Repeat((byte)random.Next(32, 127), random.Next(random.Next(5) == 0 ? 300_000 : 9))
                    .ToArray())];
            byte[] text = [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];
            ByteLines read = new(new MemoryStream(text), maxLength: 100_000);
            foreach (byte[] line in lines)
            {
                (bool isThere, byte[]? found) = await read.ReadAsync(TestContext.Current.CancellationToken);
                Assert.True(isThere);
                Assert.Equal(line.Length > 100_000 ? null : line, found);
            }

            Assert.False((await read.ReadAsync(TestContext.Current.CancellationToken)).IsThere);
        }
    }

    private JsonElement[] Answers(int exitCode, params string[] questions)
    {
        File.WriteAllLines(_file, questions);
        ShellResult result = _shell.Run("intersect", "--questions", _file);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"vennlink: {result.Lines.Count(line => line.Contains("\"problems\":", StringComparison.Ordinal))} of "
            + $"{result.Lines.Length} questions could not be answered\n"), result.Error);
        return [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
