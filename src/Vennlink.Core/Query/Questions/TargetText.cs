using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>A target as typed: <c>[SCOPE:]TARGET</c>.</summary>
/// <param name="Typed">The whole text, for headings and notes.</param>
/// <param name="Scope">The scope; root_domain when none is given.</param>
/// <param name="Url">The rest.</param>
public sealed record TargetText(string Typed, TargetScope Scope, string Url)
{
    /// <summary>Whether a scope was typed.</summary>
    public bool HasScope => Url.Length != Typed.Length;

    /// <summary>
    /// Reads the scope off; any other text before a colon (<c>https:</c>, <c>example.com:8080</c>) belongs to the
    /// target.
    /// </summary>
    public static TargetText Parse(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        foreach ((string name, TargetScope scope) in QuestionWords.TargetScopes)
        {
            if (typed.StartsWith(name, StringComparison.Ordinal) && typed.AsSpan(name.Length) is [':', ..])
            {
                return new TargetText(typed, scope, typed[(name.Length + 1)..]);
            }
        }

        return new TargetText(typed, TargetScope.RootDomain, typed);
    }

    /// <summary>A target whose scope is given beside it; it is typed with the scope unless that goes without
    /// saying.</summary>
    internal static TargetText Of(TargetScope scope, string url) =>
        scope == TargetScope.RootDomain && Parse(url) is { HasScope: false } plain
            ? plain : new($"{QuestionWords.TargetScopes.NameOf(scope)}:{url}", scope, url);

    /// <summary>Says why this is no target.</summary>
    public string Describe(TargetProblem problem) => problem switch
    {
        TargetProblem.Empty => $"{QuestionProblems.Quote(Typed)}: the target is empty",
        TargetProblem.PublicSuffix =>
            $"{QuestionProblems.Quote(Typed)} is a public suffix, not a site; name a site under it, or use "
            + $"'subdomain:{Url}' for the host itself",
        _ => $"{QuestionProblems.Quote(Typed)} is not a host name or an http(s) URL",
    };
}
