namespace Vennlink.Peers.Engines;

/// <summary>All engines by name.</summary>
internal static class PeerChoice
{
    public static Peer Create(string name) => name switch
    {
        "vennlink" => new VennlinkPeer(),
        "vennlink-http" => new VennlinkHttpPeer(),
        "croaring" => new RoaringPeer(),
        "duckdb" => new DuckDbPeer(1),
        "duckdb-2" => new DuckDbPeer(2),
        "lucene" => new LucenePeer(),
        "lucene.net" => new LuceneNetPeer(),
        "postgres" => new PostgresPeer(),
        "postgres-array" => new PostgresArrayPeer(),
        "redis" => new RedisPeer(),
        "clickhouse-2018" => new ClickHousePeer(),
        "sqlite" => new SqlitePeer(),
        _ => throw new ArgumentException($"no engine is called {name}"),
    };
}
