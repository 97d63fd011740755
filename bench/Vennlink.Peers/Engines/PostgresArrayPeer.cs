using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>PostgreSQL with one row a target, its sources as an array, and the operators of intarray.</summary>
internal sealed class PostgresArrayPeer : SqlPeer
{
    private const string Unnest = "unnest";
    private const string IntArray = "intarray";

    private PostgresServer? _server;

    public override string Name => "postgres-array";

    public override string? Missing() =>
        PostgresServer.Missing()
            ?? (System.IO.Directory.EnumerateFiles("/usr/share/postgresql", "intarray.control",
                SearchOption.AllDirectories).Any() ? null : "no intarray (apt-get install postgresql-contrib)");

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using PostgresServer server = new(folder);
        using NpgsqlConnection connection = server.Connect();
        Connection = connection;
        Execute("CREATE EXTENSION intarray");

        // External: stored aside, not compressed. pglz finds next to nothing in such numbers and costs time at each
        // reading.
        PostgresPeer.LoadTable(
            connection,
            "lists",
            "target int NOT NULL, sources int[] NOT NULL",
            copy => data.ReadLists((target, sources) => copy.Row((uint)target, sources)),
            "ALTER TABLE lists ALTER sources SET STORAGE EXTERNAL");
        Execute("ALTER TABLE lists ADD PRIMARY KEY (target)");
        PostgresPeer.LoadSources(connection, data);
        Execute("VACUUM ANALYZE lists");
        Execute("CHECKPOINT");
        Connection = null;
        return new BuildFigures(Name, clock.Elapsed.TotalSeconds, server.BytesOf("lists"), server.PeakBytes(), "");
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        _server = new PostgresServer(folder);
        Connection = _server.Connect();
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        operation is Operation.Total or Operation.All ? [Unnest, IntArray] : [Unnest];

    public override long PeakBytes() => _server?.PeakBytes() ?? 0;

    public override string Remarks() => $"PostgreSQL {Scalar("SHOW server_version")}";

    public override void Dispose()
    {
        base.Dispose();
        _server?.Dispose();
    }

    protected override string TextOf(Question question, Operation operation, string form)
    {
        if (form == IntArray)
        {
            string answer = Answer(question);
            return operation == Operation.Total ? $"SELECT icount({answer})::bigint" : $"SELECT unnest({answer})";
        }

        // The statement of the table of arcs, with lists unfolded where it reads that table.
        return SqlText.Of(question, operation, SqlText.Group)
            .Replace("FROM arcs", "FROM (SELECT target, unnest(sources) AS source FROM lists) a",
                StringComparison.Ordinal);
    }

    private static string Answer(Question question)
    {
        StringBuilder answer = new("(");
        answer.Append(AtLeast(question));
        foreach (int target in question.Negatives)
        {
            answer.Append(" - ").Append(List(target));
        }

        foreach (IdRange site in question.OwnSites)
        {
            answer.Append(
                CultureInfo.InvariantCulture, $" - ARRAY(SELECT generate_series({site.Start}, {site.End - 1}))");
        }

        return answer.Append(')').ToString();
    }

    private static string AtLeast(Question question)
    {
        int k = question.MinMatchingTargets;
        string[] lists = [.. question.Positives.Select(List)];
        if (k == 1 || k == lists.Length)
        {
            return $"({string.Join(k == 1 ? " | " : " & ", lists)})";
        }

        // The ladder: at each list, rung j takes in what rung j − 1 and the list share. OFFSET 0 keeps the planner from
        // computing a rung at each place it is used.
        string rungs = $"SELECT {lists[0]} AS r1{string.Concat(Enumerable.Range(2, k - 1).Select(rung => string.Create(CultureInfo.InvariantCulture, $", '{{}}'::int[] AS r{rung}")))}";
        foreach (string list in lists.Skip(1))
        {
            string next = string.Join(", ", Enumerable.Range(1, k).Select(rung =>
                rung == 1 ? "r1 | b AS r1"
                    : string.Create(CultureInfo.InvariantCulture, $"r{rung} | (r{rung - 1} & b) AS r{rung}")));
            rungs = $"SELECT {next} FROM (SELECT s.*, {list} AS b FROM ({rungs}) s OFFSET 0) q OFFSET 0";
        }

        return string.Create(CultureInfo.InvariantCulture, $"(SELECT r{k} FROM ({rungs}) top)");
    }

    private static string List(int target) =>
        string.Create(CultureInfo.InvariantCulture, $"(SELECT sources FROM lists WHERE target = {target})");
}
