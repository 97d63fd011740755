using System.Text;
using System.Text.Json;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Changes;

/// <summary>What is asked of two indexes, as JSON: a question, which indexes, what to show; docs/diff.md.</summary>
/// <param name="Question">The question.</param>
/// <param name="Before">Id of the earlier snapshot; null for the usual one.</param>
/// <param name="After">Id of the later snapshot; null for the usual one.</param>
/// <param name="Shown">Which rows.</param>
/// <param name="LinkLimit">Most links to show of a target.</param>
public sealed record DiffRequest(Question Question, string? Before, string? After, RowChange Shown, int LinkLimit)
{
    /// <summary>Links of a target that are shown unless somebody says otherwise.</summary>
    public const int UsualLinks = 3;

    private const int MaxLinks = 1000;

    /// <summary>Rows that are shown unless somebody says otherwise.</summary>
    public const RowChange UsualRows = RowChange.Gained | RowChange.Lost;

    /// <summary>Reads it.</summary>
    /// <param name="utf8">The bytes, any at all.</param>
    /// <param name="problems">Where its problems go; when there are any, it must not be asked.</param>
    public static DiffRequest Read(ReadOnlyMemory<byte> utf8, QuestionProblems problems) =>
        QuestionJson.Parse(utf8, problems, fields => Read(fields, problems), "request", QuestionJson.MaxDepth + 1)
            ?? new DiffRequest(new Question(), null, null, UsualRows, UsualLinks);

    private static DiffRequest Read(JsonFields fields, QuestionProblems problems)
    {
        Question question = new();
        if (fields.Find("question") is { } asked)
        {
            question = QuestionJson.Read(Encoding.UTF8.GetBytes(asked.GetRawText()), problems);
        }
        else
        {
            problems.Add("question", "is missing");
        }

        DiffRequest request = new(question, fields.Text("before"), fields.Text("after"), ReadShown(fields, problems),
            fields.Number("links_shown", 0, MaxLinks) ?? UsualLinks);
        fields.RefuseOthers();
        return request;
    }

    private static RowChange ReadShown(JsonFields fields, QuestionProblems problems)
    {
        RowChange shown = RowChange.None;
        foreach ((string place, JsonElement element) in fields.Elements("show", "an array of words"))
        {
            string? word = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
            if (ChangeWords.RowChanges.FirstOrDefault(known => known.Name == word) is { Name: not null } named)
            {
                shown |= named.Value;
            }
            else
            {
                problems.Add(place, $"must be one of {string.Join(", ", ChangeWords.RowChanges.Names())}");
            }
        }

        return shown == RowChange.None ? UsualRows : shown;
    }
}
