using System.Text.Json.Nodes;
using Vennlink.Query.Questions;

namespace Vennlink.Server.OpenApi;

/// <summary>What goes in and out of <c>/jsonrpc</c>.</summary>
internal static class RpcSchemas
{
    private static readonly string[] _scopes = ["domain", "subdomain", "subfolder", "url"];

    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("RpcRequest", Envelope("A call of JSON-RPC 2.0.",
            Field.Always("id", Schemas.Text("24 characters at least.", "0123456789abcdef01234567")),
            Field.Always("method", Schemas.Word("The action.", ["data.site.link.intersect.fetch", "quota.lookup"])),
            Field.Always("params", Schemas.Answer("Its parameters.", Field.Always("data",
                Schemas.AnyOf("By action.", Schemas.Ref("RpcIntersectRequest"), Schemas.Ref("RpcQuotaRequest"))))))),
        ("RpcIntersectRequest", IntersectRequest()),
        ("RpcQuotaRequest", Schemas.Request("Which quota.", new Field("path", Schemas.Word(
            "Its name.", ["api.limits.data.rows", "api.limits.mozscape.rows"], "api.limits.data.rows")))),
        ("RpcAnswer", Envelope("A good answer.",
            Field.Always("id", Schemas.Text("That of the request.")),
            Field.Always("result", Schemas.AnyOf("By action.",
                Schemas.Ref("RpcIntersectResult"), Schemas.Ref("RpcQuotaResult"))))),
        ("RpcIntersectResult", IntersectResult()),
        ("RpcQuery", Query()),
        ("RpcQuotaResult", QuotaResult()),
        ("RpcError", Error()),
    ];

    private static JsonObject Envelope(string description, params IEnumerable<Field> fields)
    {
        JsonObject version = Schemas.Text("Version of the protocol.");
        version["const"] = "2.0";
        return Schemas.Answer(description, [Field.Always("jsonrpc", version), .. fields]);
    }

    private static JsonObject IntersectRequest()
    {
        JsonObject targets(string description) => Schemas.ListOf(
            Schemas.Answer("A target.",
                Field.Always("query", Schemas.Text("A host or URL.", "example.com")),
                Field.Always("scope", Schemas.Word("How much of a site is meant.", _scopes))),
            description);
        return Schemas.Request("A link intersect.",
            Field.Always("is_linking_to", targets("Who is to be linked to; one at least.")),
            new("not_linking_to", targets("Who is not to be linked to.")),
            new("options", Schemas.Request("Options.",
                new("minimum_matching_targets", Schemas.Whole("Of `is_linking_to`.", min: 1)),
                new("scope", Schemas.Word("What a row is.", ["page", "domain"], "page")),
                new("sort", Schemas.Word("Order of the rows.", QuestionWords.Sorts.Names(), "matching_target_count")))),
            new("offset", Schemas.Request("Which page.",
                new("limit", Schemas.Whole("Most rows.", min: 1, usual: 25)),
                new("token", Schemas.Text("From the page before this one.")))));
    }

    private static JsonObject IntersectResult() => Schemas.Answer("A page of rows.",
        Field.Always("is_linking_to", Schemas.ListOf(Schemas.Ref("RpcQuery"), "As understood.")),
        Field.Always("not_linking_to", Schemas.ListOf(Schemas.Ref("RpcQuery"), "As understood.")),
        Field.Always("options", Schemas.Answer("As understood.",
            Field.Always("minimum_matching_targets", Schemas.OrNull(Schemas.Whole("As asked."))),
            Field.Always("scope", Schemas.Text("What a row is.")),
            Field.Always("sort", Schemas.Text("Order of the rows.")))),
        Field.Always("offset", Schemas.Answer("Which rows these are.",
            Field.Always("provided_token", Schemas.OrNull(Schemas.Text("That of the request."))),
            Field.Always("token", Schemas.OrNull(Schemas.Text("Asks for the next page."))),
            Field.Always("limit", Schemas.Whole("Most rows.")))),
        Field.Always("link_intersects", Schemas.ListOf(
            Schemas.Answer("A source.", [.. AnswerSchemas.RowScores(),
                Field.Always("matching_target_indexes", AnswerSchemas.Indexes()), AnswerSchemas.SourcePages()]),
            "The rows.")));

    private static JsonObject Query()
    {
        JsonObject asked(string description) => Schemas.Answer(description,
            Field.Always("query", Schemas.Text("Its text.")),
            Field.Always("scope", Schemas.Word("Its scope.", _scopes)));
        return Schemas.Answer("A target as understood.",
            Field.Always("query", Schemas.Text("What of its URL counts.")),
            Field.Always("scope", Schemas.Word("Its scope.", _scopes)),
            Field.Always("original_site_query", asked("As asked.")),
            Field.Always("site_query_suggestion", Schemas.OrNull(asked("Always null."))));
    }

    private static JsonObject QuotaResult() => Schemas.Answer("What a key may ask in a month.",
        Field.Always("quota", Schemas.Answer("There is none, and so much is allowed.",
            Field.Always("path", Schemas.Text("Its name.")),
            Field.Always("account_id", Schemas.Text("Whose.")),
            Field.Always("allotted", Schemas.Whole("How much.")),
            Field.Always("used", Schemas.Whole("Of that.")),
            Field.Always("reset", Schemas.Text("When it begins anew.")),
            Field.Always("report", Schemas.Text("How fine its use is counted.")),
            Field.Always("overage", Schemas.Truth("Whether more may be used.")),
            Field.Always("period_start", Schemas.Day("First day of the month.")),
            Field.Always("period_reset", Schemas.Day("First day of the next month.")))));

    private static JsonObject Error() => Envelope("An error of JSON-RPC.",
        Field.Always("id", Schemas.OrNull(Schemas.Text("That of the request, where it could be read."))),
        Field.Always("error", Schemas.Answer("What is wrong.",
            Field.Always("code", Schemas.Whole("Of JSON-RPC.")),
            new("status", Schemas.Whole("HTTP status.")),
            new("httpStatus", Schemas.Whole("HTTP status, of a bad envelope.")),
            Field.Always("message", Schemas.Text("For a person.")),
            Field.Always("data", Schemas.Answer("More of it.",
                Field.Always("explanation", Schemas.OrNull(Schemas.Text("All problems, a sentence each."))),
                Field.Always("issue", Schemas.OrNull(Schemas.Text("A name for it.", "param-is-missing"))),
                Field.Always("key", Schemas.OrNull(Schemas.Text("The field."))),
                Field.Always("value", Schemas.OrNull(Schemas.Text("Always null."))))))));
}
