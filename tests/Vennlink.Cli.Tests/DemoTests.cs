using System.Net;
using System.Text.RegularExpressions;

namespace Vennlink.Cli.Tests;

public sealed partial class DemoTests(SampleIndex samples) : IDisposable
{
    private static readonly string[] _blogs =
        ["daringfireball.net", "mjtsai.com", "marco.org", "inessential.com", "hypercritical.co"];
    private static readonly string[] _clouds = ["heroku.com", "netlify.com", "digitalocean.com"];
    private static readonly string[] _gone = ["travis-ci.org", "atom.io", "freenode.net", "bintray.com"];
    private static readonly string[] _players = ["etree.org", "winamp.com", "xmms.org"];
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public static TheoryData<bool, string[], string[], int> Questions => new()
    {
        { true, _blogs, ["sixcolors.com"], 13 },
        { false, _clouds, ["vercel.com"], 10 },
        { false, _gone, [], 9 },
        { false, _players, ["creativecommons.org"], 2 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Questions))]
    public void Answers_to_the_worked_questions_are_those_of_plain_sets(
        bool byDomain, string[] positives, string[] negatives, int rowCount)
    {
        Dictionary<string, string[]> expected = RawSamples.AtLeastTwo(byDomain, positives, negatives);
        string[] not = negatives.Length > 0 ? ["--not", .. negatives] : [];
        ShellResult result = samples.NewShell()
            .Run(["intersect", "--to", .. positives, .. not, "--min", "2", "--source",
                byDomain ? "root_domain" : "page", "--format", "csv"]);
        Dictionary<string, string[]> answer = result.Lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => cells[0], cells => positives.Where((_, index) => cells[4 + index].Length > 0).ToArray());

        Assert.Equal(rowCount, answer.Count);
        Assert.Equal(expected.OrderBy(row => row.Key, StringComparer.Ordinal),
            answer.OrderBy(row => row.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_demo_works_from_any_folder_and_its_curl_line_as_pasted()
    {
        Shell pathless = new(_folder) { PathHasCommand = false };
        ShellResult demo = pathless.Run("demo", "--dir", "a demo", "--no-serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal(0, demo.ExitCode);
        foreach (string summary in new[] { "13 of 13, exact", "10 of 10, exact", "9 of 9, exact", "2 of 2, exact" })
        {
            Assert.Contains(summary, demo.Output, StringComparison.Ordinal);
        }

        Assert.Contains("2008-04-30T", demo.Output, StringComparison.Ordinal);
        Assert.Contains("aut-example.arc.gz", demo.Output, StringComparison.Ordinal);
        foreach (string printed in demo.Lines.Where(line => line.StartsWith("   $ ", StringComparison.Ordinal)))
        {
            ShellResult pasted = pathless.Bash($"cd / && {printed[5..]}");
            Assert.True(pasted.ExitCode == 0, $"{printed}\n{pasted.Error}");
            Assert.Contains(pasted.Output, demo.Output, StringComparison.Ordinal);
        }

        Assert.Equal(5, demo.Lines.Count(line => line.StartsWith("   $ ", StringComparison.Ordinal)));

        // The index is used again, and the server answers the curl line that this run prints.
        Shell shell = new(_folder);
        using RunningServer server =
            RunningServer.Start(shell, "demo", "--dir", "a demo", "--urls", "http://127.0.0.1:0");
        server.WaitForLine(line => line.StartsWith("   $ vennlink explain --index ", StringComparison.Ordinal));
        string page = server.WaitForLine(line => line.Contains("/?token=", StringComparison.Ordinal)).Trim();
        string curl = server.WaitForLine(line => line.StartsWith("curl ", StringComparison.Ordinal));
        ShellResult answer = shell.Bash(curl);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("\"page\":\"indieblog.page\"", answer.Output, StringComparison.Ordinal);
        Assert.Contains("using the index in", server.Error, StringComparison.Ordinal);
        using HttpClient client = new();
        using HttpResponseMessage unauthorized =
            await client.PostAsync(Address().Match(curl).Value, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, unauthorized.StatusCode);
        ShellResult opened = shell.Bash($"curl -si -H 'Accept: text/html' '{page}'");
        Assert.Contains("303 See Other", opened.Output, StringComparison.Ordinal);
        Assert.Equal(130, server.Interrupt());
    }

    [Fact]
    public void A_damaged_index_of_the_demo_is_built_anew()
    {
        Shell shell = new(_folder);
        Assert.Equal(0, shell.Run("demo", "--dir", "demo", "--no-serve").ExitCode);
        string file = Directory.EnumerateFiles(Path.Combine(_folder, "demo"), "target.postings",
            SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        ShellResult again = shell.Run("demo", "--dir", "demo", "--no-serve");

        Assert.Equal(0, again.ExitCode);
        Assert.DoesNotContain("using the index", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, shell.Run("verify", "--index", "demo/index").ExitCode);
    }

    [Fact]
    public void A_busy_port_is_said_clearly()
    {
        Shell shell = samples.NewShell();
        using RunningServer first = RunningServer.Start(shell, "serve", "--urls", "http://127.0.0.1:0");
        string address = Address()
            .Match(first.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal))).Value;
        ShellResult second = shell.Run("serve", "--urls", address);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("the port is in use", second.ErrorLines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
    }

    // 192.0.2.0/24 is for documentation: no machine has such an address.
    [Fact]
    public void An_address_of_another_machine_is_said_clearly()
    {
        ShellResult result = samples.NewShell().Run("serve", "--urls", "http://192.0.2.1:5465");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("vennlink: http://192.0.2.1:5465: cannot listen on this address: ", result.ErrorLines[^1],
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+(/\S*)?")]
    private static partial Regex Address();
}
