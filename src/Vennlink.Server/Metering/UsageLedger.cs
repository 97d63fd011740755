using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Vennlink.Server.Databases;

namespace Vennlink.Server.Metering;

/// <summary>
/// What each key has used: an SQLite file beside the keys file, which several servers and the shell may use at once.
/// Thread-safe. Format: docs/formats/usage.md.
/// </summary>
/// <remarks>
/// <para>
/// An answer leaves when its charge is written, so a server that is killed has charged what it answered, and at most
/// the answers that were about to leave. Charges that come while one is written are written together, so many requests
/// at once cost one write.
/// </para>
/// <para>
/// A quota is held by the statement that adds to it, so it holds however many servers share the file.
/// </para>
/// </remarks>
public sealed class UsageLedger : IAsyncDisposable
{
    private const int ApplicationId = 0x564C5553; // "VLUS"
    private const int MaxBatch = 1024;

    private static readonly DatabaseForm Form = new(
        "usage file", ApplicationId,
        [
            """
            CREATE TABLE months (
                access_id TEXT, month INTEGER, rows INTEGER NOT NULL,
                PRIMARY KEY (access_id, month)) WITHOUT ROWID;
            CREATE TABLE minutes (
                access_id TEXT, minute INTEGER, call TEXT, requests INTEGER NOT NULL, rows INTEGER NOT NULL,
                PRIMARY KEY (access_id, minute, call)) WITHOUT ROWID;
            """,
        ]);

    private readonly Lazy<PrivateDatabase> _database;
    private readonly TimeProvider _clock;
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(
        new UnboundedChannelOptions { SingleReader = true });

    // What could not be written of keys without a quota: with the next charges it is tried again.
    private readonly Dictionary<(string AccessId, string Call, long Minute), (long Requests, long Rows)> _owed = [];
    private readonly Lazy<Task> _writing;
    private Statements? _statements;

    /// <summary>Uses a usage file; made when it is first needed and missing.</summary>
    public UsageLedger(string file, TimeProvider? clock = null)
    {
        // Without remembering failures: a disk that is full now may not be later.
        _database = new Lazy<PrivateDatabase>(
            () => PrivateDatabase.Open(file, Form), LazyThreadSafetyMode.PublicationOnly);
        _clock = clock ?? TimeProvider.System;
        _writing = new Lazy<Task>(() => Task.Run(WriteAsync));
    }

    /// <summary>Where the usage file of a keys file is: beside it.</summary>
    public static string FileFor(string keysFile) => Path.ChangeExtension(Path.GetFullPath(keysFile), ".usage.db");

    /// <summary>Rows that a key used from a minute on, until another.</summary>
    /// <remarks>As all that read, it throws what <see cref="PrivateDatabase.Open"/> does.</remarks>
    /// <param name="accessId">Of the key.</param>
    /// <param name="from">Its minute counts.</param>
    /// <param name="until">Its minute does not count.</param>
    public long Rows(string accessId, DateTimeOffset from, DateTimeOffset until)
    {
        using SqliteConnection connection = _database.Value.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            """
            SELECT coalesce(sum(rows), 0) FROM minutes WHERE access_id = $id AND minute >= $from AND minute < $until
            """,
            ("$id", accessId),
            ("$from", MinuteOf(from)),
            ("$until", MinuteOf(until)));
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Rows that a key used in the month of UTC that it is.</summary>
    public long RowsThisMonth(string accessId)
    {
        using SqliteConnection connection = _database.Value.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection, "SELECT rows FROM months WHERE access_id = $id AND month = $month",
            ("$id", accessId), ("$month", MonthOf(_clock.GetUtcNow())));
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>What was used, by day of UTC, key and call, in this order.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="accessId">Of one key; null for all.</param>
    public IReadOnlyList<UsageEntry> Days(DateOnly from, string? accessId)
    {
        using SqliteConnection connection = _database.Value.Connect();
        using SqliteCommand command = PrivateDatabase.Command(
            connection,
            """
            SELECT minute / 1440 AS day, access_id, call, sum(requests), sum(rows) FROM minutes
            WHERE minute >= $from AND ($id = '' OR access_id = $id) GROUP BY day, access_id, call ORDER BY 1, 2, 3
            """,
            ("$from", MinuteOf(new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero))),
            ("$id", accessId ?? ""));
        using SqliteDataReader reader = command.ExecuteReader();
        List<UsageEntry> days = [];
        while (reader.Read())
        {
            DateOnly day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(reader.GetInt64(0)));
            days.Add(new UsageEntry(
                day, reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        return days;
    }

    /// <summary>Charges a key.</summary>
    /// <returns>Once it is written; false when the key has not so many rows left, and then nothing is.</returns>
    /// <exception cref="IOException">It cannot be written, and the key has a quota.</exception>
    internal Task<bool> ChargeAsync(Charge charge)
    {
        _ = _writing.Value;
        Waiting waiting = new(charge, _clock.GetUtcNow());
        return _waiting.Writer.TryWrite(waiting)
            ? waiting.Done.Task
            : Task.FromException<bool>(new IOException("the server is stopping"));
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_writing.IsValueCreated)
        {
            await _writing.Value;
        }

        _statements?.Dispose();
    }

    private static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private static int MonthOf(DateTimeOffset time) => (time.UtcDateTime.Year * 100) + time.UtcDateTime.Month;

    private async Task WriteAsync()
    {
        List<Waiting> batch = new(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out Waiting? next))
            {
                batch.Add(next);
            }

