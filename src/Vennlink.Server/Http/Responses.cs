using System.Globalization;
using System.Text.Json;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Writes answers: of a known length, never to be sniffed as anything else.</summary>
internal static class Responses
{
    private const string Json = "application/json";

    /// <summary>Writes an error.</summary>
    public static Task WriteErrorAsync(this HttpContext context, ApiException error)
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

        ErrorResponse response = ErrorResponse.Of(error);
        return context.WriteJsonAsync(JsonSerializer.SerializeToUtf8Bytes(response, ApiJson.Readable.ErrorResponse));
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
}
