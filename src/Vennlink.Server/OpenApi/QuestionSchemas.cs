using System.Text.Json.Nodes;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Questions;
using Vennlink.Server.Serving;

namespace Vennlink.Server.OpenApi;

/// <summary>What is asked: a question and its parts, as <see cref="QuestionJson"/> reads them.</summary>
/// <remarks>Whoever adds a field to the reader adds a line here; a test compares the two.</remarks>
internal static class QuestionSchemas
{
    private const int MaxScore = 100;

    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All(ServerOptions options) =>
    [
        ("Question", Question(options)),
        ("Target", Target()),
        ("Match", Match()),
        ("SourceFilter", SourceFilter()),
        ("LinkFilter", LinkFilter()),
        ("ScoreRange", ScoreRange()),
        ("NumberRange", Schemas.Request("From `min` to `max`, both included; without one there is no bound.",
            new("min", Schemas.Whole("The least.", min: 0)), new("max", Schemas.Whole("The most.", min: 0)))),
        ("DayRange", DayRange()),
        ("EvidenceAsked", Schemas.Request("How many links are shown.",
            Field.Always("links", Schemas.Whole(
                "Most links of a row to each of its targets.", 1, Query.Questions.Question.MaxEvidenceLinks)))),
        ("EvidenceQuestion", EvidenceQuestion()),
    ];

    private static JsonObject EvidenceQuestion() => Schemas.Request(
        "A source and targets, whose links are shown.",
        new("id", Schemas.AnyOf("Given back with the answer.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        Field.Always("source", Schemas.Ref(
            "Target", "The source: with a slash a page, else a root domain, unless a scope says it.")),
        Field.Always("to", Schemas.ListOf(Schemas.Ref("Target"), "What it may link to.", min: 1)),
        new("links", Schemas.Ref("LinkFilter", "Which links are shown; all live ones when absent.")),
        new("limit", Schemas.Whole("Most links a target.", 1, Query.Questions.EvidenceQuestion.MaxLimit,
            Query.Questions.EvidenceQuestion.DefaultLimit)));

