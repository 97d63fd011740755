namespace Vennlink.Snapshots.Postings;

/// <summary>Consecutive ids: <c>[Start, End)</c>, empty when they are equal.</summary>
public readonly record struct IdRange(uint Start, uint End)
{
    /// <summary>
    /// The first id that a condition holds of, by bisection: it holds of none before and of all behind.
    /// <see cref="End"/> when there is none.
    /// </summary>
    public uint First(Func<uint, bool> condition)
    {
        (uint low, uint high) = (Start, End);
        while (low < high)
        {
            uint middle = low + ((high - low) / 2);
            (low, high) = condition(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
