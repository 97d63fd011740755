using System.Diagnostics;
using Npgsql;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// PostgreSQL: one table of arcs with a b-tree over (target, source), so that lists are read by index-only scans.
/// </summary>
internal sealed class PostgresPeer : SqlPeer
{
    private PostgresServer? _server;

    public override string Name => "postgres";

    public override string? Missing() => PostgresServer.Missing();

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using PostgresServer server = new(folder);
        using NpgsqlConnection connection = server.Connect();
        Connection = connection;
        LoadTable(connection, "arcs", "target int NOT NULL, source int NOT NULL", copy =>
            data.ReadArcs((targets, sources) =>
        {
            for (int index = 0; index < targets.Length; index++)
            {
                copy.Row(targets[index], sources[index]);
            }
        }));
        Execute("CREATE UNIQUE INDEX ON arcs (target, source) WITH (fillfactor = 100)");
        LoadSources(connection, data);
        Execute("VACUUM ANALYZE arcs");
        Execute("CHECKPOINT");
        Connection = null;
        return new BuildFigures(Name, clock.Elapsed.TotalSeconds, server.BytesOf("arcs"), server.PeakBytes(),
            FormattableString.Invariant(
                $"table and index; the index alone has {server.BytesOf("arcs_target_source_idx"):N0} bytes"));
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        _server = new PostgresServer(folder);
        Connection = _server.Connect();
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        question.MinMatchingTargets == question.Positives.Length ? [SqlText.Merge, SqlText.SemiJoin]
            : [SqlText.Merge, SqlText.Group];

    public override long PeakBytes() => _server?.PeakBytes() ?? 0;

    public override string Remarks() => $"PostgreSQL {Scalar("SHOW server_version")}";

    public override void Dispose()
    {
        base.Dispose();
        _server?.Dispose();
    }

    /// <summary>
    /// Creates a table and fills it in one transaction, so that rows are frozen and nothing is logged.
    /// </summary>
    internal static void LoadTable(NpgsqlConnection connection, string table, string columns, Action<PostgresCopy> rows,
        string more = "")
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        using (NpgsqlCommand create =
            new($"CREATE UNLOGGED TABLE {table} ({columns}); {more}", connection, transaction))
        {
            create.ExecuteNonQuery();
        }

        using (PostgresCopy copy = new(connection, table))
        {
            rows(copy);
        }

        transaction.Commit();
    }

    internal static void LoadSources(NpgsqlConnection connection, PeerData data)
    {
        LoadTable(connection, "sources", "source int NOT NULL, spam int NOT NULL", copy =>
        {
            for (int source = 0; source < data.Spam.Length; source++)
            {
                copy.Row((uint)source, (uint)data.Spam[source]);
            }
        });
        foreach (string statement in (string[])["ALTER TABLE sources ADD PRIMARY KEY (source)",
            "VACUUM ANALYZE sources"])
        {
            using NpgsqlCommand command = new(statement, connection);
            command.ExecuteNonQuery();
        }
    }
}
