using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Hide;

/// <summary>What rules are asked of: the rows of an answer, and where they come from.</summary>
/// <param name="Index">The index.</param>
/// <param name="Space">What the rows are.</param>
/// <param name="Rows">All rows of the answer without any rule.</param>
/// <param name="Positives">Lists of the positive targets, of links that count.</param>
/// <param name="Negatives">Lists of the negative targets.</param>
/// <param name="FollowedOnly">Whether followed links alone count.</param>
/// <param name="PageTest">What a page must pass beside for its links to count; null for nothing.</param>
/// <param name="Cancellation">Looked at often.</param>
internal sealed record HideContext(
    ISourceIndex Index, SourceSpace Space, IdBits Rows, IReadOnlyList<TargetLists> Positives,
    IReadOnlyList<TargetLists> Negatives, bool FollowedOnly, ISourceTest? PageTest, CancellationToken Cancellation)
{
    // Rows or groups looked at before the token is.
    private const int Stride = 1 << 12;

    /// <summary>To how many root domains each site links.</summary>
    public ReachColumn ReachOfDomains =>
        Index.SourceDomainCount == Index.SourcePageCount ? Index.Reach.Pages : Index.Reach.Domains;

    /// <summary>The rows with their root domains, ascending.</summary>
    public IEnumerable<(uint Row, DomainId Domain)> RowsByDomain()
    {
        DomainId domain = default;
        uint end = 0;
        int seen = 0;
        foreach (uint row in Rows.Ids)
        {
            if (seen++ % Stride == 0)
            {
                Cancellation.ThrowIfCancellationRequested();
            }

            if (row >= end)
            {
                domain = Space.DomainOf(row);
                end = Space.OfDomain(domain).End;
            }

            yield return (row, domain);
        }
    }

    /// <summary>
    /// The rows none of whose links that count passes: of each link the page is asked that it stands on.
    /// </summary>
    /// <param name="passes">Told of a root domain and of all its pages that link to one target: whether any may
    /// pass.</param>
    /// <param name="passesPage">Whether one of these passes; asked only where that matters. Null: each does.</param>
    public IdBits RowsWithout(Func<DomainId, int, bool> passes, Func<PageId, bool>? passesPage = null)
    {
        IdBits kept = new(Space.Count);
        foreach (TargetLists target in Positives.Distinct())
        {
            using PostingCursor list = target.Open(SourceScope.Page, FollowedOnly);
            List<uint> pages = [];
            int seen = 0;
            while (list.Current != PostingCursor.End)
            {
                if (seen++ % Stride == 0)
                {
                    Cancellation.ThrowIfCancellationRequested();
                }

                DomainId domain = Index.DomainOf(new PageId(list.Current));
                uint end = Index.FirstPage(new DomainId(domain.Value + 1));
                pages.Clear();
                for (uint page = list.Current; page < end; page = list.Advance())
                {
                    if (PageTest?.Holds(page) != false)
                    {
                        pages.Add(page);
                    }
                }

                if (passes(domain, pages.Count))
                {
                    Keep(domain, pages, passesPage, kept);
                }
            }
        }

        IdBits without = new(Space.Count);
        foreach (uint row in Rows.Ids.Where(row => !kept[row]))
        {
            without.Add(row);
        }

        return without;
    }

    private void Keep(DomainId domain, List<uint> pages, Func<PageId, bool>? passesPage, IdBits kept)
    {
        foreach (uint page in pages)
        {
            uint source = Space.OfPage(new PageId(page), domain);
            if (Rows[source] && !kept[source] && (passesPage is null || passesPage(new PageId(page))))
            {
                kept.Add(source);
            }
        }
    }
}
