using System.Text.Json.Serialization.Metadata;
using Vennlink.Query;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary><c>POST /v2/link_intersect</c>: who links to at least k of these, to none of those; docs/api.md.</summary>
internal sealed class LinkIntersectEndpoint(EndpointServices services)
    : ListEndpoint<LinkIntersectEndpoint.Request, IntersectQuery, SourceItem, ListResponse<SourceItem>>(services)
{
    private static readonly (string Name, SourceScope Value)[] SourceScopes =
        [("page", SourceScope.Page), ("root_domain", SourceScope.RootDomain)];

    /// <summary>Orders of rows by their names on the wire.</summary>
    internal static readonly (string Name, IntersectSort Value)[] Sorts =
    [
        ("source_domain_authority", IntersectSort.SourceDomainAuthority),
        ("source_spam_score", IntersectSort.SourceSpamScore),
        ("matching_target_count", IntersectSort.MatchingTargetCount),
    ];

    public override string Method => HttpMethods.Post;

    public override string Path => "/v2/link_intersect";

    protected override JsonTypeInfo<ListResponse<SourceItem>> ResponseType => ApiJson.Readable.SourceItems;

    protected internal override Request Read(RequestFields fields)
    {
        IReadOnlyList<RequestTarget> positives = fields.Targets("positive_targets", TargetForm.OfV2, isRequired: true);
        IReadOnlyList<RequestTarget> negatives = fields.Targets("negative_targets", TargetForm.OfV2, isRequired: false);
        fields.CheckCount("positive_targets and negative_targets", positives.Count + negatives.Count,
            Services.Options.MaxTargets);
        int maxMinimum = positives.Count > 0 ? positives.Count : int.MaxValue;
        return new Request(
            positives,
            negatives,
            fields.Number("min_matching_targets", absent: 1, maxMinimum, " (the number of positive_targets)"),
            fields.OneOf("source_scope", SourceScopes) ?? SourceScope.Page,
            fields.OneOf("sort", Sorts) ?? IntersectSort.MatchingTargetCount);
    }

    protected override IntersectQuery Resolve(Request request, TargetResolver targets) => new()
    {
        PositiveTargets = targets.Resolve(request.PositiveTargets),
        NegativeTargets = targets.Resolve(request.NegativeTargets),
        MinMatchingTargets = request.MinMatchingTargets,
        SourceScope = request.SourceScope,
        Sort = request.Sort,
        FollowedOnly = Services.Options.FollowedOnly,
    };

    protected override QueryFingerprint FingerprintOf(IntersectQuery query) => QueryFingerprint.Of(query);

    protected override RowPage<SourceItem> FindRows(
        IntersectQuery query, ServedSnapshot served, RowRange range, CancellationToken cancellationToken) =>
        Find(query, served, range, cancellationToken);

    protected override ListResponse<SourceItem> Respond(
        IntersectQuery query, AnswerStart start, ListResponse<SourceItem> page) => page;

    protected override int? RowCountOf(ListResponse<SourceItem> response) => response.Results.Count;

    /// <summary>Finds the rows of one page.</summary>
    internal static RowPage<SourceItem> Find(
        IntersectQuery query, ServedSnapshot served, RowRange range, CancellationToken cancellationToken)
    {
        SnapshotIntersect service = served.Intersect;
        IntersectSortKey? after = range.After is { } position ? service.KeyOf(query, position) : null;
        IReadOnlyList<RankedRow> rows = service.Rows(query, range.SoughtCount, after, cancellationToken).Rows;
        SourceItem[] items = [.. service.Describe(query, [.. rows.Take(range.Count)]).Select(SourceItem.Of)];
        return new RowPage<SourceItem>(
            items, rows.Count > range.Count ? service.PositionOf(rows[range.Count - 1]) : null);
    }

    /// <summary>What the fields say, the targets as they were typed.</summary>
    internal sealed record Request(
        IReadOnlyList<RequestTarget> PositiveTargets,
        IReadOnlyList<RequestTarget> NegativeTargets,
        int MinMatchingTargets,
        SourceScope SourceScope,
        IntersectSort Sort);
}
