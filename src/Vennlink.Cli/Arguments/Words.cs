using Vennlink.Links;
using Vennlink.Query.Facets;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Arguments;

/// <summary>The API's words for scopes, sorts, kinds and rel flags, used on the command line too.</summary>
internal static class Words
{
    /// <summary>What can be sorted by, in the order help shows it.</summary>
    public static readonly string[] SortColumns = QuestionWords.SortColumns.Names();

    /// <summary>What can be counted by.</summary>
    public static readonly string[] Facets = QuestionWords.Facets.Names();

    /// <summary>Source scope names.</summary>
    public static readonly string[] Sources = QuestionWords.SourceScopes.Names();

    /// <summary>Another name of <see cref="SourceScope.Subdomain"/>.</summary>
    public const string Host = "host";

    /// <summary>Name of a target scope.</summary>
    public static string Of(TargetScope scope) => QuestionWords.TargetScopes.NameOf(scope);

    /// <summary>Name of a source scope.</summary>
    public static string Of(SourceScope scope) => QuestionWords.SourceScopes.NameOf(scope);

    /// <summary>Name of a link kind.</summary>
    public static string Of(LinkKind kind) => QuestionWords.WordOf(kind);

    /// <summary>Rel flags as a rel attribute would hold them.</summary>
    public static string Of(LinkRel rel) => QuestionWords.WordsOf(rel);

    /// <summary>The facet of this name.</summary>
    public static Facet Facet(string name) => QuestionWords.Facets.ValueOf(name);

    /// <summary>The source scope of this name.</summary>
    public static SourceScope Source(string name) =>
        name == Host ? SourceScope.Subdomain : QuestionWords.SourceScopes.ValueOf(name);
}
