using System.Text.Json;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Rpc;

/// <summary><c>POST /jsonrpc</c>: the newer Moz API, for the actions that an index can answer; docs/api.md.</summary>
/// <param name="actions">By their paths, which are their names.</param>
/// <param name="maxBodyBytes">Most bytes of a request.</param>
internal sealed class RpcEndpoint(IReadOnlyList<IEndpoint> actions, int maxBodyBytes) : IEndpoint
{
    /// <summary>The version of the protocol.</summary>
    public const string Version = "2.0";

    private const int MinIdLength = 24;

    public string Method => HttpMethods.Post;

    public string Path => "/jsonrpc";

    public int MaxBodyBytes => maxBodyBytes;

    public async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        (string id, IEndpoint action, RequestFields data) = Open(call.Fields);
        try
        {
            EndpointAnswer answer = await action.AnswerAsync(
                new EndpointCall(call.AccessId, data.Json, AnswerForm.Json, call.ClientLeft));
            using JsonDocument result = JsonDocument.Parse(answer.Body);
            return answer with
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new RpcResponse(id, Version, result.RootElement), RpcJson.Readable.RpcResponse),
            };
        }
        catch (ApiException error)
        {
            throw RpcFault.Of(error, id);
        }
    }

    public byte[] BodyOf(ApiException error) =>
        JsonSerializer.SerializeToUtf8Bytes(RpcFault.BodyOf(error), RpcJson.Readable.RpcErrorResponse);

    private (string Id, IEndpoint Action, RequestFields Data) Open(RequestFields envelope)
    {
        string? id = envelope.Text("id");
        string? name = envelope.Text("method");
        if (envelope.Text("jsonrpc") != Version)
        {
            envelope.Problems.Add("jsonrpc", "must be \"2.0\"");
        }

        if (name is null)
        {
            envelope.Problems.Add("method", "must be a string");
        }

        if (envelope.Problems.Any)
        {
            throw Bad(RpcFault.BadEnvelope, id, envelope.Problems.Message, envelope.Problems.FirstField);
        }

        if (id is null || id.Length < MinIdLength)
        {
            throw Bad(RpcFault.ShortId, id, $"Minimum Request ID length is {MinIdLength}.", "id");
        }

        IEndpoint action = actions.FirstOrDefault(action => action.Path == name) ?? throw Bad(
            RpcFault.UnknownAction, id, $"Action not found: {RequestProblems.Shorten(name!)}", "method");
        RequestFields? data = envelope.Object("params")?.Object("data");
        if (envelope.Problems.Any)
        {
            throw Bad(RpcFault.BadParameter, id, envelope.Problems.Message, envelope.Problems.FirstField);
        }

        return (id, action, data ?? throw Bad(RpcFault.MissingParameter, id, "params.data is required.", "data"));
    }

    private static RpcFault Bad(int code, string? id, string message, string? field) =>
        new(code, id, new ApiException(StatusCodes.Status400BadRequest, message)) { Field = field };
}
