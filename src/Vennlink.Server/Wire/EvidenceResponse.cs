namespace Vennlink.Server.Wire;

/// <summary>Links from a source to a target.</summary>
/// <param name="Source">As understood.</param>
/// <param name="Target">As understood.</param>
/// <param name="Snapshot">Id of the snapshot that it is of.</param>
/// <param name="Version">Of this program.</param>
/// <param name="HasMore">Whether there are more links than these.</param>
/// <param name="Links">The links.</param>
internal sealed record EvidenceResponse(
    string Source, string Target, string Snapshot, string Version, bool HasMore, IReadOnlyList<EvidenceLink> Links);

/// <summary>One link.</summary>
/// <param name="SourcePage">The page it stands on.</param>
/// <param name="TargetPage">The page it leads to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Anchor">Its text.</param>
/// <param name="Rel">What it says of itself, separated by blanks.</param>
/// <param name="FirstSeen">UTC; absent where no input gives a date.</param>
/// <param name="LastSeen">UTC.</param>
/// <param name="File">The input that shows it last.</param>
internal sealed record EvidenceLink(
    string SourcePage, string TargetPage, string Kind, string Anchor, string Rel, string? FirstSeen, string? LastSeen,
    string File);

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
