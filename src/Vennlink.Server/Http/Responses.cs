using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Writes answers: of a known length, never to be sniffed as anything else.</summary>
internal static class Responses
{
    private const string Json = "application/json";

    /// <summary>Names the snapshot that an answer is from, so that it can be cited whatever its form.</summary>
    public const string SnapshotHeader = "Vennlink-Snapshot";

    /// <summary>What rules hide of the rows of a stream.</summary>
    public const string HiddenHeader = "Vennlink-Hidden";

    /// <summary>Names the program that made an answer.</summary>
    public const string VersionHeader = "Vennlink-Version";

    /// <summary>Has the question that a stream answers, as JSON in ASCII, unless it is long.</summary>
    public const string QuestionHeader = "Vennlink-Question";

    // Proxies refuse heads of more than 8 KiB.
    private const int MaxQuestionLength = 4096;

    /// <summary>Writes an error.</summary>
    public static Task WriteErrorAsync(this HttpContext context, ApiException error) =>
        context.WriteErrorAsync(error, JsonSerializer.SerializeToUtf8Bytes(
            ErrorResponse.Of(error), ApiJson.Readable.ErrorResponse));

    /// <summary>Writes an error in a form of the endpoint's own.</summary>
    public static Task WriteErrorAsync(this HttpContext context, ApiException error, byte[] body)
    {
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status401Unauthorized
            && !context.Request.Headers.ContainsKey(Visitors.PageHeader))
        {
            // A browser would ask for a password over the page, which has a form of its own. Other clients need it:
            // curl's --anyauth and PHP's CURLAUTH_ANY never send their credentials without.
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"vennlink\", charset=\"UTF-8\"";
        }

        if (error.Allow is not null)
        {
            context.Response.Headers.Allow = error.Allow;
        }

        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return context.WriteJsonAsync(body);
    }

    /// <summary>Writes a good answer, at once or as it is made.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="hasForms">Whether the form was a matter of <c>Accept</c>.</param>
    /// <param name="note">Gets the number of rows, those of a stream that ended early too.</param>
    public static async Task WriteAnswerAsync(
        this HttpContext context, EndpointAnswer answer, bool hasForms, RequestNote note)
    {
        IHeaderDictionary headers = context.Response.Headers;
        context.Response.StatusCode = answer.Status;
        if (hasForms)
        {
            headers.Vary = "Accept";
        }

        if (answer.SnapshotId is not null)
        {
            headers[SnapshotHeader] = answer.SnapshotId;
            headers[VersionHeader] = ServerVersion.Text;
        }

        if (answer.Hidden is not null)
        {
            headers[HiddenHeader] = answer.Hidden;
        }

        if (answer.Question is { } question && InAscii(question) is { Length: <= MaxQuestionLength } text)
        {
            headers[QuestionHeader] = text;
        }

        note.RowCount = answer.RowCount;
        if (answer.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        if (answer.Rest is { } rest)
        {
            await context.WriteStreamAsync(answer, rest, note);
        }
        else
        {
            await context.WriteAsync(answer.Body, answer.Form.ContentType);
        }
    }

    /// <summary>Writes JSON.</summary>
    public static Task WriteJsonAsync(this HttpContext context, byte[] body) => context.WriteAsync(body, Json);

    /// <summary>Writes a body at once; none for HEAD.</summary>
    public static async Task WriteAsync(this HttpContext context, ReadOnlyMemory<byte> body, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Method != HttpMethods.Head)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    // What is not ASCII stands in strings of the JSON, where it may be escaped.
    private static string InAscii(string json) => Ascii.IsValid(json) ? json : string.Concat(json.Select(letter =>
        char.IsAscii(letter) ? letter.ToString() : $"\\u{(int)letter:x4}"));

    private static async Task WriteStreamAsync(
        this HttpContext context, EndpointAnswer answer, AnswerStream rest, RequestNote note)
    {
        context.Response.ContentType = answer.Form.ContentType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            ReadOnlyMemory<byte> batch = answer.Body;
            while (!batch.IsEmpty)
            {
                // Ends when the client, or the buffers on the way to it, took the bytes: nothing is computed ahead.
                await context.Response.Body.WriteAsync(batch, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                batch = await rest.NextAsync();
            }
        }
        finally
        {
            note.RowCount = rest.RowCount;
        }
    }
}
