using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Server;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;

namespace Vennlink.Server.Mcp;

/// <summary>The protocol for one client, over two streams, without a key: who starts it may read the index.</summary>
public static class McpStreams
{
    private const int SecretBytes = 32;

    /// <summary>Answers until the input ends.</summary>
    /// <param name="options">What to serve; no key is asked for, and no address listened on.</param>
    /// <param name="input">Messages of the client, a line each.</param>
    /// <param name="output">Answers, a line each.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public static async Task RunAsync(
        ServerOptions options, Stream input, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        using SnapshotHolder snapshots = new(options, NullLogger<SnapshotHolder>.Instance);
        using ComparedIndex? compared = options.CompareFolder is { } folder
            ? new ComparedIndex(new SnapshotHolder(
                options with { IndexFolder = folder }, NullLogger<SnapshotHolder>.Instance)) : null;
        using QueryGate gate = new(options);
        await snapshots.StartAsync(cancellationToken);
        await (compared?.StartAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            McpServerOptions server = new();
            EndpointServices services = new(
                options, snapshots, gate, RandomNumberGenerator.GetBytes(SecretBytes))
            {
                Compared = compared?.Snapshots,
            };
            new McpTools(services).Configure(server);
            await using StreamServerTransport transport = new(input, output, "vennlink");
            await using McpServer session = McpServer.Create(transport, server);
            await session.RunAsync(cancellationToken);
        }
        finally
        {
            await snapshots.StopAsync(CancellationToken.None);
            await (compared?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        }
    }
}
