using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// ClickHouse as Debian has it, of 2018: a MergeTree in order of (target, source), asked over HTTP, answers in
/// RowBinary.
/// </summary>
internal sealed class ClickHousePeer : Peer
{
    private const string Program = "/usr/sbin/clickhouse-server";

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private ServerProcess? _server;

    public override string Name => "clickhouse-2018";

    public override string? Missing() =>
        File.Exists(Program) ? null : "no clickhouse-server (apt-get install clickhouse-server)";

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Start(folder);
        Execute("CREATE TABLE arcs (target UInt32, source UInt32) ENGINE = MergeTree ORDER BY (target, source)");
        Execute("CREATE TABLE sources (source UInt32, spam Int8) ENGINE = MergeTree ORDER BY source");
        Insert("arcs", stream =>
        {
            uint[] row = new uint[2 * PeerData.BufferIds];
            data.ReadArcs((targets, sources) =>
            {
                for (int index = 0; index < targets.Length; index++)
                {
                    (row[2 * index], row[(2 * index) + 1]) = (targets[index], sources[index]);
                }

                stream.Write(MemoryMarshal.AsBytes(row.AsSpan(0, 2 * targets.Length)));
            });
        });
        Insert("sources", stream =>
        {
            byte[] row = new byte[sizeof(uint) + 1];
            for (int source = 0; source < data.Spam.Length; source++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(row, source);
                row[^1] = (byte)data.Spam[source];
                stream.Write(row);
            }
        });
        Execute("OPTIMIZE TABLE arcs FINAL");
        Execute("OPTIMIZE TABLE sources FINAL");
        double seconds = clock.Elapsed.TotalSeconds;
        long bytes =
            long.Parse(
                Encoding.ASCII.GetString(
                    Post("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'arcs'")),
                        CultureInfo.InvariantCulture);
        return new BuildFigures(Name, seconds, bytes, PeakBytes(), "");
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder) => Start(folder);

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        question.Negatives.Length > 0 ? [SqlText.Group, SqlText.Sum] : [SqlText.Group];

    public override Answer Ask(Question question, Operation operation, string form)
    {
        string text = SqlText.Of(question, operation, form)
            .Replace("SELECT m.source, m.c FROM (", "SELECT source, c FROM (", StringComparison.Ordinal)
            .Replace(") m JOIN sources s ON s.source = m.source ORDER BY s.spam DESC, m.source",
                ") ANY INNER JOIN sources USING source ORDER BY spam DESC, source", StringComparison.Ordinal)
            .Replace(") m", ")", StringComparison.Ordinal);
        if (operation is not (Operation.Total or Operation.All))
        {
            // The type of a count or sum differs by form.
            text = text.Replace("SELECT source, c FROM", "SELECT source, toUInt32(c) FROM", StringComparison.Ordinal);
        }

        long start = Stopwatch.GetTimestamp();
        byte[] reply = Post(text + " FORMAT RowBinary");
        ReadOnlySpan<uint> words = operation == Operation.Total ? [] : MemoryMarshal.Cast<byte, uint>(reply.AsSpan());
        if (operation == Operation.Total)
        {
            return Answer.OfTotal(Stopwatch.GetElapsedTime(start), BinaryPrimitives.ReadInt64LittleEndian(reply));
        }

        if (operation == Operation.All)
        {
            return Answer.OfAll(Stopwatch.GetElapsedTime(start), words);
        }

        PageRow[] rows = new PageRow[words.Length / 2];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = new PageRow(words[2 * row], (int)words[(2 * row) + 1]);
        }

        return Answer.OfPage(Stopwatch.GetElapsedTime(start), rows);
    }

    public override long PeakBytes() => _server?.PeakBytes() ?? 0;

    public override string Remarks() => $"ClickHouse {Encoding.ASCII.GetString(Post("SELECT version()")).Trim()}, 2018";

    public override void Dispose()
    {
        _http.Dispose();
        _server?.Dispose();
    }

    private void Start(string folder)
    {
        int port = FreePort();
        string config = Path.Combine(folder, "config.xml");
        File.WriteAllText(config, string.Create(CultureInfo.InvariantCulture, $"""
            <yandex>
              <logger><level>warning</level><console>1</console></logger>
              <http_port>{port}</http_port><tcp_port>{FreePort()}</tcp_port><listen_host>127.0.0.1</listen_host>
              <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><users_config>{folder}/users.xml</users_config>
              <default_profile>default</default_profile><default_database>default</default_database>
              <mark_cache_size>5368709120</mark_cache_size><uncompressed_cache_size>8589934592</uncompressed_cache_size><max_concurrent_queries>10</max_concurrent_queries>
            </yandex>
            """));
        File.WriteAllText(Path.Combine(folder, "users.xml"), """
            <yandex>
              <profiles><default><max_threads>1</max_threads><max_memory_usage>16000000000</max_memory_usage><use_uncompressed_cache>1</use_uncompressed_cache></default></profiles>
              <users><default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users>
              <quotas><default></default></quotas>
            </yandex>
            """);
        _http.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _server = new ServerProcess(Path.Combine(folder, "clickhouse.log"), Program, $"--config-file={config}");
        _server.WaitUntil(() => Post("SELECT 1"));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Execute(string text) => Post(text);

    private void Insert(string table, Action<Stream> rows)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "?query="
            + Uri.EscapeDataString($"INSERT INTO {table} FORMAT RowBinary")) { Content = new RowsContent(rows) };
        Send(request);
    }

    private byte[] Post(string text)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "") { Content = new StringContent(text) };
        return Send(request);
    }

    private byte[] Send(HttpRequestMessage request)
    {
        using HttpResponseMessage response = _http.Send(request);
        using MemoryStream body = new();
        response.Content.CopyTo(body, null, CancellationToken.None);
        return response.IsSuccessStatusCode ? body.ToArray()
            : throw new InvalidOperationException("ClickHouse says " + Encoding.UTF8.GetString(body.ToArray()));
    }
}
