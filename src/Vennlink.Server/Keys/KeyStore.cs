using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Vennlink.Server.Databases;

namespace Vennlink.Server.Keys;

/// <summary>The keys file: who may ask, and what signs next_tokens. One SQLite file, mode 0600. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Secrets are stored as HMAC-SHA-256 under a random salt each. A slow password hash would add nothing: a secret is 128
/// random bits, so nobody can guess one from its hash, however fast the hash is; and each request checks one.
/// </para>
/// <para>
/// A key that another process adds, changes or revokes counts from the next request on, and so does a whole file that
/// is put in the place of this one: see <see cref="RememberedKeys"/>.
/// </para>
/// </remarks>
public sealed class KeyStore
{
    private const int ApplicationId = 0x564C4B59; // "VLKY"
    private const int SaltBytes = 16;
    private const int SecretBytes = 16;
    private const int TokenSecretBytes = 32;
    private const int AccessIdRandomBytes = 5;
    private const int MaxNameLength = 200;

    // What an unknown Access ID is compared with, so that it takes as long as a known one with a wrong secret.
    private static readonly byte[] NoSalt = new byte[SaltBytes];
    private static readonly byte[] NoHash = new byte[HMACSHA256.HashSizeInBytes];

    private static readonly DatabaseForm Form = new(
        "keys file", ApplicationId,
        [
            """
            CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE keys (
                access_id TEXT PRIMARY KEY, name TEXT NOT NULL, salt BLOB NOT NULL, secret_hash BLOB NOT NULL,
                created_seconds INTEGER NOT NULL, revoked_seconds INTEGER) WITHOUT ROWID;
            INSERT INTO settings (name, value) VALUES ('token_secret', $secret);
            """,
            """
            ALTER TABLE keys ADD COLUMN calls TEXT NOT NULL DEFAULT '';
            ALTER TABLE keys ADD COLUMN expires_seconds INTEGER;
            ALTER TABLE keys ADD COLUMN rows_a_month INTEGER;
            ALTER TABLE keys ADD COLUMN requests_a_minute REAL;
            """,
        ])
    {
        Values = () => [("$secret", RandomNumberGenerator.GetBytes(TokenSecretBytes))],
    };

    private readonly PrivateDatabase _database;
    private readonly RememberedKeys _keys;
    private readonly TimeProvider _clock;

    private KeyStore(PrivateDatabase database, TimeProvider clock)
    {
        _database = database;
        _keys = new RememberedKeys(database, ReadAll);
        _clock = clock;
    }

    /// <summary><c>$XDG_DATA_HOME/vennlink/keys.db</c>, else <c>~/.local/share/vennlink/keys.db</c>.</summary>
    public static string DefaultFile
    {
        get
        {
            // The XDG standard says that a relative path is to be ignored.
            string? dataHome = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            if (string.IsNullOrEmpty(dataHome) || !Path.IsPathRooted(dataHome))
            {
                string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                dataHome = Path.Combine(home, ".local", "share");
            }

            return Path.Combine(dataHome, "vennlink", "keys.db");
        }
    }

    /// <summary>Full path of the keys file.</summary>
    public string File => _database.File;

    /// <summary>The command that adds a key to this file, for an operator to paste into a shell.</summary>
    public string AddCommand => AddCommandFor(File);

    /// <summary>The same for everybody: where the file is, is the operator's business.</summary>
    internal static string AddCommandElsewhere => "vennlink keys add NAME --keys FILE";

    /// <summary>The command that adds a key to a file that may not be there yet.</summary>
    public static string AddCommandFor(string file) => $"vennlink keys add NAME --keys {ShellWord(file)}";

    /// <summary>Signs next_tokens: 32 random bytes, made with the file, so that a token outlives a restart.</summary>
    public byte[] TokenSecret
    {
        get
        {
            using SqliteConnection connection = _database.Connect();
            using SqliteCommand command = PrivateDatabase.Command(
                connection, "SELECT value FROM settings WHERE name = 'token_secret'");
            return (byte[])command.ExecuteScalar()!;
        }
    }

    /// <summary>Opens a keys file, or makes an empty one (mode 0600; a missing folder too, mode 0700).</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="clock">Dates keys; the system's clock by default.</param>
    /// <exception cref="InvalidDataException">The file is no keys file, or a newer build's.</exception>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Its mode forbids it.</exception>
    public static KeyStore Open(string file, TimeProvider? clock = null) =>
        new(PrivateDatabase.Open(file, Form), clock ?? TimeProvider.System);

