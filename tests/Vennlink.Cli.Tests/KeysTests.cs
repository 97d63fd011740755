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
    public void A_blank_name_is_wrong_usage() => Assert.Equal(2, _shell.Run("keys", "add", " ").ExitCode);

    [GeneratedRegex(@"\AAccess ID: member-[0-9a-f]{10}\nSecret key: [0-9a-f]{32}\nx-moz-token: [0-9A-Za-z+/=]+\n\z")]
    private static partial Regex ThreeLines();
}
