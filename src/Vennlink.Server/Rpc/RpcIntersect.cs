using System.Text.Json.Serialization.Metadata;
using Vennlink.Query;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Server.Rpc;

/// <summary><c>data.site.link.intersect.fetch</c>: the V2 call in other words, with subfolders.</summary>
internal sealed class RpcIntersect(EndpointServices services)
    : ListEndpoint<RpcIntersect.Request, RpcIntersect.Question, SourceItem, RpcIntersectResult>(services)
{
    private const string OptionMinimum = "minimum_matching_targets";

    private static readonly (string Name, SourceScope Value)[] SourceScopes =
        [("page", SourceScope.Page), ("domain", SourceScope.RootDomain)];

    public override string Method => HttpMethods.Post;

    public override string Path => "data.site.link.intersect.fetch";

    protected override JsonTypeInfo<RpcIntersectResult> ResponseType => RpcJson.Readable.RpcIntersectResult;

    protected override string TokenField => "token";

    protected internal override Request Read(RequestFields fields)
    {
        fields.CheckNames("is_linking_to", "not_linking_to", "options", "offset");
        PageOf(fields)?.CheckNames("limit", TokenField);
        IReadOnlyList<RequestTarget> positives = fields.Targets("is_linking_to", TargetForm.OfRpc, isRequired: true);
        IReadOnlyList<RequestTarget> negatives = fields.Targets("not_linking_to", TargetForm.OfRpc, isRequired: false);
        fields.CheckCount("is_linking_to and not_linking_to", positives.Count + negatives.Count,
            Services.Options.MaxTargets);
        RequestFields? options = fields.Object("options");
        options?.CheckNames(OptionMinimum, "scope", "sort");
        int maxMinimum = positives.Count > 0 ? positives.Count : int.MaxValue;
        int minimum = options?.Number(OptionMinimum, absent: 0, maxMinimum, " (the number of is_linking_to)") ?? 0;
        return new Request(
            positives,
            negatives,
            minimum == 0 ? null : minimum,
            options?.OneOf("scope", SourceScopes) ?? SourceScope.Page,
            options?.OneOf("sort", LinkIntersectEndpoint.Sorts) ?? IntersectSort.MatchingTargetCount,
            PageOf(fields)?.Text(TokenField));
    }

    protected override RequestFields? PageOf(RequestFields fields) => fields.Object("offset");

    protected override Question Resolve(Request request, TargetResolver targets) => new(
        new IntersectQuery
        {
            PositiveTargets = targets.Resolve(request.PositiveTargets),
            NegativeTargets = targets.Resolve(request.NegativeTargets),
            MinMatchingTargets = request.Minimum ?? 1,
            SourceScope = request.SourceScope,
            Sort = request.Sort,
            FollowedOnly = Services.Options.FollowedOnly,
        },
        request.Minimum,
        request.Token);

    protected override QueryFingerprint FingerprintOf(Question query) => QueryFingerprint.Of(query.Query);

    protected override RowPage<SourceItem> FindRows(
        Question query, ServedSnapshot served, RowRange range, CancellationToken cancellationToken) =>
        LinkIntersectEndpoint.Find(query.Query, served, range, cancellationToken);

    protected override RpcIntersectResult Respond(
        Question query, AnswerStart start, ListResponse<SourceItem> page)
    {
        IntersectQuery asked = query.Query;
        return new RpcIntersectResult(
            [.. asked.PositiveTargets.Select(Describe)],
            [.. asked.NegativeTargets.Select(Describe)],
            new RpcOptions(query.Minimum, NameOf(SourceScopes, asked.SourceScope),
                NameOf(LinkIntersectEndpoint.Sorts, asked.Sort)),
            new RpcOffset(NullIfEmpty(query.Token), NullIfEmpty(page.NextToken), start.Limit),
            page.Results);
    }

    protected override int? RowCountOf(RpcIntersectResult response) => response.LinkIntersects.Count;

    private static RpcQuery Describe(Target target)
    {
        string scope = NameOf(TargetForm.OfRpc.Scopes, target.Scope);
        string typed = target.Text.Trim();
        int schemeEnd = typed.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "https" : typed[..schemeEnd];
        string understood = UrlKey.ToText(target.Key.Span);
        return new RpcQuery(
            $"{scheme}://{(target.Scope == TargetScope.Subdomain ? understood.TrimEnd('/') : understood)}",
            scope, new RpcSiteQuery(target.Text, scope), null);
    }

    private static string NameOf<T>((string Name, T Value)[] names, T value) =>
        names.First(name => EqualityComparer<T>.Default.Equals(name.Value, value)).Name;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>What the fields say, the targets as they were typed.</summary>
    internal sealed record Request(
        IReadOnlyList<RequestTarget> PositiveTargets,
        IReadOnlyList<RequestTarget> NegativeTargets,
        int? Minimum,
        SourceScope SourceScope,
        IntersectSort Sort,
        string? Token);

    /// <summary>The question, and what of the request is shown again.</summary>
    internal sealed record Question(IntersectQuery Query, int? Minimum, string? Token);
}
