namespace Vennlink.Server.Wire;

/// <summary>What is served, without what only a person needs.</summary>
/// <param name="Name">What answers: <c>vennlink</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Snapshot">Id of the snapshot.</param>
/// <param name="Counts">What the index holds, by name.</param>
/// <param name="Built">When the snapshot was written, UTC.</param>
/// <param name="InputCount">How many files it was built from.</param>
/// <param name="Inputs">Names of the first few of them.</param>
internal sealed record IndexResponse(
    string Name, string Version, string Snapshot, IReadOnlyDictionary<string, long> Counts, string Built,
    int InputCount, IReadOnlyList<string> Inputs);
