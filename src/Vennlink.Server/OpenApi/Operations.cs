using System.Text.Json.Nodes;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.OpenApi;

/// <summary>What each path does; a test compares the paths with those that are answered.</summary>
internal static class Operations
{
    private const string Ask = "Ask";
    private const string Look = "Look up";
    private const string Moz = "As Moz";
    private const string Server = "Server";

    private const string Papers =
        """{"to": ["heroku.com", "netlify.com"], "not": ["vercel.com"], "min": 2, "total": true, "limit": 10}""";

    private const string Groups =
        """
        {"match": "2 of (heroku.com, netlify.com, render.com) and not vercel.com", "source": "root_domain",
         "sources": {"domain_authority": {"min": 20}, "not_tld": ["io"]}, "links": {"followed": true}}
        """;

    private static readonly int[] _ofQuestions = [400, 401, 403, 406, 410, 413, 429, 500, 503];
    private static readonly int[] _ofLookUps = [400, 401, 403, 410, 429, 500, 503];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All(ServerOptions options) =>
        [.. Questions(), .. LookUps(options), .. OfMoz(), .. PageOperations.All(), .. OfServer()];

    private static IEnumerable<Operation> Questions() =>
    [
        Asked("/api/v1/intersect", "intersect", "Rows of an answer",
            "A page as JSON; all rows, streamed, as NDJSON, CSV, XLSX or Parquet.", "IntersectPage") with
        {
            Answers =
            [
                new("application/json", "IntersectPage"), new("application/x-ndjson", "RowLine"), .. Tables(),
            ],
        },
        Asked("/api/v1/count", "count", "Number of rows", "Exact, whatever the filters.", "Count"),
        Asked("/api/v1/subsets", "subsets", "Rows of every subset",
            "How many rows link to exactly which of up to 64 targets.", "Subsets"),
        new("POST", "/api/v1/diff", "diff", Ask, "What a question gained and lost",
            "Between two snapshots that the server has, with the links that made the difference.")
        {
            Request = new("application/json", "DiffRequest"),
            Answers = [new("application/json", "Diff"), new("application/x-ndjson", "ChangedRowLine"), .. Tables()],
            Errors = _ofQuestions,
        },
        new("POST", "/api/v1/evidence", "evidence", Ask, "Links of a source",
            "To some targets: page, anchor text, kind, dates, and where each was read.")
        {
            Request = new("application/json", "EvidenceQuestion")
            {
                Examples = [("links", "Live and lost links of a site to another", JsonNode.Parse(
                    """{"source": "a.com", "to": ["b.com"], "links": {"state": "both"}, "limit": 3}""")!)],
            },
            Answers = [new("application/json", "Evidence")],
            Errors = _ofQuestions,
        },
        new("POST", "/api/v1/batch", "batch", Ask, "Many questions",
            "A question a line; for each the first page of its rows, or an error in its place, in their order.")
        {
            Request = new("application/x-ndjson", "Question")
            {
                Examples =
                [
                    ("two", "Two questions", "{\"id\": 1, \"to\": [\"a.com\"]}\n{\"id\": 2, \"to\": [\"b.com\"]}\n"),
                ],
            },
            Answers = [new("application/x-ndjson", "BatchLine")],
            Errors = _ofQuestions,
        },
    ];

    // For other programs than those that read JSON.
    private static IEnumerable<Body> Tables() => AnswerForm.OfRows.Select(form => form.MediaType).Distinct()
        .Select(media => new Body(media, "")).Where(body => !body.IsJson && !body.IsLines);

    private static Operation Asked(string path, string id, string summary, string description, string answer) =>
        new("POST", path, id, Ask, summary, description)
        {
            Request = new("application/json", "Question")
            {
                Examples = [("papers", "Who links to both and not to a third", JsonNode.Parse(Papers)!),
                    ("groups", "Groups and filters", JsonNode.Parse(Groups)!)],
            },
            Answers = [new("application/json", answer)],
            Errors = _ofQuestions,
        };

