using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>
/// Rows by matching target count ↓, then ascending source id. One walk keeps the best rows and stops when the highest
/// count there can be has enough.
/// </summary>
internal sealed class MatchCountOrder(WalkPool walks, int streamBatchRowCount) : LevelOrder(walks, streamBatchRowCount)
{
    public override int LevelOf(FoundQuery question, IntersectRow row) => row.MatchingTargetIndexes.Length;

    protected override void AddRows(FoundQuery question, int limit, RowStart? start, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        if (start is { } rest)
        {
            AddRestOfLevel(question, rest.Level, rest.From, limit, rows, cancellationToken);
        }

        int below = start?.Level ?? int.MaxValue;
        if (rows.Count < limit && HasLevelBelow(question, below))
        {
            AddBestBelow(question, below, 0, limit - rows.Count, rows, cancellationToken);
        }
    }

    protected override WalkBounds BoundsOf(FoundQuery question, int level, uint from) =>
        new(level, Ceiling: level, From: from);

    protected override bool HasLevelBelow(FoundQuery question, int below) => below > question.MinMatchingTargets;

    protected override int AddBestBelow(FoundQuery question, int below, int round, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        int highest = Math.Min(below - 1, question.Positives.Count);
        BestByCount best = new(highest, limit, rows);
        Walks.Collect(question, new WalkBounds(1, Ceiling: highest), ref best, cancellationToken);
        return best.LastLevel ?? question.MinMatchingTargets;
    }

    private struct BestByCount(int highest, int limit, List<IntersectRow> rows) : IRowCollector
    {
        // Of the last row, when there are as many as wanted.
        public int? LastLevel { get; private set; }

        public void Collect(ThresholdWalk walk)
        {
            walk.WantedCount = limit;
            BestRows best = walk.Best;
            best.Start(limit, walk.MatchWordCount);
            while (walk.MoveNext())
            {
                int count = walk.MatchCount;
                if (best.IsFull && count <= best.WorstLevel)
                {
                    continue;
                }

                walk.CopyMatches(best.Add(count, walk.SourceId));
                if (best.IsFull && best.WorstLevel >= highest)
                {
                    break;
                }

                // From here on only rows of a higher level get in.
                walk.Threshold = best.IsFull ? Math.Max(walk.Threshold, best.WorstLevel + 1) : walk.Threshold;
            }

            LastLevel = best.Take(rows);
        }
    }
}
