using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>All targets in key order with their sources, by ranges of hosts that threads work off side by
/// side.</summary>
/// <remarks>A range is a closed stretch of hosts (see <see cref="HostRoots"/>), so that every root domain is whole in
/// one range. Thread-safe.</remarks>
internal interface ITargetLists
{
    /// <summary>Ranges.</summary>
    int RangeCount { get; }

    /// <summary>Whether hosts have pages of their own: where not, each host is a vertex, its root page is its only
    /// page, and they have one list.</summary>
    bool HavePages { get; }

    /// <summary>Most ids in all lists of pages, hosts and root domains together, those of domains counted beside those
    /// of pages.</summary>
    long MaxIdCount { get; }

    /// <summary>First host of a range; of the number of ranges, the number of hosts.</summary>
    uint First(int range);

    /// <summary>Bytes of a range on disk: what it is worth as work.</summary>
    long BytesOf(int range);

    /// <summary>Opens a reader, one for each thread.</summary>
    /// <param name="idOf">What lists hold of each source: its id, or its root domain; null: its ordinal.</param>
    /// <param name="classes">Classes of what they hold.</param>
    /// <param name="memoryBytes">For lists.</param>
    ITargetListReader OpenReader(NativeArray<uint>? idOf, IdClasses classes, long memoryBytes);

    /// <summary>Deletes a range.</summary>
    void Free(int range);
}
