using System.Buffers;
using System.Text.Json;
using Vennlink.Server.Endpoints;

namespace Vennlink.Server.Http;

/// <summary><c>/api/v1/session</c>: how a browser signs in and out, and whether it is.</summary>
internal sealed class SessionRoute(Visitors visitors)
{
    private const string Path = "/api/v1/session";
    private const int MaxBodyBytes = 4 << 10;

    /// <summary>Has the path answered.</summary>
    public void Map(PathTable paths)
    {
        paths.Map(HttpMethods.Get, Path, TellAsync);
        paths.Map(HttpMethods.Post, Path, SignInAsync);
        paths.Map(HttpMethods.Delete, Path, SignOutAsync);
    }

    private static Task EndAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private Task TellAsync(HttpContext context)
    {
        string? accessId = visitors.SignedIn(context.Request);
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteBoolean("signed_in", accessId is not null);
            json.WriteString("access_id", accessId);
            json.WriteEndObject();
        }

        context.Response.Headers.CacheControl = "no-store";
        return context.WriteJsonAsync(body.WrittenMemory.ToArray());
    }

    private async Task SignInAsync(HttpContext context)
    {
        RequestFields fields = RequestFields.Parse(
            await RequestBody.ReadAsync(context.Request, MaxBodyBytes, context.RequestAborted));
        string? accessId = fields.Text("access_id");
        string? secretKey = fields.Text("secret_key");
        if (accessId is null || secretKey is null)
        {
            fields.Problems.AddMissing(accessId is null ? "access_id" : "secret_key");
        }

        fields.Problems.ThrowIfAny();
        visitors.SignIn(context, accessId!, secretKey!);
        await EndAsync(context);
    }

    private Task SignOutAsync(HttpContext context)
    {
        visitors.SignOut(context);
        return EndAsync(context);
    }
}
