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
            [new KeyEntry(first.AccessId, "first", noon, noon.AddHours(2), new KeyLimits()),
                new KeyEntry(second.AccessId, "second", noon.AddHours(1), null, new KeyLimits())], keys.List());
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
            command.CommandText = "PRAGMA user_version = 3";
            command.ExecuteNonQuery();
        }

        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => KeyStore.Open(_folder["keys.db"]));
        Assert.Contains("found format version 3, this program reads versions up to 2", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_version_before_is_made_new_and_its_keys_work()
    {
        NewKey key = KeyStore.Open(_folder["new.db"]).Add("old");
        using (var connection = new SqliteConnection($"Data Source={_folder["keys.db"]};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                $"""
                CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE keys (
                    access_id TEXT PRIMARY KEY, name TEXT NOT NULL, salt BLOB NOT NULL, secret_hash BLOB NOT NULL,
                    created_seconds INTEGER NOT NULL, revoked_seconds INTEGER) WITHOUT ROWID;
                ATTACH '{_folder["new.db"]}' AS new;
                INSERT INTO settings SELECT * FROM new.settings;
                INSERT INTO keys SELECT access_id, name, salt, secret_hash, created_seconds, revoked_seconds
                    FROM new.keys;
                PRAGMA application_id = {0x564C4B59};
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        // Several at once, as a server and a shell may be: one makes it new, and the others find it so.
        Parallel.For(0, 8, _ => Assert.True(KeyStore.Open(_folder["keys.db"]).Verify(key.AccessId, key.SecretKey)));
        KeyStore keys = KeyStore.Open(_folder["keys.db"]);
        Assert.Equal(KeyStore.Open(_folder["new.db"]).TokenSecret, keys.TokenSecret);
        Assert.Equal(new KeyLimits(), Assert.Single(keys.List()).Limits);
    }

    [Fact]
    public void Limits_and_secrets_change_from_the_next_check_on()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        KeyStore server = KeyStore.Open(_folder["keys.db"], clock);
        KeyStore shell = KeyStore.Open(_folder["keys.db"], clock);
        NewKey key = shell.Add("one", new KeyLimits
        {
            Calls = ["link_intersect", "count"],
            RowsAMonth = 7,
            RequestsAMinute = 0.5,
            Expires = clock.GetUtcNow().AddDays(1),
        });
        KeyLimits limits = server.Find(key.AccessId)!.Limits;
        Assert.Equal(["link_intersect", "count"], limits.Calls);
        Assert.Equal((7, 0.5, clock.GetUtcNow().AddDays(1)),
            (limits.RowsAMonth!.Value, limits.RequestsAMinute!.Value, limits.Expires!.Value));

        // Many changes within one tick of the clock of the file system: none may be missed.
        for (int rows = 0; rows < 200; rows++)
        {
            Assert.True(shell.Limit(key.AccessId, limits with { RowsAMonth = rows }));
            Assert.Equal(rows, server.Find(key.AccessId)!.Limits.RowsAMonth);
        }

        NewKey next = shell.Rotate(key.AccessId)!;
        Assert.False(server.Verify(key.AccessId, key.SecretKey));
        Assert.True(server.Verify(next.AccessId, next.SecretKey));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(server.Verify(next.AccessId, next.SecretKey));
        Assert.False(server.HasKeys());
        Assert.Null(shell.Rotate("member-0000000000"));
        Assert.False(shell.Limit("member-0000000000", limits));
    }

    [Fact]
    public void A_file_put_in_the_place_of_another_counts_from_the_next_check_on()
    {
        KeyStore server = KeyStore.Open(_folder["keys.db"]);
        NewKey key = server.Add("one");
        for (int i = 0; i < 20; i++)
        {
            Assert.True(server.Verify(key.AccessId, key.SecretKey));
            NewKey next = KeyStore.Open(_folder["next.db"]).Add("one");
            File.Move(_folder["next.db"], _folder["keys.db"], overwrite: true);
            Assert.False(server.Verify(key.AccessId, key.SecretKey));
            Assert.True(server.Verify(next.AccessId, next.SecretKey));
            key = next;
        }
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
