using System.Text;
using System.Text.RegularExpressions;

namespace Vennlink.Cli.Tests;

public sealed partial class KeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public KeysTests() => _shell = new Shell(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Adding_a_key_writes_exactly_three_lines_to_standard_output()
    {
        // Eighty columns or less make no difference: nothing is ever wrapped.
        _shell.Environment["COLUMNS"] = "20";
        ShellResult result = _shell.Run("keys", "add", "Ann's laptop");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(ThreeLines(), result.Output);
        string[] values = [.. result.Lines.Select(line => line.Split(": ")[1])];
        Assert.Equal(
            $"{values[0]}:{values[1]}", Encoding.ASCII.GetString(Convert.FromBase64String(values[2])));
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public void Keys_live_in_the_user_s_data_folder_and_only_he_can_read_them()
    {
        _shell.Run("keys", "add", "Ann");

        string file = Path.Combine(_folder, "data", "vennlink", "keys.db");
        Assert.True(File.Exists(file));
        Assert.Equal("600", _shell.Bash($"stat -c %a '{file}'").Output.Trim());
    }

    [Fact]
    public void Keys_without_a_data_folder_live_under_home()
    {
        _shell.Environment["XDG_DATA_HOME"] = null;
        _shell.Environment["HOME"] = _folder;
        _shell.Run("keys", "add", "Ann");

        Assert.True(File.Exists(Path.Combine(_folder, ".local", "share", "vennlink", "keys.db")));
    }

    [Fact]
    public void A_listed_key_has_no_secret_and_a_revoked_one_is_revoked_once()
    {
        ShellResult added = _shell.Run("keys", "add", "Ann", "--keys", "k.db");
        string id = added.Lines[0]["Access ID: ".Length..];
        string secret = added.Lines[1]["Secret key: ".Length..];

        ShellResult listed = _shell.Run("keys", "list", "--keys", "k.db");
        Assert.Contains(id, listed.Output, StringComparison.Ordinal);
        Assert.Contains("Ann", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            secret, string.Concat(File.ReadAllBytes(Path.Combine(_folder, "k.db")).Select(b => (char)b)),
            StringComparison.Ordinal);

        Assert.Equal(0, _shell.Run("keys", "revoke", id, "--keys", "k.db").ExitCode);
        Assert.Equal(1, _shell.Run("keys", "revoke", id, "--keys", "k.db").ExitCode);
    }

    [Fact]
    public void Without_keys_the_list_says_how_to_add_one()
    {
        ShellResult result = _shell.Run("keys", "list");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("vennlink keys add NAME", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_limited_and_what_is_not_named_stays()
    {
        string id = _shell.Run(
            "keys", "add", "Ann", "--rows-a-month", "10000", "--expires", "2030-01-31", "--calls", "count", "intersect")
            .Lines[0]["Access ID: ".Length..];
        Assert.Contains("10,000", Listed(), StringComparison.Ordinal);
        Assert.Equal(0, _shell.Run(
            "keys", "limit", id, "--rows-a-month", "none", "--requests-a-minute", "2.5", "--calls", "all").ExitCode);
        Assert.DoesNotContain("10,000", Listed(), StringComparison.Ordinal);
        Assert.DoesNotContain("intersect", Listed(), StringComparison.Ordinal);
        Assert.Matches(@"2030-01-31\s+2\.5", Listed());

        string Listed() => _shell.Run("keys", "list").Output;
    }

    [Theory]
    [InlineData("--rows-a-month", "-1")]
    [InlineData("--rows-a-month", "many")]
    [InlineData("--requests-a-minute", "0")]
    [InlineData("--requests-a-minute", "1e9")]
    [InlineData("--expires", "31.1.2030")]
    [InlineData("--calls", "delete")]
    [InlineData("", "")]
    public void A_limit_that_is_none_is_wrong_usage(string option, string value)
    {
        string id = _shell.Run("keys", "add", "Ann").Lines[0]["Access ID: ".Length..];
        string[] limit = option.Length == 0 ? [] : [option, value];
        Assert.Equal(2, _shell.Run(["keys", "limit", id, .. limit]).ExitCode);
    }

    [Fact]
    public void A_rotated_key_keeps_its_name_and_gets_another_secret()
    {
        string[] before = _shell.Run("keys", "add", "Ann").Lines;
        string id = before[0]["Access ID: ".Length..];
        ShellResult rotated = _shell.Run("keys", "rotate", id);
        Assert.Matches(ThreeLines(), rotated.Output);
        Assert.Equal(before[0], rotated.Lines[0]);
        Assert.NotEqual(before[1], rotated.Lines[1]);
        Assert.Equal(1, _shell.Run("keys", "rotate", "member-0000000000").ExitCode);
    }

    [Fact]
    public void Usage_of_nobody_is_an_empty_table() =>
        Assert.Equal(["day,access_id,call,requests,rows"], _shell.Run("keys", "usage", "--format", "csv").Lines);

    [Fact]
    public void A_blank_name_is_wrong_usage() => Assert.Equal(2, _shell.Run("keys", "add", " ").ExitCode);

    [GeneratedRegex(@"\AAccess ID: member-[0-9a-f]{10}\nSecret key: [0-9a-f]{32}\nx-moz-token: [0-9A-Za-z+/=]+\n\z")]
    private static partial Regex ThreeLines();
}
