namespace Vennlink.Server.OpenApi;

/// <summary>What the paths do that the page asks beside questions.</summary>
internal static class PageOperations
{
    private const string Tag = "Page";

    private static readonly string[] _pathNames = ["id", "name"];

    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All() => [.. Sessions(), .. Index(), .. Kept(), .. Imports()];

    private static IEnumerable<Operation> Sessions() =>
    [
        new("GET", "/api/v1/session", "session", Tag, "Whether this browser is signed in", "By its cookie.")
        {
            Answers = [new("application/json", "Session")],
            NeedsKey = false,
            Errors = [403],
        },
        new("POST", "/api/v1/session", "signIn", Tag, "Sign a browser in", "Sets a cookie that proves it.")
        {
            Request = new("application/json", "SignIn"),
            Status = 204,
            NeedsKey = false,
            Errors = [400, 401, 403, 413],
        },
        new("DELETE", "/api/v1/session", "signOut", Tag, "Sign a browser out", "Ends its session.")
        {
            Status = 204,
            NeedsKey = false,
            Errors = [403],
        },
    ];

    private static IEnumerable<Operation> Index() =>
    [
        new("GET", "/api/v1/index", "index", Tag, "What the server has",
            "Its index, and what it allows; also without an index.")
        {
            Answers = [new("application/json", "Index")],
            Errors = [401, 500],
        },
        new("GET", "/api/v1/inputs", "inputs", Tag, "What the index was made of", "As vennlink inspect tells it.")
        {
            Answers = [new("application/json", "Inputs")],
            Errors = [401, 500, 503],
        },
        new("GET", "/api/v1/snapshots", "snapshots", Tag, "Snapshots that there are", "Newest first.")
        {
            Answers = [new("application/json", "Snapshots")],
            Errors = [401, 500],
        },
        new("GET", "/api/v1/record", "record", Tag, "Where a link was read", "Takes the fields of a link of evidence.")
        {
            Parameters =
            [
                Field.Always("file", Schemas.Text("Name of the input.")),
                new("file_digest", Schemas.Text("Its SHA-256, where several have the name.")),
                new("inner_file", Schemas.Text("The archive inside it.")),
                Field.Always("offset", Schemas.Whole("Where the record or row starts.", min: 0)),
                new("offset_decompressed", Schemas.Truth("Whether that counts decompressed bytes.")),
                new("target", Schemas.Text("Where the link leads to, so that it is found.")),
                new("anchor", Schemas.Text("Its text.")),
            ],
            Answers = [new("application/json", "Record")],
            Errors = [400, 401, 404, 503],
        },
    ];

    private static IEnumerable<Operation> Kept() =>
    [
        new("GET", "/api/v1/saved", "savedQuestions", Tag, "Saved questions", "All of them.")
        {
            Answers = [new("application/json", "SavedList")],
            Errors = [401, 500],
        },
        new("PUT", "/api/v1/saved/{name}", "saveQuestion", Tag, "Save a question", "In place of one of this name.")
        {
            Parameters = [Field.Always("name", Schemas.Text("Its name."))],
            Request = new("application/json", "SavedRequest"),
            Status = 204,
            Errors = [400, 401, 409, 413, 500],
        },
        new("DELETE", "/api/v1/saved/{name}", "forgetQuestion", Tag, "Forget a saved question", "By its name.")
        {
            Parameters = [Field.Always("name", Schemas.Text("Its name."))],
            Status = 204,
            Errors = [401, 404, 500],
        },
        new("GET", "/api/v1/marks", "marks", Tag, "What people noted of prospects", "All of it.")
        {
            Answers = [new("application/json", "MarkList")],
            Errors = [401, 500],
        },
        new("PUT", "/api/v1/marks/{source}", "mark", Tag, "Note something of a prospect", "In place of what was.")
        {
            Parameters = [Field.Always("source", Schemas.Text("As rows name it, its slashes as %2F."))],
            Request = new("application/json", "MarkRequest"),
            Status = 204,
            Errors = [400, 401, 409, 413, 500],
        },
    ];

    private static IEnumerable<Operation> Imports() =>
    [
        OfImports("GET", "", "imports", "All imports", "As they are now.", 200, "ImportList"),
        OfImports("POST", "", "beginImport", "Begin an import", "Of uploads, the samples or a folder.", 201, "ImportId",
            [400, 404, 409, 413]) with
        {
            Request = new("application/json", "ImportBegin"),
        },
        OfImports("GET", "/{id}", "import", "How an import is", "What each file is taken for; how far a build is.", 200,
            "Import", [404]),
        OfImports("DELETE", "/{id}", "deleteImport", "Delete an import", "And its files.", 204, null, [404, 409]),
        OfImports("PUT", "/{id}/files/{name}", "upload", "Upload a file", "Its bytes as they are.", 201, "Import",
            [400, 404, 409, 413, 415, 507]) with
        {
            Request = new("application/octet-stream", ""),
        },
        OfImports("DELETE", "/{id}/files/{name}", "removeFile", "Take a file out", "Of an import.", 204, null,
            [404, 409]),
        OfImports("PUT", "/{id}/options", "sayOfImport", "Say what files do not", "All of it each time.", 200, "Import",
            [400, 404, 409, 413]) with
        {
            Request = new("application/json", "ImportOptions"),
        },
        OfImports("POST", "/{id}/build", "buildImport", "Build the index", "In the background; one at a time.", 202,
            "Import", [404, 409]),
        OfImports("POST", "/{id}/cancel", "cancelImport", "Stop a build", "The same build again goes on.", 204, null,
            [404]),
    ];

    private static Operation OfImports(
        string method, string path, string id, string summary, string description, int status, string? answer,
        int[]? errors = null) =>
        new(method, $"/api/v1/imports{path}", id, Tag, summary, description)
        {
            Parameters = [.. _pathNames
                .Where(name => path.Contains($"{{{name}}}", StringComparison.Ordinal))
                .Select(name => Field.Always(name, Schemas.Text(name == "id" ? "The import." : "Name of a file.")))],
            Status = status,
            Answers = answer is null ? [] : [new("application/json", answer)],
            Errors = [401, .. errors ?? []],
        };
}
