using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Vennlink.Peers.Engines;

/// <summary>A PostgreSQL cluster of its own, on a socket in its folder.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";

    // Of the manual: a quarter of memory for shared buffers; generous sort and hash memory for one client; no
    // just-in-time compiler, which costs more than such statements take; pages cost the same in any order once cached;
    // a loading database needs neither fsync nor much log.
    private static readonly string[] Settings =
    [
        string.Create(CultureInfo.InvariantCulture,
            $"shared_buffers={GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 22}MB"), "work_mem=1GB",
                "maintenance_work_mem=2GB", "effective_cache_size=16GB", "jit=off", "random_page_cost=1.1",
                "max_parallel_workers_per_gather=0",
        "max_parallel_maintenance_workers=2", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "fsync=off",
        "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=", "max_connections=8",
    ];

    private readonly ServerProcess _process;
    private readonly string _folder;

    public PostgresServer(string folder)
    {
        _folder = folder;
        string data = Path.Combine(folder, "pg");
        if (!System.IO.Directory.Exists(data))
        {
            Run("install", "-d", "-o", User, "-m", "700", data);
            RunAsUser(Path.Combine(Programs!, "initdb"), "--no-sync", "--auth=trust", "--locale=C",
                "--encoding=SQL_ASCII", "-D", data);
        }

        // Sockets have short paths, and those of this folder may be long.
        Socket = Path.Combine(
            "/tmp", string.Create(CultureInfo.InvariantCulture, $"vennlink-peers-{Environment.ProcessId}"));
        Run("install", "-d", "-o", User, "-m", "755", Socket);
        _process = new ServerProcess(
            Path.Combine(folder, "postgres.log"),
            "runuser",
            ["-u", User, "--", Path.Combine(Programs!, "postgres"), "-D", data, "-k", Socket,
                .. Settings.SelectMany(setting => (string[])["-c", setting])]);
        _process.WaitUntil(() => Connect().Dispose());
    }

    /// <summary>Folder of the newest version's programs, or null.</summary>
    public static string? Programs { get; } = System.IO.Directory.Exists("/usr/lib/postgresql")
        ? System.IO.Directory.EnumerateDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres")))
        .Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Socket { get; }

    public static string? Missing() =>
        Programs is null ? "no PostgreSQL server (apt-get install postgresql)"
        : Environment.UserName != "root" ? "PostgreSQL is started as its own user, which takes root"
        : null;

    public NpgsqlConnection Connect()
    {
        NpgsqlConnection connection =
            new($"Host={Socket};Username={User};Database=postgres;Pooling=false;Command Timeout=0;Timeout=5");
        connection.Open();
        return connection;
    }

    public long PeakBytes() => _process.PeakBytes();

    /// <summary>Bytes of the tables and indexes that hold arcs.</summary>
    public long BytesOf(string table)
    {
        using NpgsqlConnection connection = Connect();
        using NpgsqlCommand command = new($"SELECT pg_total_relation_size('{table}')", connection);
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _process.PeakBytes();
        _process.Dispose();
        System.IO.Directory.Delete(Socket, recursive: true);
    }

    private static void RunAsUser(params string[] command) => Run(["runuser", "-u", User, "--", .. command]);

    private static void Run(params string[] command)
    {
        ProcessStartInfo start =
            new(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = "/" };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
        }
    }
}