            Write(batch);
        }
    }

    private void Write(List<Waiting> batch)
    {
        bool[] accepted = new bool[batch.Count];
        try
        {
            Statements statements = _statements ??= new Statements(Connect());
            statements.Begin();
            foreach (((string accessId, string call, long minute), (long requests, long rows)) in _owed)
            {
                statements.AddToMonth(accessId, MonthOf(DateTimeOffset.FromUnixTimeSeconds(minute * 60)), rows, null);
                statements.AddToMinute(accessId, minute, call, requests, rows);
            }

            for (int i = 0; i < batch.Count; i++)
            {
                (Charge charge, DateTimeOffset time) = (batch[i].Charge, batch[i].Time);
                accepted[i] =
                    statements.AddToMonth(charge.AccessId, MonthOf(time), charge.Rows, charge.RowsAMonth);
                if (accepted[i])
                {
                    statements.AddToMinute(
                        charge.AccessId, MinuteOf(time), charge.Call, charge.Requests, charge.Rows);
                }
            }

            statements.Commit();
        }
        catch (Exception problem) when (problem is SqliteException or IOException or InvalidDataException
            or UnauthorizedAccessException)
        {
            // With its connection ends what was begun.
            _statements?.Dispose();
            _statements = null;
            Fail(batch, problem as IOException ?? new IOException(problem.Message, problem));
            return;
        }

        _owed.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Done.SetResult(accepted[i]);
        }
    }

    // A full disk stops those whose quota could not be held; all others are served, and owe.
    private void Fail(List<Waiting> batch, IOException problem)
    {
        foreach (Waiting waiting in batch)
        {
            Charge charge = waiting.Charge;
            if (charge.RowsAMonth is not null)
            {
                waiting.Done.SetException(problem);
                continue;
            }

            (string, string, long) place = (charge.AccessId, charge.Call, MinuteOf(waiting.Time));
            (long requests, long rows) = _owed.GetValueOrDefault(place);
            _owed[place] = (requests + charge.Requests, rows + charge.Rows);
            waiting.Done.SetResult(true);
        }
    }

    // Of a process that is killed, the system writes what was committed; only of a machine that loses its power the
    // last moments may be lost. A flush to the disk for each batch would cost milliseconds a request.
    private SqliteConnection Connect()
    {
        SqliteConnection connection = _database.Value.Connect();
        using SqliteCommand settings =
            PrivateDatabase.Command(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        settings.ExecuteNonQuery();
        return connection;
    }

    private sealed class Waiting(Charge charge, DateTimeOffset time)
    {
        public Charge Charge => charge;

        public DateTimeOffset Time => time;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // Made once for a connection: to read a statement takes longer than to run it.
    private sealed class Statements : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _begin;
        private readonly SqliteCommand _commit;
        private readonly SqliteCommand _month;
        private readonly SqliteCommand _minute;

        public Statements(SqliteConnection connection)
        {
            _connection = connection;
            _begin = PrivateDatabase.Command(connection, "BEGIN IMMEDIATE");
            _commit = PrivateDatabase.Command(connection, "COMMIT");

            // The condition stands twice: for the first charge of a month, and for those that add to it.
            _month = PrivateDatabase.Command(
                connection,
                """
                INSERT INTO months (access_id, month, rows) SELECT $id, $month, $rows WHERE $rows <= $most
                ON CONFLICT (access_id, month) DO UPDATE SET rows = rows + excluded.rows
                WHERE rows + excluded.rows <= $most
                """,
                ("$id", ""), ("$month", 0), ("$rows", 0L), ("$most", 0L));
            _minute = PrivateDatabase.Command(
                connection,
                """
                INSERT INTO minutes (access_id, minute, call, requests, rows)
                VALUES ($id, $minute, $call, $requests, $rows)
                ON CONFLICT (access_id, minute, call)
                DO UPDATE SET requests = requests + excluded.requests, rows = rows + excluded.rows
                """,
                ("$id", ""), ("$minute", 0L), ("$call", ""), ("$requests", 0L), ("$rows", 0L));
        }

        public void Begin() => _begin.ExecuteNonQuery();

        public void Commit() => _commit.ExecuteNonQuery();

        public bool AddToMonth(string accessId, int month, long rows, long? most) =>
            Execute(_month, accessId, month, rows, most ?? long.MaxValue) == 1;

        public void AddToMinute(string accessId, long minute, string call, long requests, long rows) =>
            Execute(_minute, accessId, minute, call, requests, rows);

        public void Dispose()
        {
            foreach (SqliteCommand command in (SqliteCommand[])[_begin, _commit, _month, _minute])
            {
                command.Dispose();
            }

            _connection.Dispose();
        }

        private static int Execute(SqliteCommand command, params ReadOnlySpan<object> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i];
            }

            return command.ExecuteNonQuery();
        }
    }
}

/// <summary>What is to be charged.</summary>
/// <param name="AccessId">To whom.</param>
/// <param name="Call">For which call.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Rows">How many rows, weighed.</param>
/// <param name="RowsAMonth">How many the key may use in a month; null for no bound.</param>
internal sealed record Charge(string AccessId, string Call, long Requests, long Rows, long? RowsAMonth);

/// <summary>What a key used on a day.</summary>
/// <param name="Day">Of UTC.</param>
/// <param name="AccessId">Of the key.</param>
/// <param name="Call">The call: <c>link_intersect</c>.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Rows">How many rows, weighed.</param>
public sealed record UsageEntry(DateOnly Day, string AccessId, string Call, long Requests, long Rows);