    private static JsonObject Question(ServerOptions options) => Schemas.Request(
        "A question. Who is to be linked to stands in `to`, in `match`, or in both.",
        new("id", Schemas.AnyOf("Given back with the answer.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        new("to", Schemas.ListOf(Schemas.Ref("Target"), "A source must link to `min` of these.")),
        new("not", Schemas.ListOf(Schemas.Ref("Target"), "A source must link to none of these.")),
        new("min", Schemas.Whole("How many of `to` a source must link to; at most their number.", min: 1, usual: 1)),
        new("match", Schemas.Ref("Match", "What must hold beside.")),
        new("only", Schemas.ListOf(
            Schemas.ListOf(Schemas.Whole("Index of a target to link to, from 0.", min: 0), "A set of targets.", min: 1),
            "Rows that link to exactly the targets of one of these sets, as subsets are counted; all when absent.")),
        new("source", Schemas.Word("What a row is.", QuestionWords.SourceScopes.Names(), "page")),
        new("sources", Schemas.Ref("SourceFilter", "Which sources are looked at; all when absent.")),
        new("hide", Schemas.ListOf(Schemas.Text(
            $"One of {string.Join(", ", HideRule.Names.Select(rule => rule.Name))}; some take a number.",
            "platforms:500"),
            "Rules that hide rows, each with the number it hides; none when absent.")),
        new("links", Schemas.Ref("LinkFilter", "Which links count; all live ones when absent.")),
        new("sort", Sort()),
        new("facets", Words("By what the rows of the whole answer are counted.", QuestionWords.Facets.Names())),
        new("evidence", Schemas.Ref("EvidenceAsked", "Links to show beside rows; none when absent.")),
        new("limit", Schemas.Whole(
            $"Most rows. Of a page {options.MaxPageRows} at most; of a stream as many as there are.", min: 1)),
        new("total", Schemas.Truth("Whether the answer says how many rows there are in all.", usual: false)),
        new("next_token", Schemas.Text("From the page before this one; only `limit` may change.")));

    private static JsonObject Sort()
    {
        string[] keys = [.. QuestionWords.SortColumns.Names().SelectMany(name => (string[])["-" + name, name])];
        JsonObject word = Schemas.Word("A key; with a minus before it the highest first.", keys);
        JsonObject list = Schemas.ListOf(word.DeepClone().AsObject(), "Keys, the first counts first.");
        list["maxItems"] = OrderKey.MaxCount;
        return Schemas.AnyOf($"Order of the rows; `{keys[0]}` when absent.", word, list);
    }

    private static JsonObject Target() => Schemas.AnyOf(
        "Who is linked to. A text is a root domain, unless a scope stands before it, as in `page:e.com/a`.",
        Schemas.Text("`[SCOPE:]TARGET`, with or without http(s)://.", "e.com", "subfolder:e.com/blog/"),
        Schemas.Request("A target and its scope.",
            Field.Always("target", Schemas.Text("A host or URL.", "e.com/blog/")),
            new("scope", Schemas.Word(
                "How much of a site is meant.", QuestionWords.TargetScopes.Names(), "root_domain"))));

    private static JsonObject Match()
    {
        JsonObject parts(string description) => Schemas.ListOf(Schemas.Ref("Match"), description, min: 1);
        return Schemas.AnyOf(
            "What must hold, in words or as a tree. A leaf is a target that must be linked to.",
            Schemas.Text("In words; docs/match.md has the grammar.", "2 of (a.com, b.com, c.com) and not d.com"),
            Schemas.Ref("Target"),
            Schemas.Request("At least so many hold.",
                Field.Always("at_least", Schemas.Whole("How many; at most the number of parts.", min: 1)),
                Field.Always("of", parts("The parts."))),
            Schemas.Request("All hold.", Field.Always("all", parts("The parts."))),
            Schemas.Request("One holds at least.", Field.Always("any", parts("The parts."))),
            Schemas.Request("Something does not hold.", Field.Always("not", Schemas.Ref("Match"))));
    }

    private static JsonObject SourceFilter() => Schemas.Request(
        "Sources that satisfy all of this are looked at.",
        new("domain_authority", Schemas.Ref("ScoreRange", "Domain Authority, 1 to 100.")),
        new("spam_score", Schemas.Ref("ScoreRange", "Spam score, 1 to 100; −1 where there is none.")),
        new("page_authority", Schemas.Ref("ScoreRange", "Page Authority, 1 to 100.")),
        new("language", Languages("Only pages that say one of these languages; `und` for those that say none.")),
        new("not_language", Languages("No pages that say one of these languages.")),
        new("outgoing_domains", Schemas.Ref("NumberRange", "How many root domains a source links to.")),
        new("title_contains", Schemas.Text("Part of the title, without case and accents.", "review")),
        new("url_contains", Schemas.Text("Part of the canonical URL.", "/blog/")),
        new("in", Schemas.ListOf(Schemas.Ref("Target"), "The only sources to look at.")),
        new("not_in", Schemas.ListOf(Schemas.Ref("Target"), "Sources to leave out.")),
        new("tld", Suffixes("Hosts must end in one of these.")),
        new("not_tld", Suffixes("Hosts must end in none of these.")));

    private static JsonObject Languages(string description) =>
        Schemas.ListOf(Schemas.Text("A language code.", "en", "de"), description);

    private static JsonObject Suffixes(string description) =>
        Schemas.ListOf(Schemas.Text("End of a host name, whole labels.", "de", "co.uk"), description);

    private static JsonObject LinkFilter() => Schemas.Request(
        "A link that satisfies all of this counts.",
        new("followed", Schemas.Truth("Followed links only, or only others.")),
        new("rel", Words("A link must say one of these.", QuestionWords.LinkRels.Names())),
        new("not_rel", Words("A link must say none of these.", QuestionWords.LinkRels.Names())),
        new("kind", Words("What a link must be one of.", QuestionWords.LinkKinds.Names())),
        new("anchor_contains", Schemas.Text("Part of the anchor text, without case and accents.", "review")),
        new("anchor_equals", Schemas.Text("The whole anchor text, without case and accents.", "click here")),
        new("anchor_empty", Schemas.Truth("Links without anchor text only, or only others.")),
        new("first_seen", Schemas.Ref("DayRange", "When a link was first seen.")),
        new("last_seen", Schemas.Ref("DayRange", "When a link was last seen.")),
        new("state", Schemas.Word("Whether links are still there.", QuestionWords.LinkStates.Names(), "live")));

    private static JsonObject Words(string description, IEnumerable<string> words) =>
        Schemas.ListOf(Schemas.Word("One of them.", words), description);

    private static JsonObject ScoreRange() => Schemas.Request(
        "From `min` to `max`, both included; without one there is no bound.",
        new("min", Schemas.Whole("The least.", -1, MaxScore)),
        new("max", Schemas.Whole("The most.", -1, MaxScore)));

    private static JsonObject DayRange() => Schemas.Request(
        "Days in UTC, both included; without one there is no bound.",
        new("from", Schemas.Day("The first day.")),
        new("until", Schemas.Day("The last day.")));
}
