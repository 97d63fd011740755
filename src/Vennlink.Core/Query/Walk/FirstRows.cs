namespace Vennlink.Query.Walk;

/// <summary>Takes the first rows of a walk, in ascending id.</summary>
/// <param name="rows">Where they go, behind what is there.</param>
/// <param name="limit">Most rows in there in the end.</param>
/// <param name="maxRequired">Gives up when more required sources were looked at.</param>
internal struct FirstRows(List<IntersectRow> rows, int limit, long maxRequired) : IRowCollector
{
    /// <summary>Required sources that were looked at.</summary>
    public long RequiredCount { get; private set; }

    public void Collect(ThresholdWalk walk)
    {
        walk.MaxRequired = maxRequired;
        while (rows.Count < limit && walk.MoveNext())
        {
            rows.Add(walk.Row());
        }

        RequiredCount = walk.RequiredCount;
    }
}
