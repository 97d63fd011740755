using Vennlink.Server.Http;
using Vennlink.Server.OpenApi;
using Vennlink.Server.Serving;

namespace Vennlink.Server.Pages;

/// <summary><c>GET /openapi.json</c>: the API for programs.</summary>
internal sealed class ApiDocument(ServerOptions options)
{
    private readonly Lazy<byte[]> _document = new(() => ApiDescription.Write(options));

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context) => context.WriteJsonAsync(_document.Value);
}
