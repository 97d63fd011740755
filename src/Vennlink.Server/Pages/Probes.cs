using System.Text.Json;
using Vennlink.Server.Http;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Pages;

/// <summary><c>GET /healthz</c> and <c>GET /readyz</c>: for load balancers and supervisors, without a key.</summary>
internal sealed class Probes(SnapshotHolder snapshots)
{
    /// <summary>The process is up.</summary>
    public static Task AnswerHealthAsync(HttpContext context) => AnswerAsync(context, new HealthResponse("ok", null));

    /// <summary>An index is served, and nothing of it was found damaged.</summary>
    /// <exception cref="ApiException">None is, or something was (503).</exception>
    public Task AnswerReadinessAsync(HttpContext context)
    {
        using SnapshotLease lease = snapshots.TryLeaseCurrent() ?? throw ApiException.NoIndex(snapshots.Problem);
        if (lease.Served.Damage is { } damage)
        {
            throw ApiException.NotReady(damage.Message);
        }

        return AnswerAsync(context, new HealthResponse("ready", lease.Served.Id));
    }

    private static Task AnswerAsync(HttpContext context, HealthResponse health)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.WriteJsonAsync(JsonSerializer.SerializeToUtf8Bytes(health, ApiJson.Readable.HealthResponse));
    }
}
