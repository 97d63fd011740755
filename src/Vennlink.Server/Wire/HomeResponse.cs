namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>GET /</c> for programs.</summary>
/// <param name="Name">What answers: <c>vennlink</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Snapshot">Id of the snapshot that is served; empty while there is none.</param>
/// <param name="Counts">What the index holds, by name; empty while there is none.</param>
/// <param name="Built">When the snapshot was written, UTC; absent while there is none.</param>
/// <param name="InputCount">How many files it was built from.</param>
/// <param name="Inputs">Names of the first few of them, without folders.</param>
/// <param name="Example">A curl line that works once credentials are filled in.</param>
/// <param name="KeyCommand">The command that makes these credentials, for the operator of the server.</param>
internal sealed record HomeResponse(
    string Name,
    string Version,
    string Snapshot,
    IReadOnlyDictionary<string, long> Counts,
    string? Built,
    int InputCount,
    IReadOnlyList<string> Inputs,
    string Example,
    string KeyCommand);
