using System.Text.Json;

namespace Vennlink.Archives;

/// <summary>
/// Counts of what was skipped and why, and the first places of each reason. Not thread-safe: one a worker, then
/// <see cref="Add(SkipCounts)"/>.
/// </summary>
public sealed class SkipCounts
{
    /// <summary>How many places of a reason are kept: enough to see what is wrong.</summary>
    internal const int MaxPlaces = 3;

    private static readonly int ReasonCount = Enum.GetValues<SkipReason>().Length;

    private readonly long[] _counts = new long[ReasonCount];

    // Ascending. Each worker keeps the first of its own, so the first of all are among them.
    private readonly List<SkipPlace>?[] _places = new List<SkipPlace>?[ReasonCount];

    /// <summary>How often <paramref name="reason"/> was counted.</summary>
    public long this[SkipReason reason] => _counts[(int)reason];

    /// <summary>Where what is counted from here on stands; null when that is not known.</summary>
    internal SkipPlace? Place { get; set; }

    /// <summary>Counts <paramref name="reason"/> once more, at <see cref="Place"/>.</summary>
    public void Add(SkipReason reason, long count = 1) => AddAt(Place, reason, count);

    /// <summary>Counts <paramref name="reason"/> at a place, or at none that is known.</summary>
    internal void AddAt(SkipPlace? place, SkipReason reason, long count = 1)
    {
        if (count > 0)
        {
            _counts[(int)reason] += count;
            if (place is { } known)
            {
                Remember(reason, known);
            }
        }
    }

    /// <summary>Sets every count to zero.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Array.ForEach(_places, places => places?.Clear());
    }

    /// <summary>Adds all counts of <paramref name="other"/>, which is of the same input.</summary>
    public void Add(SkipCounts other)
    {
        AddCounts(other);
        for (int reason = 0; reason < _places.Length; reason++)
        {
            foreach (SkipPlace place in other.Places((SkipReason)reason))
            {
                Remember((SkipReason)reason, place);
            }
        }
    }

    /// <summary>Adds all counts of another input, whose places say nothing here.</summary>
    internal void AddCounts(SkipCounts other)
    {
        for (int reason = 0; reason < _counts.Length; reason++)
        {
            _counts[reason] += other._counts[reason];
        }
    }

    /// <summary>The first places of a reason, ascending, each once; at most <see cref="MaxPlaces"/>.</summary>
    public IReadOnlyList<SkipPlace> Places(SkipReason reason) => _places[(int)reason] ?? [];

    /// <summary>Keeps a place of a reason, if it is among the first.</summary>
    internal void Remember(SkipReason reason, SkipPlace place)
    {
        // What is no page is no fault: every archive is full of it.
        if (reason == SkipReason.NotAPage)
        {
            return;
        }

        List<SkipPlace> places = _places[(int)reason] ??= new List<SkipPlace>(MaxPlaces + 1);
        if (places.Count == MaxPlaces && SkipPlace.Order.Compare(places[^1], place) <= 0)
        {
            return;
        }

        int index = places.BinarySearch(place, SkipPlace.Order);
        if (index < 0)
        {
            places.Insert(~index, place);
            if (places.Count > MaxPlaces)
            {
                places.RemoveAt(MaxPlaces);
            }
        }
    }

    /// <summary>The counts above zero by name, as manifests and reports have them.</summary>
    public SortedDictionary<string, long> ByName()
    {
        SortedDictionary<string, long> named = new(StringComparer.Ordinal);
        foreach (SkipReason reason in Enum.GetValues<SkipReason>())
        {
            if (this[reason] > 0)
            {
                named[NameOf(reason)] = this[reason];
            }
        }

        return named;
    }

    /// <summary>Name of a reason in manifests and reports.</summary>
    public static string NameOf(SkipReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
