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
            ReadOnlyMemory<byte> body = endpoint.TakesUpload ? default
                : await RequestBody.ReadAsync(context.Request, endpoint.MaxBodyBytes, clientLeft);
            EndpointCall call = new(accessId, body, form, clientLeft)
            {
                Upload = endpoint.TakesUpload ? context.Request.Body : Stream.Null,
                PathValues = context.Request.RouteValues.ToDictionary(
                    value => value.Key, value => value.Value as string ?? "", StringComparer.Ordinal),
            };
            await using EndpointAnswer answer = await endpoint.AnswerAsync(call);
            await context.WriteAnswerAsync(answer, endpoint.Forms.Count > 1, note);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(error, endpoint.BodyOf(error));
        }
    }
}
