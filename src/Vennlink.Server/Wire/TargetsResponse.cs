using Vennlink.Query.Known;
using Vennlink.Query.Questions;

namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>GET /api/v1/targets</c>.</summary>
/// <param name="Prefix">What was typed.</param>
/// <param name="Scope">What was looked for.</param>
/// <param name="Snapshot">Id of the snapshot that it is of.</param>
/// <param name="Version">Of this program.</param>
/// <param name="Exact">Whether all targets that begin so were compared.</param>
/// <param name="Results">Most linking root domains first.</param>
/// <param name="NextToken">Asks for the next ones; empty at the end.</param>
internal sealed record TargetsResponse(
    string Prefix, string Scope, string Snapshot, string Version, bool Exact, IReadOnlyList<KnownTargetItem> Results,
    string NextToken);

/// <summary>One target.</summary>
/// <param name="Target">Canonical URL, host or root domain.</param>
/// <param name="Scope">Which of them.</param>
/// <param name="LinkingRootDomains">How many others link to it.</param>
/// <param name="DomainAuthority">1–100, of its root domain.</param>
internal sealed record KnownTargetItem(string Target, string Scope, long LinkingRootDomains, int DomainAuthority)
{
    /// <summary>The wire form of a target.</summary>
    public static KnownTargetItem Of(KnownTarget target) => new(
        target.Name, QuestionWords.TargetScopes.NameOf(target.Scope), target.LinkingRootDomainCount,
        target.DomainAuthority);
}
