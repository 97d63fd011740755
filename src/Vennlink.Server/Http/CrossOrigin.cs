using Microsoft.Extensions.Primitives;

namespace Vennlink.Server.Http;

/// <summary>Lets pages of named other origins call the API (the CORS protocol of the Fetch standard).</summary>
/// <remarks>
/// The key is a header that the page sets by itself, so nothing that a browser adds of its own (cookies, logins it
/// remembers) is ever let through: no <c>Access-Control-Allow-Credentials</c>, and no <c>*</c>.
/// </remarks>
/// <param name="origins">As <see cref="Serving.ServerOptions.CorsOrigins"/>; at least one.</param>
internal sealed class CrossOrigin(IReadOnlyList<string> origins)
{
    private const string Methods = "GET, HEAD, POST";
    private const string RequestHeaders =
        "Authorization, Content-Type, Content-Encoding, x-moz-token, MCP-Protocol-Version, Mcp-Session-Id";

    private const string AnswerHeaders =
        $"{Responses.SnapshotHeader}, {Responses.VersionHeader}, {Responses.QuestionHeader}, "
            + $"{Responses.HiddenHeader}, Retry-After, WWW-Authenticate";

    private const string MaxAgeSeconds = "600";

    private readonly HashSet<string> _origins = new(origins, StringComparer.Ordinal);

    /// <summary>Answers a preflight, and marks every other answer.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string origin = request.Headers.Origin.ToString();
        bool isAllowed = _origins.Contains(origin);

        // On the way out, since an error clears what was set before it.
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.Vary = StringValues.Concat(headers.Vary, "Origin");
            if (isAllowed)
            {
                headers.AccessControlAllowOrigin = origin;
                headers.AccessControlExposeHeaders = AnswerHeaders;
            }

            return Task.CompletedTask;
        });
        bool isPreflight = request.Method == HttpMethods.Options && origin.Length > 0
            && request.Headers.AccessControlRequestMethod.Count > 0;
        if (!isPreflight)
        {
            return next(context);
        }

        // Without a key: browsers send none with it. What is not allowed is told by headers that are missing.
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (isAllowed)
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.AccessControlAllowMethods = Methods;
            headers.AccessControlAllowHeaders = RequestHeaders;
            headers.AccessControlMaxAge = MaxAgeSeconds;
        }

        return Task.CompletedTask;
    }
}
