using Vennlink.Query.Explain;
using Vennlink.Query.Facets;
using Vennlink.Query.Walk;

namespace Vennlink.Query.Changes;

/// <summary>
/// What a question gained, kept and lost between two indexes: two indexes of a site, two snapshots of one, two releases
/// of a web graph. Not thread-safe.
/// </summary>
/// <remarks>
/// Sources are compared by name. The counts are exact and known at once: that takes the time of both answers and of
/// sorting the names of their rows. Rows are then read as they are asked for, those of the later index in the order of
/// the question, then those that are lost in their order in the earlier one.
/// </remarks>
public sealed class QuestionDiff
{
    // Rows that are described together.
    private const int BatchRows = 64;

    private readonly DiffSide _before;
    private readonly DiffSide _after;
    private readonly SourceMatch _match;

    private QuestionDiff(DiffSide before, DiffSide after, SourceMatch match) =>
        (_before, _after, _match) = (before, after, match);

    /// <summary>Memory for the names of rows that is enough for some millions; more are sorted on disk.</summary>
    public const long UsualMemoryBytes = 256L << 20;

    /// <summary>Rows of the later index alone.</summary>
    public long GainedCount => _match.AfterCount - _match.KeptCount;

    /// <summary>Rows of both.</summary>
    public long KeptCount => _match.KeptCount;

    /// <summary>Rows of the earlier index alone.</summary>
    public long LostCount => _match.BeforeCount - _match.KeptCount;

    /// <summary>Compares the answers of two indexes.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one, with the same question.</param>
    /// <param name="memoryBytes">Memory for the names of rows; at least 1 MiB.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <exception cref="ArgumentException">The two do not have the same targets.</exception>
    /// <exception cref="Vennlink.Snapshots.LinkFactsException">The question asks for what one index does not know.
    /// </exception>
    public static QuestionDiff Of(
        DiffSide before, DiffSide after, long memoryBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!AreSame(before.Query.PositiveTargets, after.Query.PositiveTargets)
            || !AreSame(before.Query.NegativeTargets, after.Query.NegativeTargets)
            || before.Query.SourceScope != after.Query.SourceScope)
        {
            throw new ArgumentException(
                "The question has other targets in one index than in the other: their public suffixes differ.",
                nameof(after));
        }

