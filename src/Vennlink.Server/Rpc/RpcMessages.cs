using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Rpc;

/// <summary>A good answer.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Jsonrpc">2.0.</param>
/// <param name="Result">JSON of the action's answer.</param>
internal sealed record RpcResponse(string Id, string Jsonrpc, JsonElement Result);

/// <summary>An error.</summary>
/// <param name="Id">Of the request; null where it could not be read.</param>
/// <param name="Jsonrpc">2.0.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record RpcErrorResponse(string? Id, string Jsonrpc, RpcError Error);

/// <summary>What is wrong with a call.</summary>
/// <param name="Code">One of <see cref="RpcFault"/>.</param>
/// <param name="Status">HTTP status; of a bad envelope it is <paramref name="HttpStatus"/>.</param>
/// <param name="HttpStatus">HTTP status of a bad envelope.</param>
/// <param name="Message">For a person.</param>
/// <param name="Data">More of it.</param>
internal sealed record RpcError(
    int Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: JsonPropertyName("httpStatus")] int? HttpStatus,
    string Message,
    RpcErrorData Data);

/// <summary>What is wrong, for programs.</summary>
/// <param name="Explanation">All problems of the request, a sentence each.</param>
/// <param name="Issue">A name for it, such as <c>param-is-missing</c>.</param>
/// <param name="Key">The field; null where it is none.</param>
/// <param name="Value">Always null: no text of a request is sent back but inside the sentences.</param>
internal sealed record RpcErrorData(string? Explanation, string? Issue, string? Key, string? Value);

/// <summary>The result of <c>data.site.link.intersect.fetch</c>.</summary>
/// <param name="IsLinkingTo">The positive targets as understood.</param>
/// <param name="NotLinkingTo">The negative ones.</param>
/// <param name="Options">The options.</param>
/// <param name="Offset">Which rows these are.</param>
/// <param name="LinkIntersects">The rows.</param>
internal sealed record RpcIntersectResult(
    IReadOnlyList<RpcQuery> IsLinkingTo,
    IReadOnlyList<RpcQuery> NotLinkingTo,
    RpcOptions Options,
    RpcOffset Offset,
    IReadOnlyList<SourceItem> LinkIntersects);

/// <summary>A target as understood.</summary>
/// <param name="Query">What of its URL counts at its scope, with a scheme.</param>
/// <param name="Scope"><c>domain</c>, <c>subdomain</c>, <c>subfolder</c> or <c>url</c>.</param>
/// <param name="OriginalSiteQuery">As it was asked.</param>
/// <param name="SiteQuerySuggestion">Always null: nothing else is ever suggested.</param>
internal sealed record RpcQuery(
    string Query, string Scope, RpcSiteQuery OriginalSiteQuery, RpcSiteQuery? SiteQuerySuggestion);

/// <summary>A target as it was asked.</summary>
internal sealed record RpcSiteQuery(string Query, string Scope);

/// <summary>The options of a question, those that were left out too.</summary>
internal sealed record RpcOptions(int? MinimumMatchingTargets, string Scope, string Sort);

/// <summary>Which rows an answer holds.</summary>
/// <param name="ProvidedToken">The token of the request; null when it had none.</param>
/// <param name="Token">Asks for the next rows; null when there are none.</param>
/// <param name="Limit">Most rows.</param>
internal sealed record RpcOffset(string? ProvidedToken, string? Token, int Limit);

/// <summary>The result of <c>quota.lookup</c>.</summary>
internal sealed record RpcQuotaResult(RpcQuota Quota);

/// <summary>What a key may ask in a month.</summary>
/// <param name="Path">Of what.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Allotted">How much.</param>
/// <param name="Used">Of that.</param>
/// <param name="Reset">When it begins anew.</param>
/// <param name="Report">How fine its use is counted.</param>
/// <param name="Overage">Whether more may be used.</param>
/// <param name="PeriodStart">First day of this month.</param>
/// <param name="PeriodReset">First day of the next one.</param>
internal sealed record RpcQuota(
    string Path, string AccountId, long Allotted, long Used, string Reset, string Report, bool Overage,
    string PeriodStart, string PeriodReset);

/// <summary>How the messages become JSON: as <see cref="ApiJson"/>, but what there is not is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RpcResponse))]
[JsonSerializable(typeof(RpcErrorResponse))]
[JsonSerializable(typeof(RpcIntersectResult))]
[JsonSerializable(typeof(RpcQuotaResult))]
internal sealed partial class RpcJson : JsonSerializerContext
{
    /// <summary>The context to write with.</summary>
    public static RpcJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
