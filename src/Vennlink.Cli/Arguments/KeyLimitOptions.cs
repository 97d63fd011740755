using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Outcomes;
using Vennlink.Server.Keys;
using Vennlink.Server.Metering;

namespace Vennlink.Cli.Arguments;

/// <summary>Options that say what a key may.</summary>
internal sealed class KeyLimitOptions
{
    private const string None = "none";

    private readonly Option<string[]> _calls = CommonOptions.Several(
        "--calls", "CALL…", "Calls that it may make, or 'all'; see docs/metering.md", ["all", .. CallWeights.Calls]);

    private readonly Option<string?> _expires = new("--expires")
    {
        HelpName = "DATE",
        Description = "Day from which it is refused, such as 2027-01-31, or 'none'",
    };

    private readonly Option<string?> _rows = new("--rows-a-month")
    {
        HelpName = "N",
        Description = "Rows that it may use in a month of UTC, weighed, or 'none' for no bound",
    };

    private readonly Option<string?> _requests = new("--requests-a-minute")
    {
        HelpName = "N",
        Description = "Requests a minute, over time, or 'none' for no bound",
    };

    /// <summary>Adds them.</summary>
    public void AddTo(Command verb)
    {
        foreach (Option option in new Option[] { _calls, _expires, _rows, _requests })
        {
            verb.Add(option);
        }
    }

    /// <summary>Whether any is given.</summary>
    public bool Any(ParseResult parsed) => parsed.GetResult(_calls) is not null || parsed.GetValue(_expires) is not null
        || parsed.GetValue(_rows) is not null || parsed.GetValue(_requests) is not null;

    /// <summary>The limits before, with those changed that are given.</summary>
    /// <exception cref="UsageException">A value is none.</exception>
    public KeyLimits Read(ParseResult parsed, KeyLimits before) => new()
    {
        Calls = parsed.GetResult(_calls) is null ? before.Calls
            : [.. parsed.GetRequiredValue(_calls).Where(call => call != "all")],
        Expires = Changed(parsed, _expires, before.Expires, "a day such as 2027-01-31", Day),
        RowsAMonth = Changed(parsed, _rows, before.RowsAMonth, "a whole number", text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long rows) ? rows : null),
        RequestsAMinute = Changed(parsed, _requests, before.RequestsAMinute, "a number from 0.001 to 1000000", text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double requests)
                && requests is >= 0.001 and <= 1_000_000 ? requests : null),
    };

    /// <summary>A day of an option.</summary>
    /// <exception cref="UsageException">The text is none.</exception>
    public static DateOnly DayOf(string option, string text) => Day(text) is { } day
        ? DateOnly.FromDateTime(day.UtcDateTime)
        : throw new UsageException($"{option}: '{text}' is not a day such as 2027-01-31");

    private static DateTimeOffset? Day(string text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static T? Changed<T>(
        ParseResult parsed, Option<string?> option, T? before, string what, Func<string, T?> parse)
        where T : struct => parsed.GetValue(option) switch
        {
            null => before,
            None => null,
            { } text => parse(text) ?? throw new UsageException($"{option.Name}: '{text}' is not {what}, or '{None}'"),
        };
}
