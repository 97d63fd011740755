using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vennlink.Tests;

namespace Vennlink.Cli.Tests;

/// <summary>Small indexes as the builds of each version wrote them: this build reads those of its own version and of
/// the one before.</summary>
/// <remarks>Their inputs, and how the index of a new version is made: <c>tests/data/indexes/make.sh</c>.</remarks>
public sealed class KeptIndexTests : IDisposable
{
    private static readonly string _kept = SharedData.InRepository("tests/data/indexes");
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public KeptIndexTests() => _shell = new Shell(_folder);

    public static TheoryData<int> VersionsRead => [.. Directory.EnumerateDirectories(_kept, "v*")
        .Select(folder => int.Parse(Path.GetFileName(folder)[1..], CultureInfo.InvariantCulture))
        .OrderDescending().Take(2)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_kept_index_is_of_the_version_that_this_build_writes()
    {
        File.WriteAllText(Path.Combine(_folder, "a.csv"), "source,target\nhttp://a.example/,http://x.example/\n");
        Assert.Equal(0, _shell.Run("build", "--out", "index", "a.csv").ExitCode);
        string json = _shell.Run("inspect", "--index", "index", "--format", "json").Output;
        using JsonDocument inspected = JsonDocument.Parse(json);
        int written = inspected.RootElement.GetProperty("format_version").GetInt32();
        Assert.Equal(written, VersionsRead.Max(version => version.Data));
    }

    [Theory]
    [MemberData(nameof(VersionsRead))]
    public void An_index_of_pages_answers_as_the_build_that_wrote_it(int version) =>
        AssertAnswers(Path.Combine(_kept, $"v{version}", "pages"), "--to", "wide.example", "narrow.example", "--min",
            "2", "--source", "page");

    // The index of version 1 was made before there were hosts.
    [Theory]
    [MemberData(nameof(VersionsRead))]
    public void An_index_without_hosts_answers_which_hosts_link(int version)
    {
        string[] question = ["intersect", "--index", Path.Combine(_kept, $"v{version}", "pages"), "--to", "wide.example",
            "--format", "csv"];
        string[] pages = [.. _shell.Run([.. question, "--source", "page"]).Lines.Skip(1)];
        string[] hosts = [.. _shell.Run([.. question, "--source", "host"]).Lines.Skip(1)];
        Assert.True(hosts.Length > 1);
        Assert.Equal(pages.Select(row => row.Split('/')[0]).Distinct().Order(StringComparer.Ordinal),
            hosts.Select(row => row.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.Equal($"{hosts.Length}\n", _shell.Run([.. question[..^2], "--source", "subdomain", "--count"]).Output);
    }

    [Theory]
    [MemberData(nameof(VersionsRead))]
    public void An_index_of_a_graph_answers_as_the_build_that_wrote_it(int version) =>
        AssertAnswers(Path.Combine(_kept, $"v{version}", "domains"), "--to", "c.net", "d.org", "--min", "1",
            "--source", "root_domain");

    [Theory]
    [MemberData(nameof(VersionsRead))]
    public void New_inputs_are_added_to_the_segments_of_a_kept_index(int version)
    {
        _shell.Bash($"cp -r '{Path.Combine(_kept, $"v{version}", "pages")}' index");
        File.WriteAllText(Path.Combine(_folder, "more.csv"),
            "source,target\nhttp://new.example/,http://wide.example/\nhttp://new.example/,http://narrow.example/\n");
        ShellResult added = _shell.Run("build", "--out", "index", "--add", "more.csv", "--public-suffix-list",
            Path.Combine(_kept, "suffixes.dat"));
        Assert.True(added.ExitCode == 0, added.Error);

        // One page in 105 of the 4,200 links to both targets; the crawled page did, and was read again without.
        ShellResult count = _shell.Run("intersect", "--index", "index", "--to", "wide.example", "narrow.example",
            "--min", "2", "--count");
        Assert.Equal($"{(4200 / 105) + 1}\n", count.Output);
    }

    private void AssertAnswers(string index, params string[] question)
    {
        ShellResult verified = _shell.Run("verify", "--index", index);
        Assert.True(verified.ExitCode == 0, verified.Error);
        ShellResult answer = _shell.Run(["intersect", "--index", index, .. question, "--format", "csv"]);
        Assert.Equal(File.ReadAllText($"{index}.intersect.csv"), answer.Output);
        string links = _shell.Run("export", "links", "--index", index, "--format", "csv").Output;
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(links)));
        Assert.Equal(File.ReadAllText($"{index}.export.sha256").Trim(), digest);
    }
}
