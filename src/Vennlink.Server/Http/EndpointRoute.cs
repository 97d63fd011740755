using Vennlink.Server.Endpoints;
using Vennlink.Server.Keys;

namespace Vennlink.Server.Http;

/// <summary>Brings requests to one endpoint, once they prove a key, and its answers back.</summary>
internal sealed class EndpointRoute(IEndpoint endpoint, KeyStore keys, int maxBodyBytes)
{
    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestNote note = context.Features.Get<RequestNote>()!;
        string accessId = note.AccessId = Credentials.Require(context.Request.Headers, keys);
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(context.Request, maxBodyBytes, context.RequestAborted);
        EndpointCall call = new(accessId, RequestFields.Parse(body), context.RequestAborted);
        EndpointAnswer answer = await endpoint.AnswerAsync(call);
        note.RowCount = answer.RowCount;
        await context.WriteJsonAsync(answer.Json);
    }
}
