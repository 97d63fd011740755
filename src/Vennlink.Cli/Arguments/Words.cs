using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Arguments;

/// <summary>The API's words for scopes, sorts, kinds and rel flags, used on the command line too.</summary>
internal static class Words
{
    /// <summary>Sort names, in the order help shows them.</summary>
    public static readonly string[] Sorts = QuestionWords.Sorts.Names();

    /// <summary>Source scope names.</summary>
    public static readonly string[] Sources = QuestionWords.SourceScopes.Names();

    /// <summary>Another name of <see cref="SourceScope.Subdomain"/>.</summary>
    public const string Host = "host";

    /// <summary>Name of a target scope.</summary>
    public static string Of(TargetScope scope) => QuestionWords.TargetScopes.NameOf(scope);

    /// <summary>Name of a source scope.</summary>
    public static string Of(SourceScope scope) => QuestionWords.SourceScopes.NameOf(scope);

    /// <summary>Name of a link kind.</summary>
    public static string Of(LinkKind kind) =>
        kind == LinkKind.Arc ? "arc" : QuestionWords.LinkKinds.NameOf(kind);

    /// <summary>
    /// Rel flags as a rel attribute would hold them, <c>page_nofollow</c> for a page that is nofollow as a whole.
    /// </summary>
    public static string Of(LinkRel rel)
    {
        if (rel == LinkRel.None)
        {
            return "";
        }

        List<string> names = [];
        Add(LinkRel.Nofollow, "nofollow");
        Add(LinkRel.Ugc, "ugc");
        Add(LinkRel.Sponsored, "sponsored");
        Add(LinkRel.PageNofollow, "page_nofollow");
        return string.Join(' ', names);

        void Add(LinkRel flag, string name)
        {
            if ((rel & flag) != 0)
            {
                names.Add(name);
            }
        }
    }

    /// <summary>The sort of this name.</summary>
    public static IntersectSort Sort(string name) => QuestionWords.Sorts.ValueOf(name);

    /// <summary>The source scope of this name.</summary>
    public static SourceScope Source(string name) =>
        name == Host ? SourceScope.Subdomain : QuestionWords.SourceScopes.ValueOf(name);
}
