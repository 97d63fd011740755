namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Status"><c>ok</c> or <c>ready</c>.</param>
/// <param name="Snapshot">Id of the snapshot that is served; absent at <c>/healthz</c>.</param>
internal sealed record HealthResponse(string Status, string? Snapshot);
