using System.Text.Json.Nodes;
using Vennlink.Query.Changes;
using Vennlink.Query.Questions;

namespace Vennlink.Server.OpenApi;

/// <summary>What goes in and out of <c>/api/v1/diff</c>.</summary>
internal static class ChangeSchemas
{
    private const int MaxLinks = 1000;

    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("DiffRequest", Request()),
        ("Diff", Answer()),
        ("ComparedSnapshot", Schemas.Answer("One of the two.",
            Field.Always("snapshot", Schemas.Text("Its id.")),
            new("until", Schemas.Text("Its date, where it is as of one.")),
            new("hidden", AnswerSchemas.Hidden()))),
        ("ChangedValue", Schemas.Answer("Rows of one value.",
            Field.Always("value", Schemas.OrNull(Schemas.Text("The value; null of rows that have none."))),
            Field.Always("gained", Schemas.Whole("Rows of the later one only.", min: 0)),
            Field.Always("kept", Schemas.Whole("Rows of both.", min: 0)),
            Field.Always("lost", Schemas.Whole("Rows of the earlier one only.", min: 0)))),
        ("ChangedRow", Row()),
        ("ChangedRowLine", Schemas.AnyOf("A row; or, as the last line, why there are no more.",
            Schemas.Ref("ChangedRow"), Schemas.Ref("ErrorLine"))),
        ("ChangedTarget", Target()),
        ("ChangedLink", Link()),
    ];

    private static JsonObject Request() => Schemas.Request("A question, and which snapshots.",
        Field.Always("question", Schemas.Ref("Question", "Its limit is the most rows; it has no next_token.")),
        new("before", Schemas.Text("Id of the earlier snapshot; by default that of `serve --compare`.")),
        new("after", Schemas.Text("Id of the later snapshot; by default the one that is served.")),
        new("show", Schemas.ListOf(Schemas.Word("One of them.", ChangeWords.RowChanges.Names()),
            "Which rows; gained and lost when absent.")),
        new("links_shown", Schemas.Whole("Most links of a target.", 0, MaxLinks, DiffRequest.UsualLinks)));

    private static JsonObject Answer() => Schemas.Answer("What a question gained, kept and lost.",
        new("id", Schemas.AnyOf("That of the question.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        Field.Always("question", Schemas.Ref("Question", "As it was understood.")),
        Field.Always("before", Schemas.Ref("ComparedSnapshot", "The earlier snapshot.")),
        Field.Always("after", Schemas.Ref("ComparedSnapshot", "The later snapshot.")),
        Field.Always("version", Schemas.Text("Version of the server.")),
        Field.Always("gained", Schemas.Whole("Rows of the later one only.", min: 0)),
        Field.Always("kept", Schemas.Whole("Rows of both.", min: 0)),
        Field.Always("lost", Schemas.Whole("Rows of the earlier one only.", min: 0)),
        Field.Always("exact", Schemas.Truth("Whether the numbers are exact.")),
        new("facets", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "For each facet that was asked for, how many rows of which value.",
            ["additionalProperties"] = Schemas.ListOf(Schemas.Ref("ChangedValue"), "Its values."),
        }),
        new("notes", Schemas.ListOf(Schemas.Text("A note."), "What to know of how the question was understood.")),
        Field.Always("results", Schemas.ListOf(Schemas.Ref("ChangedRow"), "The rows.")),
        Field.Always("more", Schemas.Truth("Whether there are rows beyond the limit.")));

    private static JsonObject Row() => Schemas.Answer("A source.",
        [
            Field.Always("change", Schemas.Word("What became of it.", ChangeWords.RowChanges.Names())),
            new("cause", Schemas.Word("Why it is not in both.",
                ChangeWords.RowCauses.Names().Where(name => name.Length > 0))),
            .. AnswerSchemas.RowScores(),
            Field.Always("before", Schemas.ListOf(Schemas.Text("A target as typed."), "Targets linked to before.")),
            Field.Always("after", Schemas.ListOf(Schemas.Text("A target as typed."), "Targets linked to after.")),
            Field.Always("targets", Schemas.ListOf(Schemas.Ref("ChangedTarget"), "Targets that differ.")),
            new("evidence", Schemas.ListOf(
                Schemas.Ref("TargetEvidence"), "The links behind it, by target; where they were asked for.")),
        ]);

    private static JsonObject Target() => Schemas.Answer("A target that differs.",
        Field.Always("target", Schemas.Text("As typed.")),
        new("not", Schemas.Truth("True of a target of `not`.")),
        Field.Always("change", Schemas.Word("What became of it.", ChangeWords.LinkChanges.Names())),
        Field.Always("links", Schemas.ListOf(Schemas.Ref("ChangedLink"), "The links that made the difference.")));

    private static JsonObject Link() => Schemas.Answer("A link that made the difference.",
        Field.Always("change", Schemas.Word("What became of it.", ChangeWords.LinkChanges.Names())),
        Field.Always("page", Schemas.Text("The page it stands on.")),
        Field.Always("target", Schemas.Text("The page it leads to.")),
        new("kind", Schemas.Word("What it is.", QuestionWords.LinkKinds.Names())),
        new("anchor", Schemas.Text("Its text.")),
        new("rel", Schemas.ListOf(Schemas.Word("One of them.", QuestionWords.LinkRels.Names()), "What it says.")),
        new("first_seen", Schemas.Text("UTC.")),
        new("last_seen", Schemas.Text("UTC.")),
        Field.Always("file", Schemas.Text("The input that shows it last.")),
        new("inner_file", Schemas.Text("The archive or list inside that file.")),
        new("offset", Schemas.Whole("Where its record starts, in bytes.", min: 0)),
        new("offset_decompressed", Schemas.Truth("Whether that counts decompressed bytes.")));
}
