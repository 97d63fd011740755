using Vennlink.Query.Orders;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>An order of rows as texts: <c>-source_domain_authority</c>, <c>source_url</c>, the first counts
/// first.</summary>
public static class SortText
{
    /// <summary>Reads a key as JSON has it: ascending unless a minus stands before.</summary>
    /// <returns>Null when it is none.</returns>
    public static OrderKey? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isDescending = text.StartsWith('-');
        return Column(isDescending ? text[1..] : text) is { } column ? new OrderKey(column, isDescending) : null;
    }

    /// <summary>
    /// Reads a key as the shell has it: numbers and days the highest first, texts from a to z; <c>:asc</c> or
    /// <c>:desc</c> behind it says otherwise.
    /// </summary>
    /// <returns>Null when it is none.</returns>
    public static OrderKey? ParseTyped(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        if (parts.Length > 2 || Column(parts[0]) is not { } column)
        {
            return null;
        }

        return parts.Length == 1
            ? new OrderKey(column, column is not (SortColumn.Url or SortColumn.Host or SortColumn.RootDomain
                or SortColumn.Title))
            : parts[1] is "asc" or "desc" ? new OrderKey(column, parts[1] == "desc") : null;
    }

    /// <summary>A question with an order: one of the three that need not look at all rows, where it is one.</summary>
    public static Question WithSort(this Question question, IReadOnlyList<OrderKey> keys)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(keys);

        // Ties go by the id of a source, which goes by authority.
        OrderKey[] needed = keys is [.., _, { Column: SortColumn.DomainAuthority, IsDescending: true }]
            ? [.. keys.SkipLast(1)] : [.. keys];
        IntersectSort? sort = needed switch
        {
            [] or [{ Column: SortColumn.MatchingTargetCount, IsDescending: true }] =>
                IntersectSort.MatchingTargetCount,
            [{ Column: SortColumn.DomainAuthority, IsDescending: true }] => IntersectSort.SourceDomainAuthority,
            [{ Column: SortColumn.SpamScore, IsDescending: true }] => IntersectSort.SourceSpamScore,
            _ => null,
        };
        return question with
        {
            Sort = sort ?? IntersectSort.MatchingTargetCount,
            SortKeys = sort is null ? needed : [],
        };
    }

    /// <summary>The keys of the order of a question, as <see cref="Parse"/> reads them.</summary>
    public static IEnumerable<string> Of(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.SortKeys.Count == 0 ? ["-" + QuestionWords.Sorts.NameOf(question.Sort)]
            : question.SortKeys.Select(key =>
                (key.IsDescending ? "-" : "") + QuestionWords.SortColumns.NameOf(key.Column));
    }

    /// <summary>Adds what is wrong with an order where it is asked for.</summary>
    internal static void Check(Question question, QuestionProblems problems)
    {
        if (question.SortKeys.Count > OrderKey.MaxCount)
        {
            problems.Add("sort", $"may have up to {OrderKey.MaxCount} keys, not {question.SortKeys.Count}");
        }

        if (question.SourceScope != SourceScope.Page && question.SortKeys.Any(key => key.Column == SortColumn.Title))
        {
            problems.Add("sort", "source_title is of pages alone; hosts and root domains have no title");
        }
    }

    private static SortColumn? Column(string name) =>
        QuestionWords.SortColumns.Names().Contains(name) ? QuestionWords.SortColumns.ValueOf(name) : null;
}
