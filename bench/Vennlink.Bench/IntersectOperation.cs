using Vennlink.Query;
using Vennlink.Query.Walk;

namespace Vennlink.Bench;

/// <summary>Something asked of the engine: a page of an order, or the exact total.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Sort">Order of the page.</param>
/// <param name="Page">Which page, from 1; 0 for the exact total.</param>
/// <param name="ThreadCount">Threads of the total.</param>
internal sealed record IntersectOperation(string Name, IntersectSort Sort, int Page, int ThreadCount = 1)
{
    private const int PageRowCount = 50;

    /// <summary>All that are measured.</summary>
    public static readonly IntersectOperation[] All =
    [
        new("first page, authority", IntersectSort.SourceDomainAuthority, 1),
        new("tenth page, authority", IntersectSort.SourceDomainAuthority, 10),
        new("first page, spam score", IntersectSort.SourceSpamScore, 1),
        new("tenth page, spam score", IntersectSort.SourceSpamScore, 10),
        new("first page, match count", IntersectSort.MatchingTargetCount, 1),
        new("tenth page, match count", IntersectSort.MatchingTargetCount, 10),
        new("exact total, 1 thread", IntersectSort.MatchingTargetCount, 0),
        new("exact total, 2 threads", IntersectSort.MatchingTargetCount, 0, 2),
    ];

    /// <summary>The position that the page starts after; pages before it are asked for.</summary>
    public IntersectPosition? Start(LinkIntersect engine, IntersectQuery query)
    {
        FoundQuery found = engine.Find(query with { Sort = Sort });
        IntersectPosition? after = null;
        for (int page = 1; page < Page; page++)
        {
            IReadOnlyList<IntersectRow> rows = engine.Rows(found, PageRowCount, after, CancellationToken.None);
            after = rows.Count == 0 ? after : engine.PositionOf(found, rows[^1]);
        }

        return after;
    }

    /// <summary>Asks.</summary>
    public void Run(LinkIntersect engine, IntersectQuery query, IntersectPosition? after)
    {
        if (Page == 0)
        {
            engine.Count(engine.Find(query), ThreadCount, CancellationToken.None);
        }
        else
        {
            engine.Rows(engine.Find(query with { Sort = Sort }), PageRowCount, after, CancellationToken.None);
        }
    }

    /// <summary>Ready to be asked over and over.</summary>
    public Action Prepare(LinkIntersect engine, IntersectQuery query)
    {
        IntersectPosition? after = Start(engine, query);
        return () => Run(engine, query, after);
    }
}
