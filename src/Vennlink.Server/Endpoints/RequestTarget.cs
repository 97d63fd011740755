using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary>One target of a request, as far as it could be read.</summary>
/// <param name="Field">The field that holds its text, for messages: <c>positive_targets[1].target</c>.</param>
/// <param name="Text">What the client typed; null where that was no text (a problem says so).</param>
/// <param name="Scope">Its scope; null where that was missing or unknown (a problem says so).</param>
internal sealed record RequestTarget(string Field, string? Text, TargetScope? Scope);
