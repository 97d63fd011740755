using Vennlink.Query;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>A call that lists rows in pages: adds <c>limit</c>, <c>next_token</c>, and the most rows a query.</summary>
/// <typeparam name="TRequest">What the other fields say.</typeparam>
/// <typeparam name="TQuery">The question, by one snapshot.</typeparam>
/// <typeparam name="TItem">The wire form of a row.</typeparam>
/// <typeparam name="TResponse">The wire form of a page.</typeparam>
internal abstract class ListEndpoint<TRequest, TQuery, TItem, TResponse>(EndpointServices services)
    : Endpoint<TRequest, TQuery, TResponse>(services)
    where TQuery : class
{
    private readonly PageTokens _tokens = new(services);

    /// <summary>Tells questions apart, so that a token goes on with the question it came from.</summary>
    protected abstract QueryFingerprint FingerprintOf(TQuery query);

    /// <summary>Finds the rows of one page.</summary>
    protected abstract RowPage<TItem> FindRows(
        TQuery query, ServedSnapshot served, RowRange range, CancellationToken cancellationToken);

    /// <summary>The object of a request that says which page is asked for; null for the first one.</summary>
    protected virtual RequestFields? PageOf(RequestFields fields) => fields;

    /// <summary>Name of the token in that object.</summary>
    protected virtual string TokenField => "next_token";

    /// <summary>The wire form of a page.</summary>
    protected abstract TResponse Respond(TQuery query, AnswerStart start, ListResponse<TItem> page);

    protected sealed override AnswerStart Begin(EndpointCall call)
    {
        RequestFields? fields = PageOf(call.Fields);
        int limit = fields?.Number("limit", Services.Options.DefaultLimit, Services.Options.MaxLimit)
            ?? Services.Options.DefaultLimit;
        string? token = fields?.Text(TokenField);
        return _tokens.Begin(call.AccessId, token, fields?.PlaceOf(TokenField) ?? "", limit, call.Fields.Problems);
    }

    protected sealed override void Check(TQuery query, AnswerStart start, RequestProblems problems) =>
        PageTokens.Check(start, FingerprintOf(query), problems);

    protected sealed override TResponse Run(
        TQuery query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken) =>
        Respond(query, start, FindPage(query, served, start, cancellationToken));

    private ListResponse<TItem> FindPage(
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

        string nextToken = _tokens.Next(start, served, FingerprintOf(query), count, position);
        return new ListResponse<TItem>(page.Items, nextToken);
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
