using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Wire;

/// <summary>One entry of <c>positive_targets</c> or <c>negative_targets</c>, as far as it could be read.</summary>
/// <param name="Field">Where it stands, for messages: <c>positive_targets[1]</c>.</param>
/// <param name="Text">What the client typed; null where that was no text (a problem says so).</param>
/// <param name="Scope">Its scope; null where that was missing or unknown (a problem says so).</param>
internal sealed record RequestTarget(string Field, string? Text, TargetScope? Scope);
