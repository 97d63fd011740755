using System.Security.Cryptography;
using Scalar.AspNetCore;
using Vennlink.Server.Http;

namespace Vennlink.Server.Pages;

/// <summary><c>GET /reference/</c>: the OpenAPI document for people, who can send requests from it.</summary>
/// <remarks>
/// The page and its script are a library's (Scalar), and come from this server. What of it would reach for other
/// servers is switched off, and its policy forbids the rest: nothing is loaded from, or sent to, anywhere else.
/// </remarks>
internal static class ReferencePage
{
    private const string Path = "/reference";
    private const int NonceBytes = 16;

    /// <summary>Has the paths of the page answered.</summary>
    public static void Map(WebApplication app, PathTable paths)
    {
        app.MapScalarApiReference(Path, (options, context) =>
        {
            options.Title = "Vennlink API";
            options.OpenApiRoutePattern = "/openapi.json";
            options.DefaultOpenAllTags = true;
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.Agent = new ScalarAgentOptions { Disabled = true };
            options.Mcp = new ScalarMcpOptions { Disabled = true };
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.HideClientButton = true;
            options.Nonce = (string)context.Items[Path]!;
        }).Add(endpoint =>
        {
            RequestDelegate answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => AnswerAsync(context, answer);
        });
        paths.List(HttpMethods.Get, Path);
    }

    private static Task AnswerAsync(HttpContext context, RequestDelegate answer)
    {
        string nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceBytes));
        context.Items[Path] = nonce;
        IHeaderDictionary headers = context.Response.Headers;

        // The script makes style sheets and pictures of its own.
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}' 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return answer(context);
    }
}
