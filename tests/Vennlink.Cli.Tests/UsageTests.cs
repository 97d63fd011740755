using System.Runtime.Intrinsics;

namespace Vennlink.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public UsageTests() => _shell = new Shell(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "", "no verb given; verbs are build, intersect, evidence, diff, explain, top, targets, export, record, "
            + "serve, mcp, keys, inspect, verify, rank, demo")]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("keys", "no verb given; verbs are add, list, limit, rotate, revoke, usage")]
    [InlineData("keys add", "'NAME'")]
    [InlineData("intersect --to example.com", "--index is missing; give it, or set VENNLINK_INDEX")]
    [InlineData("intersect --index x", "no targets given; use --to or --match")]
    [InlineData("intersect --index x --to", "'--to'")]
    [InlineData("intersect --index x --to a.example --bogus", "unknown option '--bogus'")]
    [InlineData("build --out x input.csv --treads 2", "unknown option '--treads'")]
    [InlineData("intersect --index x --to a.example --min 0", "--min: '0' is not a whole number of at least 1")]
    [InlineData("intersect --index x --to a.example --min 2", "--min 2 is more than the one --to target given")]
    [InlineData("intersect --index x --to a.example --limit -1", "'-1'")]
    [InlineData("intersect --index x --to a.example --sort best",
        "--sort: 'best' is not one of matching_target_count, source_domain_authority, source_spam_score")]
    [InlineData("intersect --index x --to a.example --source folder",
        "--source: 'folder' is not one of page, subdomain, root_domain")]
    [InlineData("intersect --index x --to a.example --format xml",
        "--format: 'xml' is not one of table, json, csv, ndjson")]
    [InlineData("build --out x", "INPUT")]
    [InlineData("build --out x --until 2026-13-01 y", "2026-13-01")]
    [InlineData("build --out x --until 2026-06-30", "INPUT")]
    [InlineData("build input.csv", "'--out'")]
    [InlineData("build --out x input.csv --memory lots", "--memory: 'lots' is not a size such as 8GiB or 512MiB")]
    [InlineData("build --out x input.csv --memory 1MiB", "--memory: 1MiB is too little")]
    [InlineData("build --out x input.csv --columns source", "--columns: 'source' is not NAME=COLUMN")]
    [InlineData("build --out x input.csv --columns source=a", "--columns: 'target=' is missing")]
    [InlineData("build --out x input.csv --columns source=a,target=b,colour=c", "--columns: 'colour' is not one of")]
    [InlineData("build --out x input.csv --public-suffixes none", "--public-suffixes: 'none' is not one of all, icann")]
    [InlineData("build --out x input.csv --threads 0", "--threads: '0'")]
    [InlineData("rank edges.csv", "'--out'")]
    [InlineData("rank --out ranks.tsv", "'EDGES'")]
    [InlineData("rank edges.csv --out ranks.tsv --damping 1",
        "--damping: '1' is not a number above 0 and at most 0.9995")]
    [InlineData("rank edges.csv --out ranks.tsv --tolerance 0", "--tolerance: '0' is not a number between 0 and 1")]
    [InlineData("rank edges.csv --out ranks.tsv --iterations 0",
        "--iterations: '0' is not a whole number of at least 1")]
    [InlineData("rank edges.csv --out ranks.tsv --iterations 3 --tolerance 1e-6",
        "give --iterations or --tolerance, not both")]
    [InlineData("export everything --index x", "'everything' is not one of pages, links, hosts, domains")]
    [InlineData("serve --index x --urls 127.0.0.1:5465",
        "--urls: '127.0.0.1:5465' is not an address such as http://127.0.0.1:5465")]
    [InlineData("serve --index x --urls http://127.0.0.1:0;ftp://127.0.0.1", "--urls: 'ftp://127.0.0.1'")]
    [InlineData("serve --index x --urls https://127.0.0.1:5465", "--urls: 'https://127.0.0.1:5465'")]
    [InlineData("serve --index x --urls http://127.0.0.1:99999", "--urls: 'http://127.0.0.1:99999'")]
    [InlineData("demo --dir x --urls foo", "--urls: 'foo'")]
    public void Wrong_usage_is_one_line_on_standard_error_and_exit_code_2(string arguments, string expected)
    {
        ShellResult result = _shell.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("vennlink: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Contains("--help'", line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("intersect --index nowhere --to example.com", "nowhere: no such folder")]
    [InlineData("verify --index .", ".: has no finished index")]
    [InlineData("intersect --index . --to @absent.txt", "absent.txt")]
    [InlineData("serve --index nowhere", "nowhere: no such folder")]
    [InlineData("rank absent.csv --out ranks.tsv", "absent.csv")]
    [InlineData(
        "rank . --out ranks.tsv", ".: is a folder without a web graph, or with several; name a link list as a file")]
    [InlineData("keys revoke member-0123456789", "no working key with the access ID 'member-0123456789'")]
    public void What_cannot_be_done_is_one_line_on_standard_error_and_exit_code_1(string arguments, string expected)
    {
        ShellResult result = _shell.Run(arguments.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("intersect --help")]
    [InlineData("intersect --bogus --help")]
    [InlineData("keys add --help")]
    public void Help_goes_to_standard_output_and_is_no_error(string arguments)
    {
        ShellResult result = _shell.Run(arguments.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains("Usage:\n  vennlink", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        ShellResult result = _shell.Run("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S* \((\.NET|native), \d+-bit vectors\)$", Assert.Single(result.Lines));
    }

    // A native file has one width compiled in; this process asks the processor.
    [Fact]
    public void The_command_works_with_the_widest_vectors_of_the_processor()
    {
        int widest = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

        Assert.Contains($", {widest}-bit vectors", _shell.Run("--version").Output, StringComparison.Ordinal);
    }
}
