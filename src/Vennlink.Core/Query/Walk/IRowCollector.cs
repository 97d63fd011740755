namespace Vennlink.Query.Walk;

/// <summary>
/// What becomes of the rows of a walk: their number, their ids, the first of them, the best, how many match which
/// targets.
/// </summary>
/// <remarks>A collector drives the walk itself, so it stops where it has enough and takes whole windows where it
/// can.</remarks>
internal interface IRowCollector
{
    /// <summary>Takes what it wants from a walk that was started; called once.</summary>
    void Collect(ThresholdWalk walk);
}
