using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>
/// Finds, for hosts or domains one after the other, the page with the highest Page Authority that links to a target.
/// </summary>
/// <remarks>
/// Pages are numbered by authority inside their domain, so it is the first of the source's pages in the target's list.
/// Sources mostly come in ascending order, and then each list is walked once; where they step back, or pages of one lie
/// among those of the one before, it is opened again.
/// </remarks>
internal sealed class BestPages(FoundQuery question) : IDisposable
{
    private readonly PostingCursor?[] _lists = new PostingCursor?[question.Positives.Count];
    private readonly uint[] _soughtFrom = new uint[question.Positives.Count];

    /// <summary>The best page of a source that is a row of the query and matches the target.</summary>
    /// <exception cref="InvalidOperationException">
    /// None of several pages of the source links to the target: not a row of this query and this snapshot. The only
    /// page of one is not checked.
    /// </exception>
    public PageId Find(uint source, int targetIndex)
    {
        (uint first, uint end) = question.Space.PagesOf(source);
        if (end - first == 1)
        {
            return new PageId(first); // the only page there is; so it is in an index of a graph for all
        }

        ref PostingCursor? list = ref _lists[targetIndex];
        if (list is null || first < _soughtFrom[targetIndex])
        {
            list?.Dispose();
            list = question.Positives[targetIndex].Open(SourceScope.Page, question.Query.FollowedOnly);
        }

        uint page = list.Seek(first);
        _soughtFrom[targetIndex] = first;
        while (page < end && !question.Space.HasPage(source, new PageId(page)))
        {
            page = list.Advance();
            _soughtFrom[targetIndex] = page;
        }

        return page < end
            ? new PageId(page)
            : throw new InvalidOperationException("The row is not of this query and this snapshot.");
    }

    public void Dispose()
    {
        foreach (PostingCursor? list in _lists)
        {
            list?.Dispose();
        }
    }
}
