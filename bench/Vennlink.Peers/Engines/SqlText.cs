using System.Globalization;
using System.Text;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// Questions in SQL over <c>arcs(target, source)</c> and <c>sources(source, spam)</c>, in the ways one would think of.
/// </summary>
internal static class SqlText
{
    /// <summary>One pass over the lists, grouped by source; sources of the negative lists anti-joined.</summary>
    public const string Group = "group";

    /// <summary>One pass over positive and negative lists, in which a negative one spoils the sum.</summary>
    public const string Sum = "sum";

    /// <summary>k = all as a chain of semi-joins from the shortest list; else as <see cref="Group"/>.</summary>
    public const string SemiJoin = "semi-join";

    /// <summary>
    /// Lists merged in source order, so that groups stream and a LIMIT stops early; negatives probed.
    /// </summary>
    public const string Merge = "merge";

    private const string Spoils = "-1000000";

    /// <summary>
    /// Builds the statement of an operation: rows (source, c) for a page, (source) for all ids, one number for a total.
    /// </summary>
    public static string Of(Question question, Operation operation, string form)
    {
        PageRow? after = question.After(operation);
        string inner = Inner(question, form, operation.IsByAuthority ? after?.Source : null, form == Merge
            && operation.IsByAuthority);
        return operation switch
        {
            Operation.Total => $"SELECT count(*) FROM ({inner}) m",
            Operation.All => $"SELECT source FROM ({inner}) m",
            Operation.FirstBySpam =>
                $"SELECT m.source, m.c FROM ({inner}) m JOIN sources s ON s.source = m.source ORDER BY s.spam DESC, "
                    + "m.source LIMIT 50",
            Operation.FirstByCount => $"SELECT source, c FROM ({inner}) m ORDER BY c DESC, source LIMIT 50",
            Operation.TenthByCount => string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT source, c FROM ({inner}) m WHERE c < {after!.Value.MatchCount} OR (c = "
                    + $"{after.Value.MatchCount} AND source > {after.Value.Source}) ORDER BY c DESC, source LIMIT 50"),
            _ => $"SELECT source, c FROM ({inner}) m ORDER BY source LIMIT 50",
        };
    }

    /// <summary>
    /// Condition on source that leaves out own sites and what was served; begins with AND, or is empty.
    /// </summary>
    public static string Where(Question question, uint? after, string column)
    {
        StringBuilder text = new();
        foreach (IdRange site in question.OwnSites)
        {
            text.Append(CultureInfo.InvariantCulture, $" AND NOT ({column} >= {site.Start} AND {column} < {site.End})");
        }

        return after is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $" AND {column} > {after}")
            .ToString();
    }

    public static string Ids(IEnumerable<int> targets) =>
        string.Join(',', targets.Select(target => target.ToString(CultureInfo.InvariantCulture)));

    private static string Inner(Question question, string form, uint? after, bool inOrder)
    {
        int k = question.MinMatchingTargets;
        string where = Where(question, after, "source");
        string positives = Ids(question.Positives);
        bool hasNegative = question.Negatives.Length > 0;
        if (form == SemiJoin && k == question.Positives.Length)
        {
            StringBuilder chain =
                new(string.Create(CultureInfo.InvariantCulture,
                    $"SELECT source, {k} AS c FROM arcs WHERE target = {question.Positives[0]}{where}"));
            foreach (int target in question.Positives.Skip(1))
            {
                chain.Append(
                    CultureInfo.InvariantCulture, $" AND source IN (SELECT source FROM arcs WHERE target = {target})");
            }

            foreach (int target in question.Negatives)
            {
                chain.Append(CultureInfo.InvariantCulture,
                    $" AND source NOT IN (SELECT source FROM arcs WHERE target = {target})");
            }

            return chain.ToString();
        }

        if (form == Merge)
        {
            string lists =
                string.Join(
                    " UNION ALL ",
                    question.Positives.Select(target =>
                        string.Create(
                            CultureInfo.InvariantCulture, $"SELECT source FROM arcs WHERE target = {target}{where}")));
            string groups =
                $"SELECT source, count(*) AS c FROM ({lists} ORDER BY 1) u GROUP BY source HAVING count(*) >= {k}";
            if (!hasNegative)
            {
                return groups;
            }

            string order = inOrder ? " ORDER BY source" : "";
            return $"SELECT source, c FROM ({groups}{order}) g WHERE NOT EXISTS (SELECT 1 FROM arcs n WHERE "
                + $"n.target IN ({Ids(question.Negatives)}) AND n.source = g.source)";
        }

        if (form == Sum && hasNegative)
        {
            string sum = $"sum(CASE WHEN target IN ({Ids(question.Negatives)}) THEN {Spoils} ELSE 1 END)";
            return $"SELECT source, {sum} AS c FROM arcs WHERE target IN "
                + $"({positives},{Ids(question.Negatives)}){where} GROUP BY source HAVING {sum} >= {k}";
        }

        string except = hasNegative
            ? $" AND source NOT IN (SELECT source FROM arcs WHERE target IN ({Ids(question.Negatives)}))" : "";
        return $"SELECT source, count(*) AS c FROM arcs WHERE target IN ({positives}){where}{except} GROUP BY "
            + $"source HAVING count(*) >= {k}";
    }
}
