using Microsoft.Data.Sqlite;
using Vennlink.Server.Databases;

namespace Vennlink.Server.Notebook;

/// <summary>The notebook file; made when something is first kept. Thread-safe.</summary>
/// <param name="file">Path of the file.</param>
/// <param name="clock">Dates what is kept.</param>
internal sealed class NotebookStore(string file, TimeProvider clock)
{
    private const int ApplicationId = 0x564C4E42; // "VLNB"

    // No tag holds one: what is a control character is refused.
    private const char TagSeparator = '\n';

    private static readonly DatabaseForm Form = new(
        "notebook", ApplicationId,
        [
            """
            CREATE TABLE saved (
                name TEXT PRIMARY KEY, content TEXT NOT NULL, saved_seconds INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE marks (
                source TEXT PRIMARY KEY, status TEXT NOT NULL, tags TEXT NOT NULL, note TEXT NOT NULL,
                changed_seconds INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE files (digest TEXT PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID;
            """,
        ]);

    private readonly Lock _lock = new();
    private PrivateDatabase? _database;

    /// <summary>All saved questions, by name.</summary>
    public IReadOnlyList<SavedQuestion> Saved() => Read(
        "SELECT name, content, saved_seconds FROM saved ORDER BY name", [],
        row => new SavedQuestion(row.GetString(0), row.GetString(1), row.GetInt64(2)));

    /// <summary>Keeps a question, in place of one of the same name.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TrySave(string name, string content) => Write(
        """
        INSERT INTO saved (name, content, saved_seconds) SELECT $name, $content, $now
        WHERE EXISTS (SELECT 1 FROM saved WHERE name = $name) OR (SELECT count(*) FROM saved) < $most
        ON CONFLICT (name) DO UPDATE SET content = excluded.content, saved_seconds = excluded.saved_seconds
        """,
        ("$name", name), ("$content", content), ("$now", Now), ("$most", SavedQuestion.MaxCount)) > 0;

    /// <summary>Forgets a saved question; false when there is none of this name.</summary>
    public bool Forget(string name) => Write("DELETE FROM saved WHERE name = $name", ("$name", name)) > 0;

    /// <summary>All marks, by source.</summary>
    public IReadOnlyList<Mark> Marks() => Read(
        "SELECT source, status, tags, note, changed_seconds FROM marks ORDER BY source", [],
        row => new Mark(
            row.GetString(0), row.GetString(1),
            row.GetString(2).Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries), row.GetString(3),
            row.GetInt64(4)));

    /// <summary>Keeps what is noted of a source, in place of what was; of nothing, nothing.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryMark(string source, string status, IReadOnlyList<string> tags, string note)
    {
        if (new Mark(source, status, tags, note, 0).IsEmpty)
        {
            Write("DELETE FROM marks WHERE source = $source", ("$source", source));
            return true;
        }

        return Write(
            """
            INSERT INTO marks (source, status, tags, note, changed_seconds) SELECT $source, $status, $tags, $note, $now
            WHERE EXISTS (SELECT 1 FROM marks WHERE source = $source) OR (SELECT count(*) FROM marks) < $most
            ON CONFLICT (source) DO UPDATE SET status = excluded.status, tags = excluded.tags, note = excluded.note,
                changed_seconds = excluded.changed_seconds
            """,
            ("$source", source), ("$status", status), ("$tags", string.Join(TagSeparator, tags)), ("$note", note),
            ("$now", Now), ("$most", Mark.MaxCount)) > 0;
    }

    /// <summary>Where a file lies that was built from; null where that is not known.</summary>
    /// <param name="digest">SHA-256 of its bytes, as the manifest has it.</param>
    public string? PathOf(string digest) => Read(
        "SELECT path FROM files WHERE digest = $digest", [("$digest", digest)], row => row.GetString(0))
        .FirstOrDefault();

    /// <summary>All paths of files that were built from.</summary>
    public IReadOnlyList<string> Paths() => Read("SELECT path FROM files", [], row => row.GetString(0));

    /// <summary>Remembers where a file lies.</summary>
    public void Remember(string digest, string path) => Write(
        "INSERT INTO files (digest, path) VALUES ($digest, $path) "
            + "ON CONFLICT (digest) DO UPDATE SET path = excluded.path",
        ("$digest", digest), ("$path", path));

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private PrivateDatabase Database
    {
        get
        {
            lock (_lock)
            {
                return _database ??= PrivateDatabase.Open(file, Form);
            }
        }
    }

    private List<T> Read<T>(string text, (string Name, object Value)[] values, Func<SqliteDataReader, T> row)
    {
        List<T> rows = [];

        // Nothing was kept yet: reading makes no file.
        if (!File.Exists(file))
        {
            return rows;
        }

        using SqliteConnection connection = Database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(connection, text, values);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private int Write(string text, params (string Name, object Value)[] values)
    {
        lock (_lock)
        {
            if (_database is not null && !_database.Exists)
            {
                // Deleted under a running server: begun anew.
                _database = null;
            }
        }

        using SqliteConnection connection = Database.Connect();
        using SqliteCommand command = PrivateDatabase.Command(connection, text, values);
        return Database.Write(command);
    }
}
