using Microsoft.Data.Sqlite;

namespace Vennlink.Server.Databases;

/// <summary>What a file of the server's own is.</summary>
/// <param name="What">What people call it: <c>keys file</c>.</param>
/// <param name="ApplicationId">Told in the file, <c>PRAGMA application_id</c>.</param>
/// <param name="Steps">
/// What makes each version of the one before it, the first of an empty file. Their number is the version, told in the
/// file (<c>PRAGMA user_version</c>); a newer one is refused.
/// </param>
internal sealed record DatabaseForm(string What, int ApplicationId, IReadOnlyList<string> Steps)
{
    /// <summary>Gives the values that steps name.</summary>
    public Func<(string Name, object Value)[]> Values { get; init; } = () => [];
}

/// <summary>One SQLite file of the server's own, mode 0600. Thread-safe.</summary>
internal sealed class PrivateDatabase
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DatabaseForm _form;
    private readonly string _connectionString;

    private PrivateDatabase(string file, DatabaseForm form)
    {
        File = file;
        _form = form;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString();
    }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>Whether it is there: it may be deleted under a running server.</summary>
    public bool Exists => System.IO.File.Exists(File);

    /// <summary>Opens a file, or makes an empty one (mode 0600; a missing folder too, mode 0700).</summary>
    /// <exception cref="InvalidDataException">The file is none of this form, or a newer build's.</exception>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Its mode forbids it.</exception>
    public static PrivateDatabase Open(string file, DatabaseForm form)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        PrivateDatabase database = new(Path.GetFullPath(file), form);
        if (database.Exists)
        {
            KeepPrivate(database.File);
            database.CreateTables();
        }
        else
        {
            Make(database.File, form);
        }

        return database;
    }

    /// <summary>Makes a folder that only this user may look into.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // No modes there; a user's own folder is private by its access list.
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, ReadWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens it for one call.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>A statement with values for the names in it.</summary>
    public static SqliteCommand Command(
        SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <summary>Writes.</summary>
    /// <returns>How many rows changed.</returns>
    /// <exception cref="IOException">It cannot; the message names the file and the cause.</exception>
    public int Write(SqliteCommand command)
    {
        try
        {
            return command.ExecuteNonQuery();
        }
        catch (SqliteException problem)
        {
            throw Unusable(problem);
        }
    }

    // Made whole beside its place and moved there: a full disk, or a kill, leaves no file that is half of one.
    private static void Make(string file, DatabaseForm form)
    {
        string folder = Path.GetDirectoryName(file)!;
        CreateFolder(folder);
        string aside = Path.Combine(folder, $"{Path.GetFileName(file)}.new-{Guid.NewGuid():n}");
        try
        {
            CreatePrivately(aside);
            new PrivateDatabase(aside, form).CreateTables();
            System.IO.File.Move(aside, file, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            // Another process was first: its file counts.
        }
        finally
        {
            System.IO.File.Delete(aside);
            System.IO.File.Delete(aside + "-journal");
        }
    }

    // Made here, and not by SQLite, because SQLite makes files as the umask says: 0644.
    private static void CreatePrivately(string file)
    {
        FileStreamOptions creation = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = ReadWrite;
        }

        new FileStream(file, creation).Dispose();
    }

    private static void KeepPrivate(string file)
    {
        if (OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(file) == ReadWrite)
        {
            return;
        }

        try
        {
            System.IO.File.SetUnixFileMode(file, ReadWrite);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // On a read-only file system, or another user's: it may be read all the same.
        }
    }

    private void CreateTables()
    {
        try
        {
            CreateMissingTables();
        }
        catch (SqliteException problem)
        {
            throw Unusable(problem);
        }
    }

    private void CreateMissingTables()
    {
        using SqliteConnection connection = Connect();
        if (VersionOf(connection) == _form.Steps.Count)
        {
            return;
        }

        // Two processes may get here at once: who comes second waits, and finds it done.
        using SqliteTransaction transaction = connection.BeginTransaction();
        int version = VersionOf(connection, transaction);
        if (version > _form.Steps.Count)
        {
            throw new InvalidDataException(
                $"{File}: found format version {version}, this program reads versions up to {_form.Steps.Count}");
        }

        string steps = string.Join('\n', _form.Steps.Skip(version));
        using SqliteCommand command = Command(
            connection,
            $"{steps}\nPRAGMA application_id = {_form.ApplicationId};\nPRAGMA user_version = {_form.Steps.Count};",
            _form.Values());
        command.Transaction = transaction;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static int VersionOf(SqliteConnection connection, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = Command(connection, "PRAGMA user_version");
        command.Transaction = transaction;
        return (int)(long)command.ExecuteScalar()!;
    }

    // What SQLite says of a file that it cannot use, in words that name the cause.
    private Exception Unusable(SqliteException problem)
    {
        const int Busy = 5;
        const int Locked = 6;
        const int OnlyReadable = 8;
        const int Corrupt = 11;
        const int Full = 13;
        const int NoDatabase = 26;
        return problem.SqliteErrorCode switch
        {
            NoDatabase => new InvalidDataException($"{File}: is not a {_form.What} of vennlink", problem),
            Corrupt => new InvalidDataException($"{File}: the {_form.What} is damaged", problem),
            Full => new IOException($"{File}: the disk is full", problem),
            OnlyReadable => new IOException($"{File}: the file or its file system can only be read", problem),
            Busy or Locked => new IOException($"{File}: another program holds the {_form.What} locked", problem),
            _ => new IOException($"{File}: cannot be used ({problem.Message})", problem),
        };
    }
}
