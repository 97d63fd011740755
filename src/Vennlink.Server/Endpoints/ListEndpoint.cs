using Vennlink.Query;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>A call that lists rows in pages: adds <c>limit</c>, <c>next_token</c>, and the most rows a query.</summary>
/// <typeparam name="TRequest">What the other fields say.</typeparam>
/// <typeparam name="TQuery">The question, by one snapshot.</typeparam>
/// <typeparam name="TItem">The wire form of a row.</typeparam>
internal abstract class ListEndpoint<TRequest, TQuery, TItem>(EndpointServices services)
    : Endpoint<TRequest, TQuery, ListResponse<TItem>>(services)
    where TQuery : class
{
    /// <summary>Tells questions apart, so that a token goes on with the question it came from.</summary>
    protected abstract QueryFingerprint FingerprintOf(TQuery query);

    /// <summary>Finds the rows of one page.</summary>
    protected abstract RowPage<TItem> FindRows(
        TQuery query, ServedSnapshot served, RowRange range, CancellationToken cancellationToken);

    protected sealed override AnswerStart Begin(EndpointCall call)
    {
        int limit = call.Fields.Number("limit", Services.Options.DefaultLimit, Services.Options.MaxLimit);
        PageToken? token = ReadToken(call, out bool isGone);

        // A token's rows, and the meaning of its targets, are those of its own snapshot.
        SnapshotLease? lease = token is null ? null : Services.Snapshots.TryLease(token.SnapshotId);
        if (token is not null && lease is null)
        {
            token = null;
            isGone = true;
        }

        return new AnswerStart
        {
            Lease = lease ?? Services.Snapshots.TryLeaseCurrent(),
            Token = token,
            IsGone = isGone,
            Limit = limit,
            AccessId = call.AccessId,
        };
    }

    protected sealed override void Check(TQuery query, AnswerStart start, RequestProblems problems)
    {
        if (start.Token is { } token && token.Query != FingerprintOf(query))
        {
            problems.Add(
                "next_token",
                "does not match the request: repeat the request that it came with; only limit may change");
        }
    }

    protected sealed override ListResponse<TItem> Run(
        TQuery query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken)
    {
        long servedRowCount = start.Token?.RowsServed ?? 0;
        int count = (int)Math.Clamp(Services.Options.MaxRowsPerQuery - servedRowCount, 0, start.Limit);
        bool isLastPage = servedRowCount + count >= Services.Options.MaxRowsPerQuery;
        RowRange range = new(start.Token?.Position, count, isLastPage);
        RowPage<TItem> page = FindRows(query, served, range, cancellationToken);
        if (isLastPage || page.Next is not { } position)
        {
            return new ListResponse<TItem>(page.Items, "");
        }

        PageToken next = new()
        {
            SnapshotId = served.Id,
            Query = FingerprintOf(query),
            RowsServed = servedRowCount + count,
            Position = position,
        };
        string nextToken = next.Encode(Services.TokenSecret, start.AccessId, Services.Options.Clock);
        return new ListResponse<TItem>(page.Items, nextToken);
    }

    protected sealed override int? RowCountOf(ListResponse<TItem> response) => response.Results.Count;

    private PageToken? ReadToken(EndpointCall call, out bool isExpired)
    {
        isExpired = false;
        string? text = call.Fields.Text("next_token");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        ServerOptions options = Services.Options;
        PageTokenOutcome outcome = PageToken.Decode(
            text, Services.TokenSecret, call.AccessId, options.TokenLifetime, options.Clock, out PageToken? token);
        isExpired = outcome == PageTokenOutcome.Expired;
        if (outcome == PageTokenOutcome.WrongKey)
        {
            call.Fields.Problems.Add("next_token", "belongs to another key");
        }
        else if (outcome == PageTokenOutcome.Malformed)
        {
            call.Fields.Problems.Add("next_token", "is not a token that this server gave out");
        }

        return token;
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Next">Position of the last row, to go on after; null when there are no more rows.</param>
internal readonly record struct RowPage<TItem>(IReadOnlyList<TItem> Items, IntersectPosition? Next);

/// <summary>Which rows of a list a page holds.</summary>
/// <param name="After">The row before them; null for the first rows.</param>
/// <param name="Count">How many at most.</param>
/// <param name="IsLast">Whether no page may follow, so that nobody need know whether there are more rows.</param>
internal readonly record struct RowRange(IntersectPosition? After, int Count, bool IsLast)
{
    /// <summary>How many rows to look for: one more than the page holds tells whether there are more.</summary>
    public int SoughtCount => IsLast ? Count : Count + 1;
}
