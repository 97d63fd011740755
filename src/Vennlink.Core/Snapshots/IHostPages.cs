namespace Vennlink.Snapshots;

/// <summary>Counts pages of hosts that are asked for in key order. Not thread-safe.</summary>
public interface IHostPages : IDisposable
{
    /// <summary>Counts.</summary>
    /// <param name="hostKey">Labels alone; above the one asked for before.</param>
    /// <returns>
    /// Pages of the host, and their live links; null where an index does not know to how many a page links.
    /// </returns>
    (long PageCount, long? LinkCount) Count(ReadOnlySpan<byte> hostKey);
}