    /// <summary>Makes a key.</summary>
    /// <param name="name">
    /// For its owner to tell keys apart: 1–200 characters, no control characters; need not be unique.
    /// </param>
    /// <param name="limits">What it may; all by default.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is blank, too long, or holds control characters.
    /// </exception>
    public NewKey Add(string name, KeyLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        name = name.Trim();
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"a key's name has 1 to {MaxNameLength} characters, none of them a control character", nameof(name));
        }

        using SqliteConnection connection = _database.Connect();
        while (true)
        {
            NewKey key = new(
                "member-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AccessIdRandomBytes)), NewSecret());
            (byte[] salt, byte[] hash) = HashOf(key.SecretKey);
            using SqliteCommand command = PrivateDatabase.Command(
                connection,
                """
                INSERT INTO keys (access_id, name, salt, secret_hash, created_seconds,
                    calls, expires_seconds, rows_a_month, requests_a_minute)
                VALUES ($id, $name, $salt, $hash, $now, $calls, $expires, $rows, $requests)
                ON CONFLICT (access_id) DO NOTHING
                """,
                [
                    ("$id", key.AccessId), ("$name", name), ("$salt", salt), ("$hash", hash), ("$now", Now()),
                    .. Values(limits ?? new KeyLimits()),
                ]);

            // Terminates: 40 random bits hit a taken id once in a long while, and not twice.
            if (_database.Write(command) == 1)
            {
                return key;
            }
        }
    }

    /// <summary>All keys, revoked ones too, oldest first.</summary>
    public IReadOnlyList<KeyEntry> List()
    {
        using SqliteConnection connection = _database.Connect();
        return [.. ReadAll(connection).Select(key => key.Entry)];
    }

    /// <summary>Makes a key worthless from the next request on. It stays in the list.</summary>
    /// <returns>False when there is no such key, or it is revoked already.</returns>
    public bool Revoke(string accessId) => Change(accessId, "revoked_seconds = $now", ("$now", Now()));

    /// <summary>Holds a key to other limits from the next request on.</summary>
    /// <returns>False when there is no such key, or it is revoked.</returns>
    public bool Limit(string accessId, KeyLimits limits) => Change(
        accessId,
        "calls = $calls, expires_seconds = $expires, rows_a_month = $rows, requests_a_minute = $requests",
        Values(limits));

    /// <summary>Gives a key another secret; the one before is worthless from the next request on.</summary>
    /// <returns>The key; null when there is none, or it is revoked.</returns>
    public NewKey? Rotate(string accessId)
    {
        NewKey key = new(accessId, NewSecret());
        (byte[] salt, byte[] hash) = HashOf(key.SecretKey);
        bool isChanged = Change(accessId, "salt = $salt, secret_hash = $hash", ("$salt", salt), ("$hash", hash));
        return isChanged ? key : null;
    }

    /// <summary>Whether any key works.</summary>
    public bool HasKeys() => _database.Exists && List().Any(IsWorking);

    /// <summary>Whether the key works and has this secret; the time does not tell how much of it was right.</summary>
    public bool Verify(string accessId, string secretKey)
    {
        StoredKey? key = FindWorking(accessId);
        return CryptographicOperations.FixedTimeEquals(key?.Hash ?? NoHash, Hash(key?.Salt ?? NoSalt, secretKey));
    }

    /// <summary>A key that works; null where there is none, or it is revoked, or its time is over.</summary>
    internal KeyEntry? Find(string accessId) => FindWorking(accessId)?.Entry;

    private static IEnumerable<StoredKey> ReadAll(SqliteConnection connection)
    {
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            """
            SELECT access_id, name, created_seconds, revoked_seconds, calls, expires_seconds, rows_a_month,
                requests_a_minute, salt, secret_hash
            FROM keys ORDER BY created_seconds, access_id
            """);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            KeyLimits limits = new()
            {
                Calls = reader.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Expires = TimeOf(reader, 5),
                RowsAMonth = reader.IsDBNull(6) ? null : reader.GetInt64(6),
                RequestsAMinute = reader.IsDBNull(7) ? null : reader.GetDouble(7),
            };
            KeyEntry entry = new(
                reader.GetString(0), reader.GetString(1), TimeOf(reader, 2)!.Value, TimeOf(reader, 3), limits);
            yield return new StoredKey(entry, (byte[])reader[8], (byte[])reader[9]);
        }
    }

    private static DateTimeOffset? TimeOf(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(column));

    private static (string Name, object Value)[] Values(KeyLimits limits) =>
    [
        ("$calls", string.Join(' ', limits.Calls)),
        ("$expires", (object?)limits.Expires?.ToUnixTimeSeconds() ?? DBNull.Value),
        ("$rows", (object?)limits.RowsAMonth ?? DBNull.Value),
        ("$requests", (object?)limits.RequestsAMinute ?? DBNull.Value),
    ];

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    private static (byte[] Salt, byte[] Hash) HashOf(string secret)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return (salt, Hash(salt, secret));
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeSeconds();

    private bool IsWorking(KeyEntry key) =>
        key.Revoked is null && (key.Limits.Expires is not { } end || _clock.GetUtcNow() < end);

    private StoredKey? FindWorking(string accessId) =>
        _keys.Find(accessId) is { } key && IsWorking(key.Entry) ? key : null;

    private bool Change(string accessId, string assignments, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteConnection connection = _database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            $"UPDATE keys SET {assignments} WHERE access_id = $id AND revoked_seconds IS NULL",
            [("$id", accessId), .. values]);
        return _database.Write(command) == 1;
    }

    // As a shell reads it back.
    private static string ShellWord(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static byte[] Hash(byte[] salt, string secretKey) =>
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(secretKey));
}

/// <summary>A key just made: the only moment its secret can be read.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits; the user name of Basic auth.</param>
/// <param name="SecretKey">32 hex digits (128 random bits); the password.</param>
public sealed record NewKey(string AccessId, string SecretKey)
{
    /// <summary>Both as the header <c>x-moz-token</c> has them: base64 of <c>AccessID:SecretKey</c>.</summary>
    public string Token => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{AccessId}:{SecretKey}"));
}
