using System.Text.Json;
using Vennlink.Query;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;

namespace Vennlink.Server;

/// <summary><c>POST /v2/link_intersect</c>: auth, parse, validate, token, run, in this order. The contract: docs/api.md.</summary>
internal sealed class LinkIntersectApi(ServerOptions options, KeyStore keys, SnapshotHolder snapshots, QueryGate gate)
{
    private readonly RequestLimits _limits = new(options.MaxLimit, options.MaxTargets);
    private readonly NextTokens _tokens = new(keys.TokenSecret, options);

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestNote note = context.Features.Get<RequestNote>()!;
        string accessId = Credentials.Verify(context.Request.Headers, keys)
            ?? throw new ApiException(
                StatusCodes.Status401Unauthorized,
                "Send a valid Access ID and Secret Key with Basic auth, or base64 of AccessID:SecretKey in the header x-moz-token.");
        note.AccessId = accessId;
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted);

        var problems = new RequestProblems();
        LinkIntersectRequest request = LinkIntersectRequestReader.Read(body.Span, _limits, problems) ?? throw BadRequest(problems);
        NextToken? token = null;
        if (request.NextToken.Length > 0 && !_tokens.TryRead(request.NextToken, out token))
        {
            problems.Add("next_token", "is not a token that this server gave out");
        }

        using SnapshotLease? tokenLease = token is null ? null : snapshots.TryLease(token.SnapshotId);
        using SnapshotLease? currentLease = tokenLease is null ? snapshots.TryLeaseCurrent() : null;

        // A token's targets are read with the suffix list of the token's snapshot, so that they mean what they meant on the first page.
        ServedSnapshot? served = (tokenLease ?? currentLease)?.Served;
        IntersectQuery? query = served is null ? null : Resolve(request, served.Snapshot, problems);
        if (problems.Any)
        {
            throw BadRequest(problems);
        }

        if (served is null || query is null)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, "No index is being served yet.", retryAfterSeconds: 5);
        }

        if (token is not null)
        {
            if (tokenLease is null || token.IsExpired)
            {
                throw new ApiException(StatusCodes.Status410Gone, "The next token has expired");
            }

            if (!_tokens.Matches(token, query, accessId))
            {
                problems.Add("next_token", "does not match the request: repeat the request that it came with, under the same key; only limit may change");
                throw BadRequest(problems);
            }
        }

        LinkIntersectResponse response = await gate.RunAsync(
            cancellationToken => Run(served, query, request.Limit, token, accessId, cancellationToken), context.RequestAborted);
        note.RowCount = response.Results.Count;
        await context.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(response, ApiJson.Readable.LinkIntersectResponse), "application/json");
    }

    private static ApiException BadRequest(RequestProblems problems) => new(StatusCodes.Status400BadRequest, problems.Message);

    private IntersectQuery Resolve(LinkIntersectRequest request, Snapshot snapshot, RequestProblems problems)
    {
        var parser = new TargetParser(snapshot);
        return new IntersectQuery
        {
            PositiveTargets = Resolve(request.PositiveTargets, parser, problems),
            NegativeTargets = Resolve(request.NegativeTargets, parser, problems),
            MinMatchingTargets = request.MinMatchingTargets,
            SourceScope = request.SourceScope,
            Sort = request.Sort,
            FollowedOnly = options.FollowedOnly,
        };
    }

    private static List<Target> Resolve(IReadOnlyList<RequestTarget> targets, TargetParser parser, RequestProblems problems)
    {
        List<Target> resolved = [];
        foreach (RequestTarget target in targets)
        {
            if (target.Text is null)
            {
                continue;
            }

            // A missing scope is a problem already; the narrowest one finds what else is wrong.
            TargetProblem problem = parser.TryParse(target.Text, target.Scope ?? TargetScope.Page, out Target? found);
            if (found is not null)
            {
                resolved.Add(found);
                continue;
            }

            problems.Add(target.Field + ".target", problem switch
            {
                TargetProblem.Empty => "is empty; it must be a host or a URL",
                TargetProblem.PublicSuffix =>
                    $"is a public suffix, {RequestProblems.Quote(target.Text)}: a name under which others register theirs, "
                    + "and no host of exactly that name is in the index",
                _ => $"must be a host or an http(s) URL, not {RequestProblems.Quote(target.Text)}",
            });
        }

        return resolved;
    }

    private LinkIntersectResponse Run(
        ServedSnapshot served, IntersectQuery query, int limit, NextToken? token, string accessId, CancellationToken cancellationToken)
    {
        LinkIntersect intersect = served.Intersect;
        int servedRowCount = token?.RowCount ?? 0;
        int take = Math.Clamp(options.MaxRowsPerQuery - servedRowCount, 0, limit);
        bool isLastPage = servedRowCount + take >= options.MaxRowsPerQuery;

        // One row more than asked for tells whether there is a next page; the last page allowed need not know.
        IReadOnlyList<IntersectRow> rows = take == 0 ? [] : intersect.Rows(query, isLastPage ? take : take + 1, token?.Position, cancellationToken);
        bool hasMore = !isLastPage && rows.Count > take;
        SourceItem[] items = rows.Take(take).Select(row => SourceItem.Of(intersect.Describe(query, row))).ToArray();
        string nextToken = hasMore
            ? _tokens.Issue(served.Id, query, accessId, servedRowCount + take, intersect.PositionOf(query, rows[take - 1]))
            : "";
        return new LinkIntersectResponse(items, nextToken);
    }
}
