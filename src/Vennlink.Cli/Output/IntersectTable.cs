using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Query;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Output;

/// <summary>An answer for people: one line a source, and how many there are in all.</summary>
internal static class IntersectTable
{
    /// <summary>Prints the first rows of an answer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="query">The question.</param>
    /// <param name="rows">The first rows, at most <paramref name="limit"/>.</param>
    /// <param name="limit">Rows asked for.</param>
    /// <param name="count">Counts all rows; called only when there may be more.</param>
    /// <returns>Rows printed.</returns>
    public static long Write(TextWriter output, IntersectQuery query,
        IEnumerable<SourceRow> rows, int limit, Func<long> count)
    {
        WriteMeanings(output, query);
        bool hasTitles = query.SourceScope == SourceScope.Page;
        List<TableColumnSpec> columns = [new("source"), new("DA", IsNumber: true), new("spam", IsNumber: true),
            new("targets", IsNumber: true), new("links to", IsProse: true)];
        if (hasTitles)
        {
            columns.Add(new("title", IsProse: true));
        }

        TextTable table = new(output, [.. columns]);
        long rowCount = 0;
        foreach (SourceRow row in rows)
        {
            rowCount++;
            string[] cells =
            [
                row.Page,
                row.DomainAuthority.ToString(CultureInfo.InvariantCulture),
                row.SpamScore < 0 ? "-" : row.SpamScore.ToString(CultureInfo.InvariantCulture),
                row.MatchingTargetIndexes.Count.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", row.MatchingTargetIndexes.Select(target => query.PositiveTargets[target].Text)),
            ];
            table.Add(hasTitles ? [.. cells, row.Title] : cells);
        }

        table.End();
        long total = rowCount < limit ? rowCount : count();
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{rowCount:N0} of {total:N0}, exact\n"));
        return rowCount;
    }

    // What was asked and what was understood, where that is not the same.
    private static void WriteMeanings(TextWriter output, IntersectQuery query)
    {
        const int MaxShown = 12;
        Target[] widened = [.. query.PositiveTargets.Concat(query.NegativeTargets).Where(target => target.IsWidened)
            .DistinctBy(target => target.Text)];
        if (widened.Length > 0)
        {
            string shown = string.Join(", ",
                widened.Take(MaxShown).Select(target => $"{target.Text} = {Words.Of(target.Scope)}:{target.Meaning}"));
            output.WriteLine(PlainText.Show(shown) + (widened.Length > MaxShown ? ", …" : ""));
        }
    }
}
