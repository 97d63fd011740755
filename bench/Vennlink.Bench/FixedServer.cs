using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Vennlink.Server;
using Vennlink.Server.Serving;

namespace Vennlink.Bench;

/// <summary>
/// The server with everything but the engine: reads each request and answers the same body, so that what is left of a
/// request's time is the engine's.
/// </summary>
internal static class FixedServer
{
    /// <summary>Serves until interrupted.</summary>
    /// <param name="urls">Address.</param>
    /// <param name="bodyFile">What it answers.</param>
    /// <param name="keysFile">Keys; not looked at.</param>
    public static void Run(string urls, string bodyFile, string keysFile)
    {
        byte[] answer = File.ReadAllBytes(bodyFile);
        ServerOptions options = new() { IndexFolder = Path.GetTempPath(), KeysFile = keysFile, Urls = urls };
        using WebApplication app = ServerApp.Create(options, logging: null, Answer);
        app.Run();

        async Task Answer(HttpContext context)
        {
            using MemoryStream request = new();
            await context.Request.Body.CopyToAsync(request, context.RequestAborted);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        }
    }
}
