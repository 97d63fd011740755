using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Filters;

/// <summary>Finds the source pages of one root domain whose keys lie between two: one page, a folder, a host.</summary>
/// <remarks>
/// Pages of a domain stand by (Page Authority ↓, key ↑), so they are one range in each authority that occurs, at most a
/// hundred, each found by bisection. Not thread-safe.
/// </remarks>
/// <param name="index">Whose pages they are.</param>
internal sealed class PageKeyRanges(ISourceIndex index)
{
    private readonly BytesById _keys = new((page, key) => index.PageKey(new PageId(page), key));

    /// <summary>Ranges of page ids; none empty.</summary>
    /// <param name="domain">The root domain.</param>
    /// <param name="from">The lowest key.</param>
    /// <param name="end">Above the highest key.</param>
    public IEnumerable<IdRange> Find(DomainId domain, byte[] from, byte[] end)
    {
        IdRange rest = new(index.FirstPage(domain), index.FirstPage(new DomainId(domain.Value + 1)));
        while (rest.Start < rest.End)
        {
            int authority = index.PageAuthority(new PageId(rest.Start));
            IdRange level = rest with
            {
                End = rest.First(page => index.PageAuthority(new PageId(page)) < authority),
            };
            IdRange found = new(
                level.First(page => Compare(page, from) >= 0), level.First(page => Compare(page, end) >= 0));
            if (found.Start < found.End)
            {
                yield return found;
            }

            rest = rest with { Start = level.End };
        }
    }

    private int Compare(uint page, byte[] key) => _keys.Read(page).SequenceCompareTo(key);
}
