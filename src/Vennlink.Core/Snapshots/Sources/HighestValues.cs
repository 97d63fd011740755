using System.Numerics;

namespace Vennlink.Snapshots.Sources;

/// <summary>
/// The highest values of a column, read in order, and their ordinals; of equal values the earlier ordinal is better.
/// Not thread-safe.
/// </summary>
/// <param name="limit">Most values kept, at least 1.</param>
internal sealed class HighestValues(int limit)
{
    // The worst of the best stands at the head.
    private readonly PriorityQueue<long, (uint Value, long Later)> _queue = new();

    // Once the queue is full, what is not above this is worse than all in it, since it comes later.
    private long _least = -1;

    /// <summary>Takes the next values of the column.</summary>
    /// <param name="first">Ordinal of the first.</param>
    /// <param name="values">None negative.</param>
    public void Add<T>(long first, ReadOnlySpan<T> values)
        where T : IBinaryInteger<T>
    {
        for (int index = 0; index < values.Length; index++)
        {
            uint value = uint.CreateTruncating(values[index]);
            if (value > _least)
            {
                Add(value, first + index);
            }
        }
    }

    /// <summary>Empties it: ordinals, the best first.</summary>
    public long[] Ordinals()
    {
        long[] ordinals = new long[_queue.Count];
        for (int place = ordinals.Length - 1; place >= 0; place--)
        {
            ordinals[place] = _queue.Dequeue();
        }

        return ordinals;
    }

    private void Add(uint value, long ordinal)
    {
        if (_queue.Count < limit)
        {
            _queue.Enqueue(ordinal, (value, -ordinal));
        }
        else
        {
            _queue.EnqueueDequeue(ordinal, (value, -ordinal));
        }

        if (_queue.Count == limit && _queue.TryPeek(out _, out (uint Value, long Later) worst))
        {
            _least = worst.Value;
        }
    }
}
