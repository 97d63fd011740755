using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>The edge of the process: every request is answered, whatever happens, and leaves one log line.</summary>
/// <remarks>The line has no header, no query string and no body, so no secret can be in it.</remarks>
internal sealed partial class RequestEdge(RequestDelegate next, ILogger<RequestEdge> log)
{
    // Nobody receives it; it marks the line of a client that left.
    private const int ClientLeft = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        var note = new RequestNote();
        context.Features.Set(note);
        int status;
        try
        {
            await AnswerAsync(context);
            status = context.Response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            status = ClientLeft;
        }

        string path = PathOf(context);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;

        // Probes come every few seconds and say nothing while all is well.
        bool isQuietProbe = status == StatusCodes.Status200OK && path is "/healthz" or "/readyz";
        LogLevel level = isQuietProbe ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
        {
            string rows = note.RowCount?.ToString(CultureInfo.InvariantCulture) ?? "-";
            Answered(level, context.Request.Method, path, status, milliseconds, note.AccessId ?? "-", rows);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        ApiException error;
        try
        {
            await next(context);
            return;
        }
        catch (ApiException problem)
        {
            error = problem;
        }
        catch (BadHttpRequestException problem)
        {
            // Kestrel, while the body was read: over its own limit, too slow, or badly chunked.
            error = problem.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge =>
                    new ApiException(problem.StatusCode, "The request body is too large."),
                StatusCodes.Status408RequestTimeout =>
                    new ApiException(problem.StatusCode, "The request body came too slowly."),
                _ => ApiException.BadRequest(RequestBody.Unreadable),
            };
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The edge of the process: the client is told only that it failed, the log is told all.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Failed(problem, PathOf(context));
            error = new ApiException(
                StatusCodes.Status500InternalServerError,
                "The server failed to answer this request; its log says why.");
        }

        if (context.Response.HasStarted)
        {
            // Too late for another status: end the connection, so that the client does not take half an answer for a
            // whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await context.WriteErrorAsync(error);
    }

    // As sent: percent-encoded, so without line breaks; and without the query string, where V1 clients put signatures.
    private static string PathOf(HttpContext context)
    {
        const int Longest = 200;
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        int end = target.IndexOf('?', StringComparison.Ordinal);
        string path = end < 0 ? target : target[..end];
        return path.Length <= Longest ? path : string.Concat(path.AsSpan(0, Longest), "…");
    }

    [LoggerMessage(Message = "{Method} {Path} {Status} {Milliseconds:F1} ms key {AccessId} rows {Rows}")]
    private partial void Answered(
        LogLevel level, string method, string path, int status, double milliseconds, string accessId, string rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void Failed(Exception problem, string path);
}
