using System.Text.Json;

namespace Vennlink.Archives;

/// <summary>
/// Counts of what was skipped and why. Not thread-safe: one a worker, then <see cref="Add(SkipCounts)"/>.
/// </summary>
public sealed class SkipCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<SkipReason>().Length];

    /// <summary>How often <paramref name="reason"/> was counted.</summary>
    public long this[SkipReason reason] => _counts[(int)reason];

    /// <summary>Counts <paramref name="reason"/> once more.</summary>
    public void Add(SkipReason reason, long count = 1) => _counts[(int)reason] += count;

    /// <summary>Sets every count to zero.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>Adds all counts of <paramref name="other"/>.</summary>
    public void Add(SkipCounts other)
    {
        for (int reason = 0; reason < _counts.Length; reason++)
        {
            _counts[reason] += other._counts[reason];
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
