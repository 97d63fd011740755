using System.Text.Json.Nodes;
using Vennlink.Query.Questions;
using Vennlink.Server.Notebook;

namespace Vennlink.Server.OpenApi;

/// <summary>What the page asks beside questions, and what it is answered.</summary>
internal static class PageSchemas
{
    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("SignIn", Schemas.Answer("A key.",
            Field.Always("access_id", Schemas.Text("Access ID.")),
            Field.Always("secret_key", Schemas.Text("Secret Key.")))),
        ("Session", Schemas.Answer("Whether a browser is signed in.",
            Field.Always("signed_in", Schemas.Truth("Whether it is.")),
            Field.Always("access_id", Schemas.OrNull(
                Schemas.Text("Whose key it showed; local where it came with a one-time address."))))),
        ("Index", Index()),
        ("Inputs", Schemas.Answer("What vennlink inspect --format json prints; docs/formats/manifest.md.",
            Field.Always("snapshot_id", Schemas.Text("Id of the snapshot.")),
            Field.Always("format_version", Schemas.Whole("Version of the snapshot.", min: 1)),
            new("until", Schemas.Text("The last second that it is of.")),
            Field.Always("counts", Numbers("What it holds, by name.")),
            Field.Always("skipped", Numbers("What was left out, by reason.")),
            Field.Always("options", new JsonObject
            {
                ["type"] = "object",
                ["description"] = "What shaped it, by name.",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            }),
            Field.Always("inputs", Schemas.ListOf(
                new JsonObject { ["type"] = "object", ["description"] = "An input and its report." }, "The inputs.")),
            Field.Always("files", Schemas.ListOf(
                new JsonObject { ["type"] = "object", ["description"] = "A file." }, "Files of the snapshot.")))),
        ("Snapshots", Schemas.Answer("Snapshots that there are.",
            Field.Always("snapshots", Schemas.ListOf(Schemas.Answer("A snapshot.",
                Field.Always("id", Schemas.Text("Its id.")),
                Field.Always("built", Schemas.Text("When it was written, UTC.")),
                Field.Always("current", Schemas.Truth("Whether it is served."))), "Newest first.")))),
        ("Record", Schemas.Answer("Where a link was read, as text.",
            Field.Always("file", Schemas.Text("Name of the input.")),
            Field.Always("kind", Schemas.Word("What it is.", ["record", "row"])),
            Field.Always("head", Schemas.Text("Headers of the record and of HTTP; the header of the list.")),
            Field.Always("before", Schemas.Text("What stands before the link.")),
            Field.Always("link", Schemas.Text("The link, or the row; empty where it was not found.")),
            Field.Always("after", Schemas.Text("What stands behind it; else how the page begins.")))),
        ("SavedList", Schemas.Answer("The questions that were kept.",
            Field.Always("saved", Schemas.ListOf(Schemas.Ref("Saved"), "By name.")))),
        ("Saved", Schemas.Answer("A question that was kept.", [
            Field.Always("name", Schemas.Text("Its name.")),
            .. Kept(),
            Field.Always("saved_at", Schemas.Text("When, UTC.")),
        ])),
        ("SavedRequest", Schemas.Request("A question to keep.", [
            new("name", Schemas.Text("Not looked at: the path has it.")),
            .. Kept(),
            new("saved_at", Schemas.Text("Not looked at.")),
        ])),
        ("MarkList", Schemas.Answer("What people noted.",
            Field.Always("marks", Schemas.ListOf(Schemas.Ref("Mark"), "By source.")))),
        ("Mark", Schemas.Answer("What people noted of a prospect.", [
            Field.Always("source", Schemas.Text("As rows name it.")),
            .. Noted(),
            Field.Always("changed_at", Schemas.Text("When, UTC.")),
        ])),
        ("MarkRequest", Schemas.Request("What to note; of nothing, nothing is kept.", [
            new("source", Schemas.Text("Not looked at: the path has it.")),
            .. Noted().Select(noted => noted with { IsRequired = false }),
            new("changed_at", Schemas.Text("Not looked at.")),
        ])),
    ];

    /// <summary>Whole numbers by name.</summary>
    public static JsonObject Numbers(string description) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["additionalProperties"] = new JsonObject { ["type"] = "integer" },
    };

    private static IEnumerable<Field> Kept() =>
    [
        Field.Always("question", new JsonObject { ["type"] = "object", ["description"] = "The question." }),
        new("view", new JsonObject { ["type"] = "object", ["description"] = "How it was looked at." }),
        new("snapshot", Schemas.Text("Id of the snapshot that was served.")),
        new("total", Schemas.Number("How many rows there were.")),
    ];

    private static IEnumerable<Field> Noted() =>
    [
        Field.Always("status", Schemas.Word("How far one is; may be empty.", ["", .. Mark.Statuses])),
        Field.Always("tags", Schemas.ListOf(Schemas.Text("A word."), "Words.")),
        Field.Always("note", Schemas.Text("A text.")),
    ];

    private static JsonObject Index() => Schemas.Answer("What is served; fields of an index only where there is one.",
        Field.Always("snapshot", Schemas.OrNull(Schemas.Text("Id of the snapshot; null while there is none."))),
        Field.Always("version", Schemas.Text("Version of the server.")),
        Field.Always("problem", Schemas.OrNull(Schemas.Text("Why there is none, where one was published."))),
        new("built", Schemas.Text("When the snapshot was written, UTC.")),
        new("until", Schemas.OrNull(Schemas.Text("The last second that it is of; null for all that was read."))),
        new("kind", Schemas.Word("What its nodes are.", ["pages", "hosts", "domains"])),
        new("counts", Numbers("What it holds, by name.")),
        AnswerSchemas.Read() with { IsRequired = false },
        new("source_scopes", Schemas.ListOf(
            Schemas.Word("A scope.", QuestionWords.SourceScopes.Select(scope => scope.Name)), "What rows may be.")),
        new("highest", Numbers("The highest domain_authority and page_authority of a source.")),
        Field.Always("limits", Numbers(
            "max_page, max_targets, max_subset_targets, question_bytes, upload_bytes, upload_files.")),
        Field.Always("can_import", Schemas.Truth("Whether files may be uploaded and an index built.")),
        Field.Always("can_import_folders", Schemas.Truth(
            "Whether folders of the server too; only for who came with a one-time address.")),
        Field.Always("has_sample", Schemas.Truth("Whether there are samples to build an index of.")),
        Field.Always("compare", Schemas.Truth("Whether there is an index to compare with.")));
}
