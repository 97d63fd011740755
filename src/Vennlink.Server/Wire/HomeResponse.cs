namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>GET /</c> for programs.</summary>
/// <param name="Name">What answers: <c>vennlink</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Snapshot">Id of the snapshot that is served; empty while there is none.</param>
/// <param name="Counts">The index's counts by name.</param>
/// <param name="Example">A curl line that works once credentials are filled in.</param>
internal sealed record HomeResponse(string Name, string Version, string Snapshot, IReadOnlyDictionary<string, long> Counts, string Example);
