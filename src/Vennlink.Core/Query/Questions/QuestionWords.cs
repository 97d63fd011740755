using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>Names of scopes and orders, the same in the shell, in files and over HTTP.</summary>
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

    /// <summary>Orders of rows, each with the highest first.</summary>
    public static readonly IReadOnlyList<(string Name, IntersectSort Value)> Sorts =
    [
        ("matching_target_count", IntersectSort.MatchingTargetCount),
        ("source_domain_authority", IntersectSort.SourceDomainAuthority),
        ("source_spam_score", IntersectSort.SourceSpamScore),
    ];

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
