using Vennlink.Server.Serving;

namespace Vennlink.Server.Endpoints;

/// <summary>What all endpoints of a server share.</summary>
/// <param name="Options">What the operator allows.</param>
/// <param name="Snapshots">Where the index is.</param>
/// <param name="Gate">Where queries wait for their turn.</param>
/// <param name="TokenSecret">Signs next_tokens.</param>
internal sealed record EndpointServices(
    ServerOptions Options, SnapshotHolder Snapshots, QueryGate Gate, byte[] TokenSecret)
{
    /// <summary>Where the other index is, that answers are compared with; null for none.</summary>
    public SnapshotHolder? Compared { get; init; }
}
