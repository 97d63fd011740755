using Vennlink.Server.Wire;

namespace Vennlink.Server.Rpc;

/// <summary>An error of JSON-RPC, with its code.</summary>
/// <param name="code">One of those here.</param>
/// <param name="id">Of the request; null where it could not be read.</param>
/// <param name="cause">The error as the API has it.</param>
internal sealed class RpcFault(int code, string? id, ApiException cause)
    : ApiException(cause.Status, cause.Message, cause.RetryAfterSeconds, cause.Allow)
{
    /// <summary>The envelope is none.</summary>
    public const int BadEnvelope = -32600;

    /// <summary>There is no such action.</summary>
    public const int UnknownAction = -32601;

    /// <summary>A parameter is wrong.</summary>
    public const int BadParameter = -32602;

    /// <summary>The server could not answer.</summary>
    public const int NoAnswer = -32603;

    /// <summary>No key.</summary>
    public const int NoKey = -32651;

    /// <summary>A parameter is missing.</summary>
    public const int MissingParameter = -32652;

    /// <summary>The id is too short.</summary>
    public const int ShortId = -32654;

    /// <summary>The rows of the month are used.</summary>
    public const int NoQuota = -32670;

    /// <summary>The body of an error.</summary>
    public static RpcErrorResponse BodyOf(ApiException error)
    {
        (int code, string? id) = error is RpcFault fault ? (fault.Code, fault.Id) : (CodeOf(error), null);
        bool isEnvelope = code == BadEnvelope;
        string message = code switch
        {
            MissingParameter => $"Please include a {error.Field}.",
            NoKey => "Missing or invalid authentication",
            _ => error.Message,
        };
        string issue = code switch
        {
            BadEnvelope => "request-is-invalid",
            UnknownAction => "action-is-unknown",
            BadParameter => "param-is-invalid",
            MissingParameter => "param-is-missing",
            ShortId => "id-is-too-short",
            NoKey => "authentication-is-missing",
            NoQuota => InsufficientQuota,
            _ => "no-answer",
        };
        RpcErrorData data = new(error.Message, issue, error.Field, null);
        return new RpcErrorResponse(id, RpcEndpoint.Version, new RpcError(
            code, isEnvelope ? null : error.Status, isEnvelope ? error.Status : null, message, data));
    }

    /// <summary>The error of an action, with its code and the id of the request.</summary>
    public static RpcFault Of(ApiException error, string id) =>
        new(CodeOf(error), id, error) { Field = error.Field };

    private int Code => code;

    private string? Id => id;

    private static int CodeOf(ApiException error) => error switch
    {
        { Status: StatusCodes.Status401Unauthorized } => NoKey,
        { Issue: InsufficientQuota } => NoQuota,
        { Status: StatusCodes.Status413PayloadTooLarge } => BadEnvelope,
        { Status: StatusCodes.Status400BadRequest, IsFieldMissing: true } => MissingParameter,
        { Status: StatusCodes.Status400BadRequest, Field: null } => BadEnvelope,
        { Status: StatusCodes.Status400BadRequest or StatusCodes.Status410Gone } => BadParameter,
        _ => NoAnswer,
    };
}
