using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Vennlink.Server.Keys;

namespace Vennlink.Server.Tests.Keys;

public sealed class KeyStoreTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_key_has_the_documented_form_and_is_accepted()
    {
        KeyStore keys = KeyStore.Open(_folder["keys.db"]);
        NewKey key = keys.Add("laptop");
        Assert.Matches("^member-[0-9a-f]{10}$", key.AccessId);
        Assert.Matches("^[0-9a-f]{32}$", key.SecretKey);
        Assert.True(keys.Verify(key.AccessId, key.SecretKey));
    }

    [Fact]
    public void Only_the_right_secret_of_the_right_key_is_accepted()
    {
        KeyStore keys = KeyStore.Open(_folder["keys.db"]);
        NewKey one = keys.Add("one");
        NewKey other = keys.Add("other");
        Assert.False(keys.Verify(one.AccessId, other.SecretKey));
        Assert.False(keys.Verify(one.AccessId, ""));
        Assert.False(keys.Verify(one.AccessId, one.SecretKey.ToUpperInvariant() + "x"));
        Assert.False(keys.Verify(one.AccessId.ToUpperInvariant(), one.SecretKey));
        Assert.False(keys.Verify("member-0000000000", one.SecretKey));
        Assert.False(keys.Verify("", ""));
        Assert.False(keys.Verify("' OR 1=1 --", one.SecretKey));
    }

    [Fact]
    public void A_key_of_another_process_counts_at_once_and_a_revoked_one_no_longer()
    {
        KeyStore server = KeyStore.Open(_folder["keys.db"]);
        Assert.False(server.HasKeys());
        NewKey key = KeyStore.Open(_folder["keys.db"]).Add("shell");
        Assert.True(server.HasKeys());
        Assert.True(server.Verify(key.AccessId, key.SecretKey));
        Assert.True(KeyStore.Open(_folder["keys.db"]).Revoke(key.AccessId));
        Assert.False(server.Verify(key.AccessId, key.SecretKey));
        Assert.False(server.HasKeys());
        Assert.False(server.Revoke(key.AccessId));
        Assert.False(server.Revoke("member-ffffffffff"));
    }

    [Fact]
    public void A_file_deleted_under_a_running_server_means_no_keys()
    {
        KeyStore server = KeyStore.Open(_folder["keys.db"]);
        NewKey key = server.Add("gone");
        File.Delete(_folder["keys.db"]);
        Assert.False(server.Verify(key.AccessId, key.SecretKey));
        Assert.False(server.HasKeys());
        NewKey next = KeyStore.Open(_folder["keys.db"]).Add("back");
        Assert.True(server.Verify(next.AccessId, next.SecretKey));
    }

    [Fact]
    public void The_list_holds_every_key_with_its_dates_and_no_secret()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        KeyStore keys = KeyStore.Open(_folder["keys.db"], clock);
        NewKey first = keys.Add(" first ");
        clock.Advance(TimeSpan.FromHours(1));
        NewKey second = keys.Add("second");
        clock.Advance(TimeSpan.FromHours(1));
        keys.Revoke(first.AccessId);
        DateTimeOffset noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [new KeyEntry(first.AccessId, "first", noon, noon.AddHours(2)),
                new KeyEntry(second.AccessId, "second", noon.AddHours(1), null)], keys.List());
    }

    [Fact]
    public void The_file_does_not_hold_a_secret_in_clear()
    {
        KeyStore keys = KeyStore.Open(_folder["keys.db"]);
        NewKey key = keys.Add("laptop");
        byte[] bytes = File.ReadAllBytes(_folder["keys.db"]);
        Assert.True(bytes.AsSpan().IndexOf("laptop"u8) >= 0);
        Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(key.SecretKey)) < 0);
        Assert.True(bytes.AsSpan().IndexOf(Convert.FromHexString(key.SecretKey)) < 0);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void File_and_folder_are_private_to_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no modes on Windows");
        string file = _folder[Path.Combine("data", "vennlink", "keys.db")];
        KeyStore keys = KeyStore.Open(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        keys.Add("one");
        Assert.Equal(["keys.db"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        KeyStore.Open(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void The_token_secret_outlives_the_process()
    {
        byte[] secret = KeyStore.Open(_folder["keys.db"]).TokenSecret;
        Assert.Equal(32, secret.Length);
        Assert.Equal(secret, KeyStore.Open(_folder["keys.db"]).TokenSecret);
        Assert.NotEqual(secret, KeyStore.Open(_folder["other.db"]).TokenSecret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    public void A_name_that_would_spoil_the_list_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => KeyStore.Open(_folder["keys.db"]).Add(name));

    [Fact]
    public void Another_file_is_refused_and_left_alone()
    {
        string file = _folder["notes.txt"];
        File.WriteAllText(file, new string('x', 5000));
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => KeyStore.Open(file));
        Assert.StartsWith(file + ": ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(file));
    }

    [Fact]
    public void A_newer_file_is_refused()
    {
        KeyStore.Open(_folder["keys.db"]);
        using (var connection = new SqliteConnection($"Data Source={_folder["keys.db"]};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 2";
            command.ExecuteNonQuery();
        }

        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => KeyStore.Open(_folder["keys.db"]));
        Assert.Contains("found format version 2, this program reads versions up to 1", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_go_on_while_keys_are_added()
    {
        KeyStore keys = KeyStore.Open(_folder["keys.db"]);
        NewKey key = keys.Add("steady");
        using var done = new CancellationTokenSource();
        long started = Stopwatch.GetTimestamp();
        Task<int> checks = Task.Run(() =>
        {
            int count = 0;
            while (!done.IsCancellationRequested)
            {
                Assert.True(keys.Verify(key.AccessId, key.SecretKey));
                count++;
            }

            return count;
        });
        Parallel.For(0, 40, i => KeyStore.Open(_folder["keys.db"]).Add($"key {i}"));
        await done.CancelAsync();
        int count = await checks;
        output.WriteLine(
            $"{count} checks beside 40 additions in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Assert.Equal(41, keys.List().Count);

        started = Stopwatch.GetTimestamp();
        for (int i = 0; i < 1000; i++)
        {
            keys.Verify(key.AccessId, key.SecretKey);
        }

        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalMicroseconds / 1000:F0} µs a check");
    }
}
