using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>What orders with more than one level share: to stream all rows in bounded memory.</summary>
/// <param name="walks">Opens the walks.</param>
/// <param name="streamBatchRowCount">Rows that a stream holds at a time.</param>
internal abstract class LevelOrder(WalkPool walks, int streamBatchRowCount) : IntersectOrder(walks)
{
    /// <inheritdoc/>
    /// <remarks>One walk keeps the best rows; an answer of more rows than are held then takes two walks for each level
    /// that is too big to hold.</remarks>
    public sealed override IEnumerable<IntersectRow> Stream(FoundQuery question, CancellationToken cancellationToken)
    {
        int below = int.MaxValue;
        List<IntersectRow> rows = [];
        for (int round = 0; HasLevelBelow(question, below); round++)
        {
            rows.Clear();
            int lastLevel = AddBestBelow(question, below, round, streamBatchRowCount, rows, cancellationToken);
            foreach (IntersectRow row in rows)
            {
                yield return row;
            }

            if (rows.Count == streamBatchRowCount)
            {
                foreach (IntersectRow row in RestOfLevel(question, lastLevel, rows[^1].SourceId + 1, cancellationToken))
                {
                    yield return row;
                }
            }

            below = lastLevel; // strictly falls, so this ends
        }
    }

    /// <summary>Whether there can be rows of a lower level at all.</summary>
    protected abstract bool HasLevelBelow(FoundQuery question, int below);

    /// <summary>
    /// Adds the best rows of the levels below one, or of as many of these as a round looks at; there is one.
    /// </summary>
    /// <returns>The level of the last row when there are as many rows as wanted, else the lowest looked at.</returns>
    protected abstract int AddBestBelow(FoundQuery question, int below, int round, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken);
}
