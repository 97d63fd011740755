using Vennlink.Peers.Data;

namespace Vennlink.Peers.Questions;

/// <summary>Right answers the plain way: one counter a source.</summary>
internal sealed class Oracle(PeerData data)
{
    public const int PageRowCount = 50;
    private const int RowsBeforeTenthPage = 9 * PageRowCount;

    private readonly Dictionary<int, uint[]> _lists = [];

    public Dictionary<Operation, Expected> Answer(Question question)
    {
        int[] counts = new int[data.Facts.SourceCount];
        foreach (int target in question.Positives)
        {
            foreach (uint source in List(target))
            {
                counts[source]++;
            }
        }

        foreach (uint source in question.Negatives.SelectMany(List))
        {
            counts[source] = 0;
        }

        foreach (IdRange site in question.OwnSites)
        {
            counts.AsSpan((int)site.Start, (int)(site.End - site.Start)).Clear();
        }

        List<uint> ids = [];
        for (uint source = 0; source < counts.Length; source++)
        {
            if (counts[source] >= question.MinMatchingTargets)
            {
                ids.Add(source);
            }
        }

        IEnumerable<PageRow> byAuthority = ids.Select(id => new PageRow(id, counts[id]));
        PageRow[] byCount = Best(byAuthority, RowsBeforeTenthPage + PageRowCount, row => row.MatchCount);
        PageRow[] bySpam = Best(byAuthority, PageRowCount, row => data.Spam[row.Source]);
        Dictionary<Operation, Expected> answers = new()
        {
            [Operation.Total] = new(ids.Count, 0, [], null),
            [Operation.All] = new(ids.Count, IdChecksum.Of([.. ids]), [], null),
            [Operation.FirstByAuthority] = Page(byAuthority.Take(PageRowCount), null),
            [Operation.FirstByCount] = Page(byCount.Take(PageRowCount), null),
            [Operation.FirstBySpam] = Page(bySpam, null),
        };
        if (ids.Count > RowsBeforeTenthPage)
        {
            PageRow[] tenth = [.. byAuthority.Skip(RowsBeforeTenthPage - 1).Take(PageRowCount + 1)];
            answers.Add(Operation.TenthByAuthority, Page(tenth[1..], tenth[0]));
            answers.Add(Operation.TenthByCount, Page(byCount[RowsBeforeTenthPage..], byCount[RowsBeforeTenthPage - 1]));
        }

        return answers;
    }

    // The first rows by (level ↓, id ↑): each level keeps as many as could be needed, so that long answers need not be
    // sorted.
    private static PageRow[] Best(IEnumerable<PageRow> byAuthority, int count, Func<PageRow, int> levelOf)
    {
        SortedDictionary<int, List<PageRow>> levels = [];
        foreach (PageRow row in byAuthority)
        {
            int level = levelOf(row);
            if (!levels.TryGetValue(-level, out List<PageRow>? rows))
            {
                levels.Add(-level, rows = []);
            }

            if (rows.Count < count)
            {
                rows.Add(row);
            }
        }

        return [.. levels.Values.SelectMany(rows => rows).Take(count)];
    }

    private static Expected Page(IEnumerable<PageRow> rows, PageRow? after)
    {
        PageRow[] page = [.. rows];
        return new Expected(page.Length, 0, page, after);
    }

    private uint[] List(int target)
    {
        if (!_lists.TryGetValue(target, out uint[]? ids))
        {
            _lists.Add(target, ids = data.ReadList(target));
        }

        return ids;
    }
}
