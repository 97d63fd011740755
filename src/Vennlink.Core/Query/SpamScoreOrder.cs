using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;

namespace Vennlink.Query;

/// <summary>Rows by spam score ↓ (−1 last), then ascending source id.</summary>
/// <remarks>
/// Sources of the highest scores are looked at first, as long as that costs less than a part of one walk over all: that
/// finds a page where many sources are rows, and where few are, it is soon given up.
/// </remarks>
/// <param name="walks">Opens the walks.</param>
/// <param name="streamBatchRowCount">Rows that a stream holds at a time.</param>
/// <param name="index">Has a list of domains for each score.</param>
/// <param name="lookUpCost">Nanoseconds to look a source up in a list.</param>
internal sealed class SpamScoreOrder(WalkPool walks, int streamBatchRowCount, ISourceIndex index, float lookUpCost)
    : LevelOrder(walks, streamBatchRowCount)
{
    // Source domains, for each row wanted, of the spam scores that the first walk of a page looks at, unless one score
    // alone has more; each further walk of it looks at four times as many. Of the most linked targets every third
    // source or so is a row, and each source looked at costs a seek in most lists.
    private const long SourcesPerRow = 4;
    private const int MinRowsLookedFor = 64;

    // The part of a walk over all that may be spent on looking up.
    private const float WalkShare = 2;

    // Looking at the scores of all sources left in a window costs about as much as taking so many one by one.
    private const int RowsWorthNarrowing = 64;

    public override int LevelOf(FoundQuery question, IntersectRow row) =>
        index.SpamScore(question.Space.DomainOf(row.SourceId));

    protected override void AddRows(FoundQuery question, int limit, RowStart? start, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        long sourceBudget = SourceBudget(question);
        int below = start?.Level ?? int.MaxValue;
        for (int round = 0; rows.Count < limit; round++)
        {
            // What is left of the start's own score comes first.
            bool isRest = round == 0 && start is not null;
            (int[] levels, long sourceCount) = isRest ? ([below], 0) : LevelsOfRound(question, below, round, limit);
            if (levels.Length == 0)
            {
                break;
            }

            if (levels.Length == 1)
            {
                sourceBudget -= AddRestOfLevel(question, levels[0], isRest ? start!.Value.From : 0, limit, rows,
                    cancellationToken, sourceBudget);
            }
            else
            {
                sourceBudget -= sourceCount;
                if (sourceBudget >= 0)
                {
                    AddBestOf(question, levels, limit - rows.Count, rows, cancellationToken);
                }
            }

            if (sourceBudget < 0 && rows.Count < limit)
            {
                AddBestOfAll(
                    question, rows.Count > 0 ? new RowStart(LevelOf(question, rows[^1]), rows[^1].SourceId + 1) : start,
                    limit - rows.Count, rows, cancellationToken);
                break;
            }

            below = levels[^1];
        }
    }

    protected override WalkBounds BoundsOf(FoundQuery question, int level, uint from) =>
        new(1, From: from, Required: OpenLevels(question, level));

    protected override bool HasLevelBelow(FoundQuery question, int below) =>
        question.SpamScores.Any(score => score < below);

    protected override int AddBestBelow(FoundQuery question, int below, int round, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken) =>
        AddBestOf(question, LevelsOfRound(question, below, round, limit).Levels, limit, rows, cancellationToken);

    private int AddBestOf(FoundQuery question, int[] levels, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        BestByScore best = new(new SpamLevels(index, question.Space, Walks.Width), levels[0], null, limit, rows);
        Walks.Collect(question, new WalkBounds(1, Required: OpenLevels(question, levels)), ref best, cancellationToken);
        return best.LastLevel ?? levels[^1];
    }

    // The rows from a start on, found in one walk over all sources.
    private void AddBestOfAll(FoundQuery question, RowStart? start, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        SpamLevels spam = new(index, question.Space, Walks.Width) { Max = start?.Level ?? int.MaxValue };
        BestByScore best = new(spam, int.MaxValue, start, limit, rows);
        using ThresholdWalk walk = Walks.Open(question, WalkBounds.All, cancellationToken);

        // Scores of domains stand side by side; those of other sources are looked up one by one anyway.
        walk.Narrowing = question.Space.IsOfDomains ? spam : null;
        best.Collect(walk);
    }

    // How many sources to look up in the lists before that has cost a part of a walk over all of these. One that is no
    // row is given up when too many lists are without it.
    private long SourceBudget(FoundQuery question)
    {
        float walkCost = 0;
        float windowCount = (float)question.Space.Count / SourceWindow.Size;
        for (int target = 0; target < question.Positives.Count; target++)
        {
            walkCost += WalkCost.OfList(question.CountOf(question.Positives[target]), windowCount);
        }

        float lookUpsPerSource = question.Positives.Count - question.MinMatchingTargets + 2;
        return (long)Math.Min(long.MaxValue / 2, walkCost / (WalkShare * lookUpsPerSource * lookUpCost));
    }

    // The next scores below one, highest first, that together have as many source domains as a round looks at, and how
    // many they have: one when it has as many, else several, so that rare scores do not cost a walk each.
    private (int[] Levels, long SourceCount) LevelsOfRound(FoundQuery question, int below, int round, int limit)
    {
        long minSourceCount = SourcesPerRow * Math.Max(limit, MinRowsLookedFor) << Math.Min(2 * round, 20);
        List<int> levels = [];
        long sourceCount = 0;
        foreach (int score in question.SpamScores.SkipWhile(score => score >= below))
        {
            using PostingCursor domains = index.OpenSpamList(score);
            if (levels.Count > 0 && domains.Count >= minSourceCount)
            {
                break;
            }

            levels.Add(score);
            sourceCount += domains.Count;
            if (sourceCount >= minSourceCount)
            {
                break;
            }
        }

        return ([.. levels], sourceCount);
    }

    // All sources of some scores.
    private PostingCursor OpenLevels(FoundQuery question, params int[] levels)
    {
        PostingCursor[] lists = Array.ConvertAll(levels, index.OpenSpamList);
        PostingCursor domains = lists.Length == 1 ? lists[0] : new UnionCursor(lists);
        return question.Space.IsOfDomains ? domains : new DomainSourcesCursor(domains, question.Space);
    }

    // Stops when the highest score there can be has enough.
    private struct BestByScore(SpamLevels spam, int highest, RowStart? start, int limit, List<IntersectRow> rows)
        : IRowCollector
    {
        // Of the last row, when there are as many as wanted.
        public int? LastLevel { get; private set; }

        public void Collect(ThresholdWalk walk)
        {
            // Local, since a row more or less is a matter of nanoseconds.
            (SpamLevels levels, BestRows best) = (spam, walk.Best);
            (int startLevel, uint startFrom, _) = start ?? new RowStart(int.MaxValue, 0);
            best.Start(limit, walk.MatchWordCount);
            int passedOver = 0;
            while (walk.MoveNext())
            {
                uint source = walk.SourceId;
                int score = levels.Of(source);
                bool isServed = score >= startLevel && (score > startLevel || source < startFrom);
                if (isServed || (best.IsFull && score <= best.WorstLevel))
                {
                    if (++passedOver % RowsWorthNarrowing == 0)
                    {
                        walk.NarrowRest();
                    }

                    continue;
                }

                walk.CopyMatches(best.Add(score, source));
                if (best.IsFull && best.WorstLevel >= highest)
                {
                    break;
                }

                // From here on only rows of a higher score get in.
                levels.Min = best.IsFull ? best.WorstLevel + 1 : levels.Min;
            }

            LastLevel = best.Take(rows);
        }
    }
}
