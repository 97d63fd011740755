namespace Vennlink.Server.OpenApi;

/// <summary>What the paths do that the page asks beside questions.</summary>
internal static class PageOperations
{
    private const string Tag = "Page";

    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All() => [.. Sessions(), .. Index()];

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
    ];
}
