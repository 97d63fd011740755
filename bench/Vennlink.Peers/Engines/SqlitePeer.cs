using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>SQLite, in process: a WITHOUT ROWID table clustered by (target, source).</summary>
internal sealed class SqlitePeer : SqlPeer
{
    private const string File = "arcs.sqlite";

    public override string Name => "sqlite";

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string path = Path.Combine(folder, File);
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            Connection = connection;
            Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA "
                + "locking_mode = EXCLUSIVE; PRAGMA cache_size = -200000");
            Execute("CREATE TABLE arcs (target INTEGER NOT NULL, source INTEGER NOT NULL, PRIMARY KEY (target, "
                + "source)) WITHOUT ROWID");
            Execute("CREATE TABLE sources (source INTEGER PRIMARY KEY, spam INTEGER NOT NULL)");
            Execute("BEGIN");
            using (RowInsert arcs = new(connection, "arcs"))
            {
                data.ReadArcs((targets, sources) =>
                {
                    for (int index = 0; index < targets.Length; index++)
                    {
                        arcs.Add(targets[index], sources[index]);
                    }
                });
            }

            using (RowInsert rows = new(connection, "sources"))
            {
                for (int source = 0; source < data.Spam.Length; source++)
                {
                    rows.Add(source, data.Spam[source]);
                }
            }

            Execute("COMMIT");
            Execute("PRAGMA analysis_limit = 1000; ANALYZE");
            Connection = null;
        }

        return new BuildFigures(Name, clock.Elapsed.TotalSeconds, new FileInfo(path).Length, PeakBytes(), "");
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        Connection = new SqliteConnection($"Data Source={Path.Combine(folder, File)};Mode=ReadOnly;Pooling=False");
        Connection.Open();
        Execute("PRAGMA mmap_size = 34359738368; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY; PRAGMA "
            + "locking_mode = EXCLUSIVE");
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        question.MinMatchingTargets == question.Positives.Length ? [SqlText.Merge, SqlText.SemiJoin]
            : [SqlText.Merge, SqlText.Group];

    public override string Remarks() => $"SQLite {Scalar("SELECT sqlite_version()")}";

    protected override uint ReadId(DbDataReader reader) => (uint)reader.GetInt64(0);

    /// <summary>
    /// A prepared insertion of two numbers, stepped through SQLite's own interface, since a parameter object a value
    /// takes longer than the row.
    /// </summary>
    private readonly struct RowInsert : IDisposable
    {
        private readonly sqlite3_stmt _statement;

        public RowInsert(SqliteConnection connection, string table) =>
            raw.sqlite3_prepare_v2(connection.Handle, $"INSERT INTO {table} VALUES (?, ?)", out _statement);

        public void Add(long first, long second)
        {
            raw.sqlite3_bind_int64(_statement, 1, first);
            raw.sqlite3_bind_int64(_statement, 2, second);
            int result = raw.sqlite3_step(_statement);
            raw.sqlite3_reset(_statement);
            if (result != raw.SQLITE_DONE)
            {
                throw new InvalidOperationException($"SQLite says {result}");
            }
        }

        public void Dispose() => _statement.Dispose();
    }
}
