using Vennlink.Server.Endpoints;
using Vennlink.Server.Keys;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Brings requests to one endpoint, once they prove a key, and its answers back.</summary>
internal sealed class EndpointRoute(IEndpoint endpoint, KeyStore keys)
{
    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            RequestNote note = context.Features.Get<RequestNote>()!;
            string accessId = note.AccessId = Credentials.Require(context.Request.Headers, keys);
            AnswerForm form = Accepted.FormOf(context.Request.Headers, endpoint.Forms);
            CancellationToken clientLeft = context.RequestAborted;
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(
                context.Request, endpoint.MaxBodyBytes, clientLeft);
            EndpointCall call = new(accessId, body, form, clientLeft);
            await using EndpointAnswer answer = await endpoint.AnswerAsync(call);
            await context.WriteAnswerAsync(answer, endpoint.Forms.Count > 1, note);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(error, endpoint.BodyOf(error));
        }
    }
}