        before.Find(cancellationToken);
        after.Find(cancellationToken);
        return new QuestionDiff(before, after, SourceMatch.Of(before, after, memoryBytes, cancellationToken));
    }

    /// <summary>The question in the earlier index.</summary>
    public FoundQuery Before => _before.Found;

    /// <summary>The question in the later index.</summary>
    public FoundQuery After => _after.Found;

    /// <summary>What whoever asks should know of how the question was understood in each index.</summary>
    public IEnumerable<string> Notes =>
    [
        .. _after.Query.Notes, .. Before.Notes.Select(note => $"in the earlier index {note}"),
        .. After.Notes.Select(note => $"in the later index {note}"),
    ];

    /// <summary>Counts the rows by facets, exactly.</summary>
    /// <param name="facets">What to count by.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public IReadOnlyList<ChangedFacet> CountFacets(IReadOnlyList<Facet> facets, CancellationToken cancellationToken)
    {
        (_, IReadOnlyList<FacetValues>[] later) = _after.Engine.CountFacets(
            After, facets, 2, source => _match.IsKeptAfter(source) ? 1 : 0, cancellationToken);
        (_, IReadOnlyList<FacetValues>[] earlier) = _before.Engine.CountFacets(
            Before, facets, 1, source => _match.IsKeptBefore(source) ? -1 : 0, cancellationToken);
        return [.. Enumerable.Range(0, facets.Count)
            .Select(facet => ChangedFacet.Of(later[0][facet], later[1][facet], earlier[0][facet]))];
    }

    /// <summary>The rows with what differs.</summary>
    /// <param name="shown">Which rows.</param>
    /// <param name="linkLimit">Most links of a target that are shown.</param>
    /// <param name="evidenceLinks">Links beside each row in the index that it is shown of, at most so many a target;
    /// null for none.</param>
    /// <param name="cancellationToken">Checked once a row.</param>
    public IEnumerable<ChangedRow> Rows(
        RowChange shown, int linkLimit, int? evidenceLinks, CancellationToken cancellationToken)
    {
        LinkChanges gained = new(_after, _before, isGained: true, linkLimit);
        LinkChanges lost = new(_before, _after, isGained: false, linkLimit);
        if ((shown & (RowChange.Gained | RowChange.Kept)) != 0)
        {
            foreach ((IntersectRow row, SourceRow described) in Described(
                _after, IsShown, evidenceLinks, cancellationToken))
            {
                bool isKept = _match.IsKeptAfter(row.SourceId);
                yield return Compare(_after, row.SourceId, described, isKept ? RowChange.Kept : RowChange.Gained);
            }
        }

        if ((shown & RowChange.Lost) != 0)
        {
            foreach ((IntersectRow row, SourceRow described) in Described(
                _before, row => !_match.IsKeptBefore(row.SourceId), evidenceLinks, cancellationToken))
            {
                yield return Compare(_before, row.SourceId, described, RowChange.Lost);
            }
        }

        bool IsShown(IntersectRow row) =>
            (shown & (_match.IsKeptAfter(row.SourceId) ? RowChange.Kept : RowChange.Gained)) != 0;

        ChangedRow Compare(DiffSide side, uint source, SourceRow row, RowChange change) =>
            new Comparison(_before, _after, gained, lost, cancellationToken).Of(side, source, row, change);
    }

    private static bool AreSame(IReadOnlyList<Target> one, IReadOnlyList<Target> other) =>
        one.Count == other.Count
            && one.Zip(other).All(pair => pair.First.Scope == pair.Second.Scope && pair.First.Text == pair.Second.Text);

    private static IEnumerable<(IntersectRow Row, SourceRow Described)> Described(
        DiffSide side, Func<IntersectRow, bool> isShown, int? evidenceLinks, CancellationToken cancellationToken)
    {
        Evidence evidence = new(side.Snapshot);
        foreach (IntersectRow[] batch in side.Engine.Stream(side.Found, cancellationToken).Where(isShown)
            .Chunk(BatchRows))
        {
            IEnumerable<SourceRow> described = evidenceLinks is { } most
                ? evidence.Describe(side.Engine, side.Found, batch, most, cancellationToken)
                : side.Engine.Describe(side.Found, batch);
            foreach ((IntersectRow, SourceRow) row in batch.Zip(described))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }
        }
    }

    // One row, looked up in both indexes.
    private readonly struct Comparison(
        DiffSide before, DiffSide after, LinkChanges gained, LinkChanges lost, CancellationToken cancellationToken)
    {
        public ChangedRow Of(DiffSide side, uint source, SourceRow row, RowChange change)
        {
            byte[] key = side.KeyOf(source);
            bool isAfter = ReferenceEquals(side, after);
            uint? there = (isAfter ? before : after).SourceOf(key);
            (uint? inBefore, uint? inAfter) = isAfter ? (there, (uint?)source) : (source, there);
            IReadOnlyList<int> linkedBefore = inBefore is { } id ? before.LinkedBy(id) : [];
            IReadOnlyList<int> linkedAfter = inAfter is { } other ? after.LinkedBy(other) : [];
            List<TargetChange> targets = [];
            AddChanges(inBefore, inAfter, linkedBefore, linkedAfter, isNegative: false, targets);
            AddChanges(inBefore, inAfter, inBefore is { } one ? before.ForbiddenOf(one) : [],
                inAfter is { } two ? after.ForbiddenOf(two) : [], isNegative: true, targets);
            RowCause cause = change == RowChange.Kept ? RowCause.None
                : there is not { } known ? RowCause.SourceUnknown
                : isAfter ? before.WhyNoRow(known, linkedBefore) : after.WhyNoRow(known, linkedAfter);
            return new ChangedRow(change, cause, row, linkedBefore, linkedAfter, targets);
        }

        private void AddChanges(
            uint? inBefore, uint? inAfter, IReadOnlyList<int> linkedBefore, IReadOnlyList<int> linkedAfter,
            bool isNegative, List<TargetChange> changes)
        {
            foreach (int target in linkedBefore.Union(linkedAfter).Except(linkedBefore.Intersect(linkedAfter)).Order())
            {
                bool isGained = linkedAfter.Contains(target);
                uint source = (isGained ? inAfter : inBefore)!.Value; // it has links there
                changes.Add((isGained ? gained : lost).Find(source, target, isNegative, cancellationToken));
            }
        }
    }
}
