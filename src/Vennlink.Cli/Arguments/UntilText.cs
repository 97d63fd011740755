using System.Globalization;
using Vennlink.Cli.Outcomes;

namespace Vennlink.Cli.Arguments;

/// <summary>
/// The value of <c>--until</c>: a year, month, day or moment of UTC, whose last second counts; or all.
/// </summary>
internal static class UntilText
{
    private static readonly string[] _moments =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyyMMddHHmmss",
    ];

    /// <summary>Reads it; <see cref="DateTimeOffset.MaxValue"/> for all.</summary>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static DateTimeOffset Parse(string text)
    {
        if (text == "all")
        {
            return DateTimeOffset.MaxValue;
        }

        if (TryStart(text, "yyyy-MM-dd", out DateTimeOffset day))
        {
            return LastBefore(day.AddDays(1));
        }

        if (TryStart(text, "yyyy-MM", out DateTimeOffset month))
        {
            return LastBefore(month.AddMonths(1));
        }

        if (TryStart(text, "yyyy", out DateTimeOffset year))
        {
            return LastBefore(year.AddYears(1));
        }

        return DateTimeOffset.TryParseExact(text, _moments, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment)
            ? moment
            : throw new UsageException(
                $"--until: '{text}' is not a date such as 2026-06-30, 2026-06 or 2026-06-30T12:00:00Z, nor 'all'");
    }

    private static DateTimeOffset LastBefore(DateTimeOffset end) => end.AddSeconds(-1);

    // The last year has no year behind it.
    private static bool TryStart(string text, string format, out DateTimeOffset start) =>
        DateTimeOffset.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start) && start.Year < 9999;
}
