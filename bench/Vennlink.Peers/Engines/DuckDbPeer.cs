using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;
using DuckDBAppender = DuckDB.NET.Data.DuckDBAppender;

namespace Vennlink.Peers.Engines;

/// <summary>DuckDB, in process: one table sorted by (target, source), found by its zone maps.</summary>
internal sealed class DuckDbPeer(int threads) : SqlPeer
{
    private const string File = "arcs.duckdb";

    public override string Name =>
        threads == 1 ? "duckdb" : string.Create(CultureInfo.InvariantCulture, $"duckdb-{threads}");

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string path = Path.Combine(folder, File);
        using (DuckDBConnection connection = new($"DataSource={path}"))
        {
            connection.Open();
            Connection = connection;
            Execute("CREATE TABLE arcs (target UINTEGER NOT NULL, source UINTEGER NOT NULL)");
            Execute("CREATE TABLE sources (source UINTEGER NOT NULL, spam TINYINT NOT NULL)");
            using (DuckDBAppender arcs = connection.CreateAppender("arcs"))
            {
                data.ReadArcs((targets, sources) =>
                {
                    for (int index = 0; index < targets.Length; index++)
                    {
                        arcs.CreateRow().AppendValue(targets[index]).AppendValue(sources[index]).EndRow();
                    }
                });
            }

            using (DuckDBAppender rows = connection.CreateAppender("sources"))
            {
                for (uint source = 0; source < data.Spam.Length; source++)
                {
                    rows.CreateRow().AppendValue((uint?)source).AppendValue((sbyte?)data.Spam[source]).EndRow();
                }
            }

            Execute("CHECKPOINT");
            Connection = null;
        }

        return new BuildFigures(Name, clock.Elapsed.TotalSeconds, new FileInfo(path).Length, PeakBytes(), "");
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        Connection = new DuckDBConnection($"DataSource={Path.Combine(folder, File)};ACCESS_MODE=READ_ONLY");
        Connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));

        // Rows may come in any order where a statement does not say: lets operators stream.
        Execute("SET preserve_insertion_order = false");
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        (question.MinMatchingTargets == question.Positives.Length, question.Negatives.Length > 0) switch
        {
            (true, true) => [SqlText.SemiJoin, SqlText.Group, SqlText.Sum],
            (true, false) => [SqlText.SemiJoin, SqlText.Group],
            (false, true) => [SqlText.Group, SqlText.Sum],
            _ => [SqlText.Group],
        };

    public override string Remarks() => $"DuckDB {Scalar("SELECT library_version FROM pragma_version()")}";

    // Vector by vector through the C interface: reading a long answer row by row takes longer than finding it.
    protected override unsafe int ReadIds(DbCommand command)
    {
        DuckDBNativeConnection connection = ((DuckDBConnection)Connection!).NativeConnection;
        if (NativeMethods.Query.DuckDBQuery(
            connection, command.CommandText, out DuckDBResult result) != DuckDBState.Success)
        {
            throw new InvalidOperationException($"DuckDB refused: {command.CommandText}");
        }

        int filled = 0;
        while (true)
        {
            using DuckDBDataChunk chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            int count = chunk.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            if (count == 0)
            {
                break;
            }

            void* ids =
                NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 0));
            new ReadOnlySpan<uint>(ids, count).CopyTo(Buffer(filled + count).AsSpan(filled));
            filled += count;
        }

        NativeMethods.Query.DuckDBDestroyResult(ref result);
        return filled;
    }
}
