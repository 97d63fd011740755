using Vennlink.Links;
using Vennlink.Query.Hide;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>
/// A question as written: in the shell, in a file or in a request. Which targets its texts name is told by an index
/// (<see cref="QuestionResolver"/>).
/// </summary>
/// <remarks>Whoever adds to what can be asked adds it here, to <see cref="QuestionJson"/> and to the options of the
/// command.</remarks>
public sealed record Question
{
    /// <summary>What the answer is called by, as JSON: a string or a number; null for nothing.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// Sources must link to at least <see cref="Min"/> of these; may be empty when <see cref="Match"/> names some.
    /// </summary>
    public IReadOnlyList<TargetText> To { get; init; } = [];

    /// <summary>Sources must link to none of these.</summary>
    public IReadOnlyList<TargetText> Not { get; init; } = [];

    /// <summary>1 … number of <see cref="To"/>, or of the targets of <see cref="Match"/> when it is empty.</summary>
    public int Min { get; init; } = 1;

    /// <summary>What must hold beside; null for nothing.</summary>
    public MatchText? Match { get; init; }

    /// <summary>What the rows are.</summary>
    public SourceScope SourceScope { get; init; } = SourceScope.Page;

    /// <summary>Which sources are looked at; null for all.</summary>
    public SourceFilter? Filter { get; init; }

    /// <summary>The only sources to look at, as typed; null for all.</summary>
    public IReadOnlyList<TargetText>? SourcesIn { get; init; }

    /// <summary>Sources to leave out, as typed; null for none.</summary>
    public IReadOnlyList<TargetText>? SourcesNotIn { get; init; }

    /// <summary>Rules that hide rows; none by default.</summary>
    public IReadOnlyList<HideRule> Hide { get; init; } = [];

    /// <summary>Which links to positive targets count; null for all live ones.</summary>
    public LinkFilter? Links { get; init; }

    /// <summary>Order of the rows.</summary>
    public IntersectSort Sort { get; init; } = IntersectSort.MatchingTargetCount;

    /// <summary>At most this many rows, at least 1; null for what is usual where the question is asked.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the answer also says how many rows there are in all.</summary>
    public bool IncludesTotal { get; init; }
}
