using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Walk;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server;

/// <summary><c>POST /v2/link_intersect</c>: auth, parse, validate, token, run, in this order. The contract: docs/api.md.</summary>
internal sealed class LinkIntersectApi(ServerOptions options, KeyStore keys, SnapshotHolder snapshots, QueryGate gate)
{
    private readonly RequestLimits _limits = new(options.MaxLimit, options.MaxTargets);
    private readonly byte[] _tokenSecret = keys.TokenSecret;

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestNote note = context.Features.Get<RequestNote>()!;
        string accessId = note.AccessId = Credentials.Require(context.Request.Headers, keys);
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted);

        var problems = new RequestProblems();
        LinkIntersectRequest request = LinkIntersectRequestReader.Read(body.Span, _limits, problems) ?? throw BadRequest(problems);
        PageToken? token = ReadToken(request.NextToken, accessId, problems, out bool isGone);
        using SnapshotLease? tokenLease = token is null ? null : snapshots.TryLease(token.SnapshotId);
        using SnapshotLease? currentLease = tokenLease is null ? snapshots.TryLeaseCurrent() : null;
        isGone |= token is not null && tokenLease is null;

        // A token's targets are read with the suffix list of the token's snapshot, so that they mean what they meant on the first page.
        ServedSnapshot? served = (tokenLease ?? currentLease)?.Served;
        IntersectQuery? query = served is null ? null : Resolve(request, served.Snapshot, problems);
        if (problems.Any)
        {
            throw BadRequest(problems);
        }

        if (isGone)
        {
            throw new ApiException(StatusCodes.Status410Gone, "The next token has expired");
        }

        if (served is null || query is null)
        {
            throw ApiException.NoIndex();
        }

        if (token is not null && token.Check(query) != PageTokenOutcome.Valid)
        {
            problems.Add("next_token", "does not match the request: repeat the request that it came with; only limit may change");
            throw BadRequest(problems);
        }

        LinkIntersectResponse response = await gate.RunAsync(
            cancellationToken => Run(served, query, request.Limit, token, accessId, cancellationToken), context.RequestAborted);
        note.RowCount = response.Results.Count;
        await context.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(response, ApiJson.Readable.LinkIntersectResponse), "application/json");
    }

    private static ApiException BadRequest(RequestProblems problems) => new(StatusCodes.Status400BadRequest, problems.Message);

    private PageToken? ReadToken(string text, string accessId, RequestProblems problems, out bool isExpired)
    {
        isExpired = false;
        if (text.Length == 0)
        {
            return null;
        }

        switch (PageToken.Decode(text, _tokenSecret, accessId, options.TokenLifetime, options.Clock, out PageToken? token))
        {
            case PageTokenOutcome.Valid:
                return token;
            case PageTokenOutcome.Expired:
                isExpired = true;
                return null;
            case PageTokenOutcome.WrongKey:
                problems.Add("next_token", "belongs to another key");
                return null;
            default:
                problems.Add("next_token", "is not a token that this server gave out");
                return null;
        }
    }

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

            problems.Add(target.Field + ".target", problem, target.Text);
        }

        return resolved;
    }

    private LinkIntersectResponse Run(
        ServedSnapshot served, IntersectQuery query, int limit, PageToken? token, string accessId, CancellationToken cancellationToken)
    {
        LinkIntersect intersect = served.Intersect;
        long servedRowCount = token?.RowsServed ?? 0;
        int take = (int)Math.Clamp(options.MaxRowsPerQuery - servedRowCount, 0, limit);
        bool isLastPage = servedRowCount + take >= options.MaxRowsPerQuery;

        // One row more than asked for tells whether there is a next page; the last page allowed need not know.
        FoundQuery question = intersect.Find(query);
        IReadOnlyList<IntersectRow> rows = intersect.Rows(question, isLastPage ? take : take + 1, token?.Position, cancellationToken);
        SourceItem[] items = intersect.Describe(question, rows.Take(take)).Select(SourceItem.Of).ToArray();
        string nextToken = "";
        if (!isLastPage && rows.Count > take)
        {
            var next = new PageToken
            {
                SnapshotId = served.Id,
                Query = QueryFingerprint.Of(query),
                RowsServed = servedRowCount + take,
                Position = intersect.PositionOf(question, rows[take - 1]),
            };
            nextToken = next.Encode(_tokenSecret, accessId, options.Clock);
        }

        return new LinkIntersectResponse(items, nextToken);
    }
}
