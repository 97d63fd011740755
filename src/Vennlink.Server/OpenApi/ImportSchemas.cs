using System.Text.Json.Nodes;

namespace Vennlink.Server.OpenApi;

/// <summary>Files that the page gives, and what becomes of them.</summary>
internal static class ImportSchemas
{
    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("ImportBegin", Schemas.Request("What a new import holds; nothing, where files are to be uploaded.",
            new("sample", Schemas.Truth("The samples.")),
            new("folder", Schemas.OrNull(Schemas.Text("Full path of a folder of the server."))))),
        ("ImportId", Schemas.Answer("A new import.", Field.Always("id", Schemas.Text("Its id.")))),
        ("ImportOptions", Options()),
        ("ImportList", Schemas.Answer("All imports.",
            Field.Always("imports", Schemas.ListOf(Schemas.Ref("Import"), "Oldest first.")))),
        ("Import", Import()),
        ("ImportFile", File()),
    ];

    private static JsonObject Options() => Schemas.Request("What files do not say themselves; all of it each time.",
        new("targets", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "To which site the links of a list are, by the name of the file.",
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        }),
        new("columns", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Which columns of a list hold what, by the name of the file: source and target, and "
                + "anchor, title, rel, first_seen, last_seen.",
            ["additionalProperties"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            },
        }),
        new("include_lost", Schemas.Truth("Whether rows of lost links become lost links.", usual: false)),
        new("add", Schemas.Truth("Whether to add to the index; else the new one takes its place.", usual: true)),
        new("skip_unreadable", Schemas.Truth("Build without what cannot be read.", usual: false)));

    private static JsonObject Import() => Schemas.Answer("An import.",
        Field.Always("id", Schemas.Text("Its id.")),
        Field.Always("state", Schemas.Word(
            "How far it is.", ["open", "checking", "building", "done", "failed", "cancelled"])),
        Field.Always("files", Schemas.ListOf(Schemas.Ref("ImportFile"), "What it holds.")),
        Field.Always("options", Schemas.Answer("What was said of all files.",
            Field.Always("include_lost", Schemas.Truth("Whether rows of lost links become lost links.")),
            Field.Always("add", Schemas.Truth("Whether to add to the index.")),
            Field.Always("skip_unreadable", Schemas.Truth("Whether to build without what cannot be read.")))),
        Field.Always("needed_bytes", Schemas.Whole("Most bytes of disk that the build takes, by estimate.", min: 0)),
        Field.Always("progress", Schemas.OrNull(Schemas.Answer("How far the build is; null where it does not run.",
            Field.Always("stage", Schemas.Text("What it does; empty at the very start.")),
            Field.Always("done", Schemas.Whole("Bytes of that stage done.", min: 0)),
            Field.Always("total", Schemas.Whole("Bytes of that stage; 0 where that is not known.", min: 0)),
            Field.Always("records", Schemas.Whole("Pages, links or lists so far.", min: 0))))),
        Field.Always("error", Schemas.OrNull(Schemas.Text("Why it failed."))),
        Field.Always("snapshot", Schemas.OrNull(Schemas.Text("Id of the snapshot that it became."))));

    private static JsonObject File() => Schemas.Answer("What a build would make of a file.",
        Field.Always("name", Schemas.Text("Its name; of one in a zip or folder, behind the name of that and a slash.")),
        Field.Always("file", Schemas.Text("The name of what was given: the same, or the zip or folder.")),
        Field.Always("bytes", Schemas.OrNull(Schemas.Whole("Its length; null of a folder.", min: 0))),
        Field.Always("checked", Schemas.Truth("Whether it was looked at; the fields below only then.")),
        new("kind", Schemas.Text("What it is: warc, list, Ahrefs, backlinks; empty where it cannot be read.")),
        new("form", Schemas.Text("How it is written: CSV, UTF-8, comma.")),
        new("rows", Schemas.Whole("Rows or captures.", min: 0)),
        new("used", Schemas.Whole("Those that are used.", min: 0)),
        new("links", Schemas.Whole("Links of them.", min: 0)),
        new("left_out", PageSchemas.Numbers("Those that are not, by reason.")),
        new("notes", Schemas.ListOf(Schemas.Text("A note."), "What was assumed, and passed over.")),
        new("columns", Schemas.ListOf(Schemas.Answer("A column that is read.",
            Field.Always("holds", Schemas.Text("What it holds.")),
            Field.Always("name", Schemas.Text("Its name."))), "Which columns are read.")),
        new("column_names", Schemas.ListOf(Schemas.Text("Name of a column."), "All columns of a list.")),
        new("target", Schemas.Answer("To which site its links are.",
            Field.Always("needed", Schemas.Truth("Whether that must be said.")),
            Field.Always("column", Schemas.OrNull(Schemas.Text("The column that says it."))),
            Field.Always("given", Schemas.OrNull(Schemas.Text("What was said."))))),
        new("need", Schemas.OrNull(Schemas.Word("What must be said, so that it can be read.", ["target", "columns"]))),
        new("problem", Schemas.OrNull(Schemas.Text("Why it cannot be read."))));
}
