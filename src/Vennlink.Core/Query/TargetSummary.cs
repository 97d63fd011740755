namespace Vennlink.Query;

/// <summary>Who links to a target, in numbers.</summary>
/// <param name="Presence">Whether the index knows it, and anybody outside links to it.</param>
/// <param name="LinkingPages">Pages outside its root domain that link to it.</param>
/// <param name="LinkingDomains">Root domains, beside its own, that link to it.</param>
public sealed record TargetSummary(TargetPresence Presence, long LinkingPages, long LinkingDomains);
