using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Vennlink.Query.Output;

namespace Vennlink.Server.Http;

/// <summary>One line a log entry: time in UTC, level, message; an exception below it.</summary>
/// <remarks>
/// The simple formatter of the framework puts class names and event numbers before every message, which tell an
/// operator nothing.
/// </remarks>
internal sealed class LogLineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "vennlink";

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            _ => "error",
        };
        string time = clock.GetUtcNow().ToString(Timestamp.Format, CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{time} {level} {logEntry.Formatter(logEntry.State, logEntry.Exception)}");
        if (logEntry.Exception is not null)
        {
            textWriter.WriteLine(logEntry.Exception);
        }
    }
}
