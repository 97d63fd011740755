using Vennlink.Storage.Files;

namespace Vennlink.Graph.Arcs;

/// <summary>Turns round arcs that were spilled the wrong way: by ranges of their sources, in the order of their targets.</summary>
internal static class ArcTurn
{
    /// <summary>Hands on the arcs source by source, in ascending order of sources. The spill is freed range by range.</summary>
    /// <param name="turned">Arcs whose sources stand where targets belong.</param>
    /// <param name="idOf">What each target is to be called; null: as it is.</param>
    /// <param name="onSource">Gets a source and its targets, ascending, each once.</param>
    /// <param name="memoryBytes">For 4 bytes an arc of one range, or of a part of it.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public static void Run(ArcSpill turned, NativeArray<uint>? idOf, ArcInversion.ListAction onSource, long memoryBytes, CancellationToken cancellationToken)
    {
        using ArcInversion inversion = new(turned, idOf, new IdClasses([], 0), memoryBytes);
        for (int range = 0; range < turned.PartitionCount; range++)
        {
            inversion.Run(range, onSource, cancellationToken);
            turned.Free(range);
        }
    }
}
