using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol.Server;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Mcp;

/// <summary><c>POST /mcp</c>: the protocol over streamable HTTP, without sessions; docs/mcp.md.</summary>
internal static class McpRoute
{
    private const string Path = "/mcp";

    /// <summary>Adds what the library needs.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            transport.Stateless = true;
        });
        services.AddOptions<McpServerOptions>()
            .Configure<EndpointServices>((server, endpoints) => new McpTools(endpoints).Configure(server));
    }

    /// <summary>Has the path answered, to who holds a key.</summary>
    public static void Map(WebApplication app, PathTable paths, KeyStore keys, int maxBodyBytes)
    {
        app.MapMcp(Path).Add(endpoint =>
        {
            RequestDelegate answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                string accessId = Credentials.Require(context.Request.Headers, keys);
                context.Features.Get<RequestNote>()!.AccessId = accessId;
                context.User = new ClaimsPrincipal(
                    new ClaimsIdentity([new Claim(ClaimTypes.Name, accessId)], "Basic"));
                if (context.Request.ContentLength > maxBodyBytes)
                {
                    throw new ApiException(StatusCodes.Status413PayloadTooLarge, "The request body is too large.");
                }

                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                {
                    size.MaxRequestBodySize = maxBodyBytes;
                }

                return answer(context);
            };
        });
        paths.List(HttpMethods.Post, Path);

        // The library takes JSON alone; what comes as anything else ends here.
        app.MapPost(Path, (RequestDelegate)(context =>
        {
            Credentials.Require(context.Request.Headers, keys);
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json.");
        }));
        foreach (string method in (string[])[HttpMethods.Get, HttpMethods.Delete])
        {
            // Without sessions there is nothing to listen to, and nothing to end.
            app.MapMethods(Path, [method], (RequestDelegate)(_ => throw new ApiException(
                StatusCodes.Status405MethodNotAllowed, $"{Path} answers POST only.", allow: HttpMethods.Post)));
        }
    }
}
