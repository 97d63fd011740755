using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Questions;
using Vennlink.Server.Endpoints;
using Vennlink.Server.OpenApi;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Mcp;

/// <summary>The links from one source to one target, best page first, then in document order.</summary>
internal sealed class EvidenceTool(EndpointServices services)
    : Endpoint<EvidenceTool.Request, EvidenceTool.Question, EvidenceResponse>(services)
{
    private const int UsualLimit = 20;
    private const int MostLimit = 1000;

    private static readonly (string Name, TargetScope Value)[] _sourceScopes =
    [
        ("page", TargetScope.Page), ("subdomain", TargetScope.Subdomain), ("root_domain", TargetScope.RootDomain),
    ];

    public override string Method => HttpMethods.Post;

    public override string Path => "evidence";

    protected override JsonTypeInfo<EvidenceResponse> ResponseType => ApiJson.Readable.EvidenceResponse;

    /// <summary>What goes in.</summary>
    public static JsonObject Input() => Schemas.Request("Whose links to whom.",
        Field.Always("source", Schemas.Text("A page, host or root domain, as in a row.", "example.com/a")),
        Field.Always("target", Schemas.Text("`[SCOPE:]TARGET`; a root domain without a scope.", "e.com")),
        new("source_scope", Schemas.Word(
            "What the source is; by default a page where a slash stands behind the host, else a root domain.",
            _sourceScopes.Select(scope => scope.Name))),
        new("limit", Schemas.Whole("Most links.", 1, MostLimit, UsualLimit)));

    /// <summary>What comes out.</summary>
    public static JsonObject Output() => Schemas.Answer("Links from a source to a target.",
        Field.Always("source", Schemas.Text("As understood.")),
        Field.Always("target", Schemas.Text("As understood.")),
        Field.Always("snapshot", Schemas.Text("Id of the snapshot of the index.")),
        Field.Always("version", Schemas.Text("Version of the server.")),
        Field.Always("has_more", Schemas.Truth("Whether there are more links than these.")),
        Field.Always("links", Schemas.ListOf(
            Schemas.Answer("A link.",
                Field.Always("source_page", Schemas.Text("The page it stands on.")),
                Field.Always("target_page", Schemas.Text("The page it leads to.")),
                Field.Always("kind", Schemas.Text("anchor, canonical, redirect, refresh; arc in an index of a graph.")),
                Field.Always("anchor", Schemas.Text("Its text.")),
                Field.Always("rel", Schemas.Text("What it says of itself, separated by blanks.")),
                new("first_seen", Schemas.Text("UTC.")),
                new("last_seen", Schemas.Text("UTC.")),
                Field.Always("file", Schemas.Text("The input that shows it last."))),
            "Best page first, then in the order of the page.")));

    protected internal override Request Read(RequestFields fields)
    {
        fields.CheckNames("source", "target", "source_scope", "limit");
        string? source = fields.Text("source");
        string? target = fields.Text("target");
        if (source is null)
        {
            fields.Problems.AddMissing("source", "a page, host or root domain");
        }

        if (target is null)
        {
            fields.Problems.AddMissing("target", "a target such as e.com or page:e.com/a");
        }

        TargetText? typed = target is null ? null : TargetText.Parse(target);
        return new Request(
            new RequestTarget("source", source, fields.OneOf("source_scope", _sourceScopes)
                ?? (source is null ? null : ScoreExplainer.ScopeOf(source))),
            new RequestTarget("target", typed?.Url, typed?.Scope),
            fields.Number("limit", UsualLimit, MostLimit));
    }

    protected override Question? Resolve(Request request, TargetResolver targets)
    {
        Target? source = targets.Resolve(request.Source);
        Target? target = targets.Resolve(request.Target);
        return source is null || target is null ? null : new Question(source, target, request.Limit);
    }

    protected override EvidenceResponse Run(
        Question query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken)
    {
        EvidenceRow[] rows = [.. new Evidence(served.Snapshot).Find(
            SourceScopeOf(query.Source.Scope), query.Source.Key, query.Target, null, cancellationToken)
            .Take(query.Limit + 1)];
        return new EvidenceResponse(
            query.Source.Meaning, query.Target.Meaning, served.Id, ServerVersion.Text, rows.Length > query.Limit,
            [.. rows.Take(query.Limit).Select(Describe)]);
    }

    private static EvidenceLink Describe(EvidenceRow row) => new(
        row.SourcePage, row.TargetPage, WordOf(row.Kind), row.Anchor,
        string.Join(' ', QuestionWords.LinkRels.Where(rel => (rel.Value & row.Rel) != LinkRel.None)
            .Select(rel => rel.Name)),
        TimeOf(row.FirstSeenSeconds), TimeOf(row.LastSeenSeconds), row.File);

    private static string WordOf(LinkKind kind) =>
        QuestionWords.LinkKinds.FirstOrDefault(word => word.Value == kind).Name ?? "arc";

    private static string? TimeOf(long? seconds) => seconds is not { } known ? null
        : DateTimeOffset.FromUnixTimeSeconds(known).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static SourceScope SourceScopeOf(TargetScope scope) => scope switch
    {
        TargetScope.Page => SourceScope.Page,
        TargetScope.Subdomain => SourceScope.Subdomain,
        _ => SourceScope.RootDomain,
    };

    /// <summary>What the fields say.</summary>
    internal sealed record Request(RequestTarget Source, RequestTarget Target, int Limit);

    /// <summary>The same, by one snapshot.</summary>
    internal sealed record Question(Target Source, Target Target, int Limit);
}
