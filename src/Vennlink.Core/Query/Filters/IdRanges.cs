using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Filters;

/// <summary>Sets of ids as ranges.</summary>
internal static class IdRanges
{
    /// <summary>What two sets of ranges have in common. Each may be in any order and overlap in itself.</summary>
    public static List<IdRange> Intersect(IEnumerable<IdRange> left, IEnumerable<IdRange> right)
    {
        List<IdRange> lefts = Merge(left);
        List<IdRange> rights = Merge(right);
        List<IdRange> common = [];
        for ((int one, int other) = (0, 0); one < lefts.Count && other < rights.Count;)
        {
            uint start = Math.Max(lefts[one].Start, rights[other].Start);
            uint end = Math.Min(lefts[one].End, rights[other].End);
            if (start < end)
            {
                common.Add(new IdRange(start, end));
            }

            // What ends first meets nothing more.
            (one, other) = lefts[one].End < rights[other].End ? (one + 1, other) : (one, other + 1);
        }

        return common;
    }

    /// <summary>The same ids in ranges that ascend and do not touch.</summary>
    public static List<IdRange> Merge(IEnumerable<IdRange> ranges)
    {
        List<IdRange> merged = [];
        foreach (IdRange range in ranges.Where(range => range.Start < range.End).OrderBy(range => range.Start))
        {
            if (merged.Count > 0 && range.Start <= merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
