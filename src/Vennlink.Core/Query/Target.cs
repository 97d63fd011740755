using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>One target of a query, resolved: scope, key, and the text the user typed.</summary>
public sealed record Target(TargetScope Scope, ReadOnlyMemory<byte> Key, string Text);
