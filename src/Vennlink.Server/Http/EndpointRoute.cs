using Microsoft.AspNetCore.Http.Features;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Brings requests to one endpoint, once it is known who asks, and its answers back.</summary>
internal sealed class EndpointRoute(IEndpoint endpoint, Visitors visitors)
{
    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            RequestNote note = context.Features.Get<RequestNote>()!;
            string accessId = note.AccessId = visitors.Require(context);
            AnswerForm form = Accepted.FormOf(context.Request.Headers, endpoint.Forms);
            CancellationToken clientLeft = context.RequestAborted;
            bool isUpload = endpoint.MaxUploadBytes > 0;
            if (isUpload)
            {
                Allow(context, endpoint.MaxUploadBytes);
            }

            ReadOnlyMemory<byte> body = isUpload ? default
                : await RequestBody.ReadAsync(context.Request, endpoint.MaxBodyBytes, clientLeft);
            EndpointCall call = new(accessId, body, form, clientLeft)
            {
                Upload = isUpload ? context.Request.Body : Stream.Null,
                UploadLength = isUpload ? context.Request.ContentLength : null,
                PathValues = ValuesIn(endpoint.Path, context),
            };
            await using EndpointAnswer answer = await endpoint.AnswerAsync(call);
            await context.WriteAnswerAsync(answer, endpoint.Forms.Count > 1, note);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(error, endpoint.BodyOf(error));
        }
    }

    // The web server's own limit is for questions.
    private static void Allow(HttpContext context, long bytes)
    {
        if (context.Request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
        {
            throw ApiException.BadRequest("A file is sent as it is: Content-Encoding must be absent.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // One more, so that what is longer is told so by the endpoint.
            size.MaxRequestBodySize = bytes + 1;
        }
    }

    // From the path as it was sent: routing leaves %2F alone, and then nobody could tell what was sent so from what was
    // sent as %252F.
    private static Dictionary<string, string> ValuesIn(string template, HttpContext context)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        string[] names = template.Split('/');
        string[] parts = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].Split('/');
        foreach ((int index, string name) in names.Index().Where(part => part.Item.StartsWith('{')))
        {
            values.Add(name[1..^1], index < parts.Length ? Uri.UnescapeDataString(parts[index]) : "");
        }

        return values;
    }
}
