using System.Globalization;

namespace Vennlink.Snapshots;

/// <summary>The moment that a snapshot is of, where it is not of all that was read.</summary>
/// <param name="Seconds">Its last second, since 1970 UTC.</param>
/// <param name="Counts">What was left out and what bears no date, by name; see docs/formats/manifest.md.</param>
internal sealed record SnapshotMoment(long Seconds, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>Option of the manifest that tells it.</summary>
    public const string Option = "until";

    /// <summary>Such as <c>2026-06-30T23:59:59Z</c>.</summary>
    public static string Show(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
