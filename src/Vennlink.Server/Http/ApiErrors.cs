using System.Globalization;
using System.Text.Json;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Writes answers: JSON of a known length, never to be sniffed as anything else.</summary>
internal static class ApiErrors
{
    /// <summary>The <c>name</c> of an error: the reason phrase of its status.</summary>
    public static string NameOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status404NotFound => "Not Found",
        StatusCodes.Status405MethodNotAllowed => "Method Not Allowed",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status410Gone => "Gone",
        StatusCodes.Status413PayloadTooLarge => "Payload Too Large",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Internal Server Error",
    };

    /// <summary>Writes an error.</summary>
    public static Task WriteAsync(HttpContext context, ApiException error)
    {
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            // Without the challenge curl's --anyauth and PHP's CURLAUTH_ANY never send their credentials.
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

        return context.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(new ErrorResponse(NameOf(error.Status), error.Message), ApiJson.Readable.ErrorResponse), "application/json");
    }

    /// <summary>Writes a body at once; none for HEAD.</summary>
    public static async Task WriteAsync(this HttpContext context, ReadOnlyMemory<byte> body, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
