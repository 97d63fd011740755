using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Vennlink.Query;
using Vennlink.Query.Known;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary><c>GET /api/v1/targets</c>: known targets that begin with what was typed; docs/api-v1.md.</summary>
internal sealed class TargetsEndpoint(EndpointServices services)
    : Endpoint<TypedStart?, TypedStart, TargetsResponse>(services)
{
    /// <summary>What can be looked for, by its name on the wire.</summary>
    internal static readonly (string Name, TargetScope Value)[] Scopes =
    [
        ("page", TargetScope.Page), ("subdomain", TargetScope.Subdomain), ("root_domain", TargetScope.RootDomain),
    ];

    private readonly PageTokens _tokens = new(services);

    public override string Method => HttpMethods.Get;

    public override string Path => "/api/v1/targets";

    protected override JsonTypeInfo<TargetsResponse> ResponseType => ApiJson.Readable.TargetsResponse;

    protected internal override TypedStart? Read(RequestFields fields)
    {
        fields.CheckNames("prefix", "scope", "limit", "next_token");
        string? prefix = fields.Text("prefix");
        if (prefix is null)
        {
            fields.Problems.AddMissing("prefix", "the beginning of a target; it may be empty");
        }

        bool hasScope = !string.IsNullOrEmpty(fields.Text("scope"));
        TargetScope? scope = hasScope ? fields.OneOf("scope", Scopes) : null;
        TypedStart? start = TypedStart.Parse(prefix ?? "", scope);
        if (start is null)
        {
            fields.Problems.Add("prefix",
                $"{RequestProblems.Quote(prefix!)} is not the beginning of a host name or an http(s) URL");
        }

        return start;
    }

    protected override AnswerStart Begin(EndpointCall call) => _tokens.Begin(
        call.AccessId, call.Fields.Text("next_token"), "next_token", LimitOf(call.Fields), call.Fields.Problems);

    protected override TypedStart? Resolve(TypedStart? request, TargetResolver targets) => request;

    protected override void Check(TypedStart query, AnswerStart start, RequestProblems problems) =>
        PageTokens.Check(start, FingerprintOf(query), problems);

    protected override TargetsResponse Run(
        TypedStart query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken)
    {
        int skip = (int)Math.Min(start.Token?.RowsServed ?? 0, int.MaxValue / 2);
        KnownTargetPage page = served.Known.Find(query, skip, start.Limit, cancellationToken);
        string nextToken = !page.HasMore ? "" : _tokens.Next(
            start, served, FingerprintOf(query), page.Targets.Count, default);
        return new TargetsResponse(
            query.Typed, Scopes.First(scope => scope.Value == query.Scope).Name, served.Id, ServerVersion.Text,
            page.IsExact, [.. page.Targets.Select(KnownTargetItem.Of)], nextToken);
    }

    protected override int? RowCountOf(TargetsResponse response) => response.Results.Count;

    private int LimitOf(RequestFields fields)
    {
        int most = Services.Options.MaxPageRows;
        return fields.QueryNumber("limit", Math.Min(Services.Options.DefaultLimit, most), most);
    }

    private static QueryFingerprint FingerprintOf(TypedStart start) => new(BinaryPrimitives.ReadUInt128LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"targets {start.Meaning}"))));
}
