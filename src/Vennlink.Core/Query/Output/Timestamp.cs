using System.Globalization;

namespace Vennlink.Query.Output;

/// <summary>Moments as the output shows them: ISO 8601 in UTC, nothing when unknown.</summary>
public static class Timestamp
{
    /// <summary>Format of a moment.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly long _smallestSeconds = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long _largestSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Whether seconds since 1970 are a date of the calendar.</summary>
    public static bool IsInRange(long seconds) => seconds >= _smallestSeconds && seconds <= _largestSeconds;

    /// <summary>Shows seconds since 1970 as <c>2008-04-30T20:48:25Z</c>.</summary>
    public static string Show(long? seconds) => seconds is { } known && IsInRange(known)
        ? DateTimeOffset.FromUnixTimeSeconds(known).ToString(Format, CultureInfo.InvariantCulture)
        : "";
}
