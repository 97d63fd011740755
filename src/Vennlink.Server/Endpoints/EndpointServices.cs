using Vennlink.Server.Metering;
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
    /// <summary>Counts what is answered; null where nobody is counted, as for who may read the index anyway.</summary>
    public Meter? Meter { get; init; }

    /// <summary>The call as it is offered: counted, where there is a meter.</summary>
    public IEndpoint Counted(IEndpoint call) => Meter is { } meter ? new MeteredEndpoint(call, meter) : call;

    /// <summary>Where the other index is, that answers are compared with; null for none.</summary>
    public SnapshotHolder? Compared { get; init; }
}