    private static IEnumerable<Operation> LookUps(ServerOptions options) =>
    [
        new("GET", "/api/v1/targets", "targets", Look, "Known targets by the beginning of a name",
            "Sites, hosts or pages that begin so, the most linked first.")
        {
            Parameters =
            [
                Field.Always("prefix", Schemas.Text("What was typed; may be empty.", "exam")),
                new("scope", Schemas.Word("What to list; by default pages where a slash stands behind the host.",
                    TargetsEndpoint.Scopes.Select(scope => scope.Name))),
                new("limit", Schemas.Whole("Most rows.", 1, options.MaxPageRows, options.DefaultLimit)),
                new("next_token", Schemas.Text("From the page before this one.")),
            ],
            Answers = [new("application/json", "KnownTargets")],
            Errors = _ofLookUps,
        },
        new("GET", "/api/v1/explain", "explain", Look, "What scores are made of",
            "Of a page or a root domain: each part of its scores in numbers and words.")
        {
            Parameters =
            [
                Field.Always("target", Schemas.Text("A host or URL.", "example.com")),
                new("scope", Schemas.Word("By default a page where a slash stands behind the host.",
                    ["page", "root_domain"])),
            ],
            Answers = [new("application/json", "Explanation")],
            Errors = _ofLookUps,
        },
    ];

    private static IEnumerable<Operation> OfMoz() =>
    [
        new("POST", "/v2/link_intersect", "linkIntersectV2", Moz, "Link intersect of the Moz Links API V2",
            "The wire contract of that call.")
        {
            Request = new("application/json", "V2Request")
            {
                Examples = [("sites", "Who links to a site", JsonNode.Parse(
                    """{"positive_targets": [{"target": "heroku.com", "scope": "root_domain"}]}""")!)],
            },
            Answers = [new("application/json", "V2Page")],
            Errors = [.. _ofLookUps, 413],
        },
        new("POST", "/v2/usage_data", "usageDataV2", Moz, "Rows that the key used",
            "Weighed, between two moments; free.")
        {
            Request = new("application/json", "V2UsageRequest"),
            Answers = [new("application/json", "V2Usage")],
            Errors = [400, 401, 403, 413, 429, 503],
        },
        new("POST", "/jsonrpc", "jsonRpc", Moz, "Actions of the newer Moz API", "JSON-RPC 2.0.")
        {
            Request = new("application/json", "RpcRequest")
            {
                Examples = [("sites", "Who links to a site", JsonNode.Parse(
                    """
                    {"jsonrpc": "2.0", "id": "0123456789abcdef01234567", "method": "data.site.link.intersect.fetch",
                     "params": {"data": {"is_linking_to": [{"query": "heroku.com", "scope": "domain"}]}}}
                    """)!)],
            },
            Answers = [new("application/json", "RpcAnswer")],
            ErrorSchema = "RpcError",
            Errors = [.. _ofLookUps, 404, 413],
        },
    ];

    private static IEnumerable<Operation> OfServer() =>
    [
        new("GET", "/", "home", Server, "What is served", "What the server and its index are; to a browser the page.")
        {
            Answers = [new("application/json", "Home"), new("text/html", ""), new("text/plain", "")],
            NeedsKey = false,
            Errors = [403],
        },
        new("GET", "/healthz", "health", Server, "Whether the process is up", "Asks the index nothing.")
        {
            Answers = [new("application/json", "Health")],
            NeedsKey = false,
        },
        new("GET", "/readyz", "readiness", Server, "Whether an index is served",
            "And nothing of it was found damaged.")
        {
            Answers = [new("application/json", "Health")],
            NeedsKey = false,
            Errors = [503],
        },
        new("GET", "/openapi.json", "description", Server, "This document", "OpenAPI 3.1.")
        {
            Answers = [new("application/json", "Any")],
            NeedsKey = false,
        },
    ];
}
