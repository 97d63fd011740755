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
/// Every call opens the file anew (measured: 0.2 ms a check). So a key added, revoked, or a whole file replaced by
/// another process counts from the next request on, and nothing is cached that could outlive a revocation.
/// </para>
/// </remarks>
public sealed class KeyStore
{
    private const int FormatVersion = 1;
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
        "keys file", ApplicationId, FormatVersion,
        """
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS keys (
            access_id TEXT PRIMARY KEY, name TEXT NOT NULL, salt BLOB NOT NULL, secret_hash BLOB NOT NULL,
            created_seconds INTEGER NOT NULL, revoked_seconds INTEGER) WITHOUT ROWID;
        INSERT INTO settings (name, value) VALUES ('token_secret', $secret) ON CONFLICT (name) DO NOTHING;
        """)
    {
        Values = () => [("$secret", RandomNumberGenerator.GetBytes(TokenSecretBytes))],
    };

    private readonly PrivateDatabase _database;
    private readonly TimeProvider _clock;

    private KeyStore(PrivateDatabase database, TimeProvider clock)
    {
        _database = database;
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
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is blank, too long, or holds control characters.
    /// </exception>
    public NewKey Add(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        name = name.Trim();
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"a key's name has 1 to {MaxNameLength} characters, none of them a control character", nameof(name));
        }

        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        using SqliteConnection connection = _database.Connect();
        while (true)
        {
            string accessId = "member-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AccessIdRandomBytes));
            using SqliteCommand command = PrivateDatabase.Command(
                connection,
                """
                INSERT INTO keys (access_id, name, salt, secret_hash, created_seconds)
                VALUES ($id, $name, $salt, $hash, $now)
                ON CONFLICT (access_id) DO NOTHING
                """,
                ("$id", accessId),
                ("$name", name),
                ("$salt", salt),
                ("$hash", Hash(salt, secret)),
                ("$now", _clock.GetUtcNow().ToUnixTimeSeconds()));

            // Terminates: 40 random bits hit a taken id once in a long while, and not twice.
            if (_database.Write(command) == 1)
            {
                return new NewKey(accessId, secret);
            }
        }
    }

    /// <summary>All keys, revoked ones too, oldest first.</summary>
    public IReadOnlyList<KeyEntry> List()
    {
        using SqliteConnection connection = _database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            "SELECT access_id, name, created_seconds, revoked_seconds FROM keys ORDER BY created_seconds, access_id");
        using SqliteDataReader reader = command.ExecuteReader();
        var keys = new List<KeyEntry>();
        while (reader.Read())
        {
            keys.Add(new KeyEntry(
                reader.GetString(0),
                reader.GetString(1),
                DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(2)),
                reader.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3))));
        }

        return keys;
    }

    /// <summary>Makes a key worthless from the next request on. It stays in the list.</summary>
    /// <returns>False when there is no such key, or it is revoked already.</returns>
    public bool Revoke(string accessId)
    {
        using SqliteConnection connection = _database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            "UPDATE keys SET revoked_seconds = $now WHERE access_id = $id AND revoked_seconds IS NULL",
            ("$id", accessId),
            ("$now", _clock.GetUtcNow().ToUnixTimeSeconds()));
        return _database.Write(command) == 1;
    }

    /// <summary>Whether any key works.</summary>
    public bool HasKeys()
    {
        if (!_database.Exists)
        {
            return false;
        }

        using SqliteConnection connection = _database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection, "SELECT EXISTS (SELECT 1 FROM keys WHERE revoked_seconds IS NULL)");
        return (long)command.ExecuteScalar()! != 0;
    }

    /// <summary>Whether the key works and has this secret; the time does not tell how much of it was right.</summary>
    public bool Verify(string accessId, string secretKey)
    {
        (byte[] salt, byte[] hash) = Find(accessId) ?? (NoSalt, NoHash);
        return CryptographicOperations.FixedTimeEquals(hash, Hash(salt, secretKey));
    }

    /// <summary>Whether there is such a key, and it is not revoked.</summary>
    internal bool IsValid(string accessId) => Find(accessId) is not null;

    // As a shell reads it back.
    private static string ShellWord(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static byte[] Hash(byte[] salt, string secretKey) =>
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(secretKey));

    private (byte[] Salt, byte[] Hash)? Find(string accessId)
    {
        // Deleted under a running server: that is no keys, not a fault.
        if (!_database.Exists)
        {
            return null;
        }

        using SqliteConnection connection = _database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            "SELECT salt, secret_hash FROM keys WHERE access_id = $id AND revoked_seconds IS NULL",
            ("$id", accessId));
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? ((byte[])reader[0], (byte[])reader[1]) : null;
    }
}

/// <summary>A key just made: the only moment its secret can be read.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits; the user name of Basic auth.</param>
/// <param name="SecretKey">32 hex digits (128 random bits); the password.</param>
public sealed record NewKey(string AccessId, string SecretKey)
{
    /// <summary>Both as the header <c>x-moz-token</c> has them: base64 of <c>AccessID:SecretKey</c>.</summary>
    public string Token => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{AccessId}:{SecretKey}"));
}

/// <summary>What a keys file tells about a key.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits.</param>
/// <param name="Name">The name its owner gave it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it works.</param>
public sealed record KeyEntry(string AccessId, string Name, DateTimeOffset Created, DateTimeOffset? Revoked);
