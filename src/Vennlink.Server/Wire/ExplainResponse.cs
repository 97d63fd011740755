using Vennlink.Query.Explain;

namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>GET /api/v1/explain</c>, and what <c>vennlink explain --format json</c> prints.</summary>
/// <param name="Target">Canonical URL of the page, or the root domain.</param>
/// <param name="Scope"><c>page</c> or <c>root_domain</c>.</param>
/// <param name="InIndex">Whether the index knows it, as source or as target.</param>
/// <param name="Page">The page; absent at root-domain scope.</param>
/// <param name="Domain">The root domain; absent where the index does not know it.</param>
public sealed record ExplainResponse(string Target, string Scope, bool InIndex, PageExplanation? Page, DomainExplanation? Domain)
{
    /// <summary>The wire form of an explanation.</summary>
    public static ExplainResponse Of(Explanation explanation) => new(
        explanation.Target, explanation.Page is null ? "root_domain" : "page", explanation.IsInIndex, explanation.Page, explanation.Domain);
}
