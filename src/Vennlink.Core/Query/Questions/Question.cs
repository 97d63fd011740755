using Vennlink.Links;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
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

    /// <summary>Most sets in <see cref="Only"/>.</summary>
    public const int MaxOnlySets = 64;

    /// <summary>
    /// Sets of positive targets, by their indexes: a row links to exactly those of one set, as
    /// <see cref="TargetSubset"/> counts rows. Empty for all rows.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> Only { get; init; } = [];

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

    /// <summary>Order of the rows, unless <see cref="SortKeys"/> say another.</summary>
    public IntersectSort Sort { get; init; } = IntersectSort.MatchingTargetCount;

    /// <summary>A free order, as <see cref="SortText.WithSort"/> sets it; empty for <see cref="Sort"/>.</summary>
    public IReadOnlyList<OrderKey> SortKeys { get; init; } = [];

    /// <summary>What the rows of the whole answer are counted by, beside.</summary>
    public IReadOnlyList<Facet> Facets { get; init; } = [];

    /// <summary>Most links a target that may be shown beside rows.</summary>
    public const int MaxEvidenceLinks = 100;

    /// <summary>Links to show beside each row, at most this many a target; null for none.</summary>
    public int? EvidenceLinks { get; init; }

    /// <summary>At most this many rows, at least 1; null for what is usual where the question is asked.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the answer also says how many rows there are in all.</summary>
    public bool IncludesTotal { get; init; }
}
