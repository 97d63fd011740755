using System.Text.Json.Serialization.Metadata;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary><c>GET /api/v1/explain</c>: what the scores of a page or a root domain are made of; docs/api.md.</summary>
internal sealed class ExplainEndpoint(EndpointServices services)
    : Endpoint<RequestTarget, Target, ExplainResponse>(services)
{
    private static readonly (string Name, TargetScope Value)[] Scopes =
        [("page", TargetScope.Page), ("root_domain", TargetScope.RootDomain)];

    public override string Method => HttpMethods.Get;

    // Moz's paths begin with a version; ours with what they are not.
    public override string Path => "/api/v1/explain";

    protected override JsonTypeInfo<ExplainResponse> ResponseType => ApiJson.Readable.ExplainResponse;

    protected internal override RequestTarget Read(RequestFields fields)
    {
        string? text = fields.Text("target");
        bool hasScope = !string.IsNullOrEmpty(fields.Text("scope"));
        TargetScope? scope = hasScope ? fields.OneOf("scope", Scopes) : ScoreExplainer.ScopeOf(text ?? "");
        if (text is null)
        {
            fields.Problems.AddMissing("target", "a page or a root domain");
        }

        return new RequestTarget("target", text, scope);
    }

    protected override Target? Resolve(RequestTarget request, TargetResolver targets) => targets.Resolve(request);

    protected override ExplainResponse Run(
        Target query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken) =>
        ExplainResponse.Of(new ScoreExplainer(served.Snapshot).Explain(query, cancellationToken));
}
