namespace Vennlink.Graph.Arcs;

/// <summary>Makes of spilled arcs the same, each once.</summary>
/// <remarks>
/// The lists of a range of targets are turned back into arcs and spilled again (see <see cref="ArcSorter"/>). Takes a
/// pass of <see cref="ArcInversion"/>, and disk for the new arcs beside the old.
/// </remarks>
internal static class DistinctArcs
{
    /// <summary>Makes them, in a spill with the same ranges; the caller disposes of both.</summary>
    /// <param name="arcs">The arcs.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For lists, all threads together.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static ArcSpill Make(
        ArcSpill arcs, string temporaryFolder, long memoryBytes, int threadCount, CancellationToken cancellationToken)
    {
        ArcSpill distinct = new(temporaryFolder, arcs.Ranges);
        IdClasses one = new([0], arcs.TargetCount);
        long sorterBytes = memoryBytes / threadCount / 4;
        try
        {
            new RangeWork(arcs, threadCount, cancellationToken).Run(
                () => new Worker(
                    new ArcInversion(arcs, null, one, 3 * sorterBytes),
                    new ArcSorter(distinct.OpenWriter(), sorterBytes)),
                (range, worker) => worker.Run(range, cancellationToken));
            return distinct;
        }
        catch
        {
            distinct.Dispose();
            throw;
        }
    }

    // What one thread works with.
    private sealed class Worker(ArcInversion inversion, ArcSorter sorter) : IDisposable
    {
        public void Run(int range, CancellationToken cancellationToken)
        {
            inversion.Run(range, sorter.Add, cancellationToken);
            sorter.Flush();
        }

        public void Dispose()
        {
            inversion.Dispose();
            sorter.Complete();
        }
    }
}
