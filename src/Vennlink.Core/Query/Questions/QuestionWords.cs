using Vennlink.Links;
using Vennlink.Query.Facets;
using Vennlink.Query.Orders;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>Names of scopes, orders and what links are, the same in the shell, in files and over HTTP.</summary>
public static class QuestionWords
{
    /// <summary>What a target may be.</summary>
    public static readonly IReadOnlyList<(string Name, TargetScope Value)> TargetScopes =
    [
        ("page", TargetScope.Page), ("subfolder", TargetScope.Subfolder), ("subdomain", TargetScope.Subdomain),
        ("root_domain", TargetScope.RootDomain),
    ];

    /// <summary>What a row may be.</summary>
    public static readonly IReadOnlyList<(string Name, SourceScope Value)> SourceScopes =
        [("page", SourceScope.Page), ("subdomain", SourceScope.Subdomain), ("root_domain", SourceScope.RootDomain)];

    /// <summary>What rows can be sorted by.</summary>
    public static readonly IReadOnlyList<(string Name, SortColumn Value)> SortColumns =
    [
        ("matching_target_count", SortColumn.MatchingTargetCount),
        ("source_domain_authority", SortColumn.DomainAuthority), ("source_spam_score", SortColumn.SpamScore),
        ("source_page_authority", SortColumn.PageAuthority), ("source_outgoing_domains", SortColumn.OutgoingDomains),
        ("source_url", SortColumn.Url),
        ("source_host", SortColumn.Host), ("source_root_domain", SortColumn.RootDomain),
        ("source_title", SortColumn.Title), ("link_first_seen", SortColumn.LinkFirstSeen),
        ("link_last_seen", SortColumn.LinkLastSeen),
    ];

    /// <summary>Orders of rows that need not look at all of them, each with the highest first.</summary>
    public static readonly IReadOnlyList<(string Name, IntersectSort Value)> Sorts =
    [
        ("matching_target_count", IntersectSort.MatchingTargetCount),
        ("source_domain_authority", IntersectSort.SourceDomainAuthority),
        ("source_spam_score", IntersectSort.SourceSpamScore),
    ];

    /// <summary>What rows can be counted by.</summary>
    public static readonly IReadOnlyList<(string Name, Facet Value)> Facets =
    [
        ("tld", Facet.TopLevelDomain), ("authority", Facet.Authority), ("followed", Facet.Followed),
        ("spam", Facet.SpamScore), ("language", Facet.Language),
    ];

    /// <summary>Kinds of links that can be asked for: where links are arcs, nothing can be.</summary>
    public static readonly IReadOnlyList<(string Name, LinkKind Value)> LinkKinds =
    [
        ("anchor", LinkKind.Anchor), ("canonical", LinkKind.Canonical), ("redirect", LinkKind.Redirect),
        ("refresh", LinkKind.Refresh),
    ];

    /// <summary>What a link may say of itself, or its page of all its links.</summary>
    public static readonly IReadOnlyList<(string Name, LinkRel Value)> LinkRels =
        [("nofollow", LinkRel.Nofollow | LinkRel.PageNofollow), ("ugc", LinkRel.Ugc), ("sponsored", LinkRel.Sponsored)];

    /// <summary>Whether links are still there.</summary>
    public static readonly IReadOnlyList<(string Name, LinkState Value)> LinkStates =
        [("live", LinkState.Live), ("lost", LinkState.Lost), ("both", LinkState.Both)];

    /// <summary>Name of a link kind.</summary>
    public static string WordOf(LinkKind kind) => kind == LinkKind.Arc ? "arc" : LinkKinds.NameOf(kind);

    /// <summary>
    /// Rel flags as a rel attribute would hold them, <c>page_nofollow</c> for a page that is nofollow as a whole.
    /// </summary>
    public static string WordsOf(LinkRel rel) => string.Join(
        ' ', RelFlags.Where(flag => (rel & flag.Value) != LinkRel.None).Select(flag => flag.Name));

    private static readonly (string Name, LinkRel Value)[] RelFlags =
    [
        ("nofollow", LinkRel.Nofollow), ("ugc", LinkRel.Ugc), ("sponsored", LinkRel.Sponsored),
        ("page_nofollow", LinkRel.PageNofollow),
    ];

    /// <summary>The names of flags.</summary>
    internal static string[] Within(this IReadOnlyList<(string Name, LinkRel Value)> rels, LinkRel flags) =>
        [.. rels.Where(rel => (rel.Value & flags) != LinkRel.None).Select(rel => rel.Name)];

    /// <summary>The name of a value.</summary>
    public static string NameOf<T>(this IReadOnlyList<(string Name, T Value)> words, T value) =>
        words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Name;

    /// <summary>The value of a name that is one of these.</summary>
    public static T ValueOf<T>(this IReadOnlyList<(string Name, T Value)> words, string name) =>
        words.First(word => word.Name == name).Value;

    /// <summary>The names, in their order.</summary>
    public static string[] Names<T>(this IReadOnlyList<(string Name, T Value)> words) =>
        [.. words.Select(word => word.Name)];
}
