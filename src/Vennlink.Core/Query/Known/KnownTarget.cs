using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Known;

/// <summary>A target that an index knows.</summary>
/// <param name="Name">Canonical URL of a page, a host or a root domain.</param>
/// <param name="Scope">Which of them.</param>
/// <param name="LinkingRootDomainCount">Root domains other than its own with a link to it.</param>
/// <param name="DomainAuthority">1–100, of its root domain.</param>
public sealed record KnownTarget(string Name, TargetScope Scope, long LinkingRootDomainCount, int DomainAuthority);

/// <summary>Some of the targets whose name begins with a text.</summary>
/// <param name="Targets">Most linking root domains first, then in key order.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
/// <param name="IsExact">Whether all were compared; else there were more than are looked at, and a better one may be
/// among the others.</param>
public sealed record KnownTargetPage(IReadOnlyList<KnownTarget> Targets, bool HasMore, bool IsExact);
