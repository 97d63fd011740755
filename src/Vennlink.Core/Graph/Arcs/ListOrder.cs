using System.Numerics;

namespace Vennlink.Graph.Arcs;

/// <summary>Puts lists of ids in order whose sources come in key order: ascending, each id once. One a
/// thread.</summary>
/// <remarks>
/// Sources come in key order while ids go by class (Domain Authority) first, and by key inside a class. So one stable
/// counting sort over the classes puts a list in order, O(1) an id. What ids of one root domain have in another order
/// stands close together and is sorted there.
/// </remarks>
/// <param name="classes">Classes of ids; one at most where ids are in key order themselves.</param>
internal sealed class ListOrder(IdClasses classes)
{
    // Below this many ids a comparison sort is as fast.
    private const int MinCounted = 20;

    private uint[] _sorted = [];

    /// <summary>Sorts.</summary>
    /// <param name="list">Ids in key order of their sources, perhaps several times; overwritten.</param>
    /// <returns>The ids, ascending, each once; valid until the next call.</returns>
    public ReadOnlySpan<uint> Sort(Span<uint> list)
    {
        if (IsStrictlyAscending(list))
        {
            return list;
        }

        if (list.Length < MinCounted)
        {
            list.Sort();
        }
        else
        {
            list = classes.Count > 1 ? SortByClass(list) : list;
            if (IsStrictlyAscending(list))
            {
                return list;
            }

            NearlySorted.Sort(list);
        }

        return list[..RemoveDuplicates(list)];
    }

    private Span<uint> SortByClass(Span<uint> list)
    {
        if (_sorted.Length < list.Length)
        {
            _sorted = new uint[BitOperations.RoundUpToPowerOf2((uint)list.Length)];
        }

        Span<int> ends = stackalloc int[IdClasses.MaxClasses + 1];
        ends.Clear();
        foreach (uint id in list)
        {
            ends[classes.Of(id) + 1]++;
        }

        for (int index = 1; index < ends.Length; index++)
        {
            ends[index] += ends[index - 1];
        }

        Span<uint> sorted = _sorted.AsSpan(0, list.Length);
        foreach (uint id in list)
        {
            sorted[ends[classes.Of(id)]++] = id;
        }

        return sorted;
    }

    private static bool IsStrictlyAscending(ReadOnlySpan<uint> list)
    {
        for (int index = 1; index < list.Length; index++)
        {
            if (list[index] <= list[index - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static int RemoveDuplicates(Span<uint> sorted)
    {
        int count = 1;
        for (int index = 1; index < sorted.Length; index++)
        {
            // Without a branch: the slot is written again until the id is another.
            sorted[count] = sorted[index];
            count += sorted[index] != sorted[count - 1] ? 1 : 0;
        }

        return count;
    }
}
