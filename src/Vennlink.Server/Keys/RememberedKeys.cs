using System.Collections.Frozen;
using Microsoft.Data.Sqlite;
using Vennlink.Server.Databases;

namespace Vennlink.Server.Keys;

/// <summary>The keys of a keys file, remembered until the file changes. Thread-safe.</summary>
/// <remarks>
/// Each check asks whether the file is still the one that was read: for a file in its place by what the file system
/// says of it, for what other programs wrote into it by SQLite's <c>data_version</c>, which counts commits of others.
/// So a change counts from the next check on. That takes some 20 µs,
/// and opening the file each time took 200.
/// </remarks>
/// <param name="database">The file.</param>
/// <param name="read">Reads all keys.</param>
internal sealed class RememberedKeys(PrivateDatabase database, Func<SqliteConnection, IEnumerable<StoredKey>> read)
{
    private readonly Lock _lock = new();
    private readonly FileInfo _file = new(database.File);
    private SqliteConnection? _connection;
    private SqliteCommand? _version;
    private long _readVersion;
    private (DateTime Made, DateTime Written, long Bytes) _readFile;
    private FrozenDictionary<string, StoredKey> _keys = FrozenDictionary<string, StoredKey>.Empty;

    /// <summary>A key, revoked or not; null for none.</summary>
    public StoredKey? Find(string accessId)
    {
        lock (_lock)
        {
            _file.Refresh();
            if (!_file.Exists)
            {
                // Deleted under a running server: that is no keys, not a fault.
                Forget();
                return null;
            }

            if (Stamp() != _readFile || _version is null || (long)_version.ExecuteScalar()! != _readVersion)
            {
                Read();
            }

            return _keys.GetValueOrDefault(accessId);
        }
    }

    private (DateTime Made, DateTime Written, long Bytes) Stamp() =>
        (_file.CreationTimeUtc, _file.LastWriteTimeUtc, _file.Length);

    private void Read()
    {
        // Another file may be in its place by now, so it is opened anew. What changes while it is read, changes the
        // stamp or the version, which were taken before.
        Forget();
        _readFile = Stamp();
        _connection = database.Connect();
        _version = PrivateDatabase.Command(_connection, "PRAGMA data_version");
        _readVersion = (long)_version.ExecuteScalar()!;
        _keys = read(_connection).ToFrozenDictionary(key => key.Entry.AccessId, StringComparer.Ordinal);
    }

    private void Forget()
    {
        _version?.Dispose();
        _connection?.Dispose();
        _version = null;
        _connection = null;
        _keys = FrozenDictionary<string, StoredKey>.Empty;
    }
}

/// <summary>A key and the hash of its secret.</summary>
/// <param name="Entry">What may be told of it.</param>
/// <param name="Salt">Of the hash.</param>
/// <param name="Hash">Of the secret.</param>
internal sealed record StoredKey(KeyEntry Entry, byte[] Salt, byte[] Hash);
