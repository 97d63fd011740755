using System.Text.Json.Nodes;
using Vennlink.Query.Questions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.OpenApi;

/// <summary>What is answered over <c>/api/v1</c> and by the V2 call.</summary>
internal static class AnswerSchemas
{
    /// <summary>The schemas by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("Error", Error()),
        ("ErrorLine", ErrorLine()),
        ("IntersectPage", Schemas.Answer("One page of rows.", [.. Head(), .. Page()])),
        ("Row", Schemas.Answer("A source.", Row())),
        ("RowLine", Schemas.AnyOf("A row; or, as the last line, why there are no more.",
            Schemas.Ref("Row"), Schemas.Ref("ErrorLine"))),
        ("SourcePage", SourcePage()),
        ("Count", Schemas.Answer("How many rows there are.", [.. Head(), .. Total()])),
        ("Subsets", Subsets()),
        ("Subset", Subset()),
        ("Evidence", EvidenceAnswer()),
        ("TargetEvidence", TargetEvidence()),
        ("Link", Link()),
        ("BatchLine", Schemas.AnyOf("The answer to one line of a batch.",
            Schemas.Ref("IntersectPage"), Schemas.Ref("ErrorLine"))),
        ("KnownTargets", KnownTargets()),
        ("Explanation", Explanation()),
        ("PageExplanation", PageExplanation()),
        ("DomainExplanation", DomainExplanation()),
        ("ScoreComponent", ScoreComponent()),
        ("V2Request", V2Request()),
        ("V2Page", V2Page()),
        ("V2UsageRequest", Schemas.Request("Which time.",
            new("start", UnixTime("The first moment; by default when this month of UTC began.")),
            new("end", UnixTime("The moment behind the last; by default now.")))),
        ("V2Usage", Schemas.Answer("Rows used.",
            Field.Always("rows_consumed", Schemas.Whole("Weighed.", min: 0)))),
        ("Health", Schemas.Answer("What a probe is told.",
            Field.Always("status", Schemas.Word("How it is.", ["ok", "ready"])),
            new("snapshot", Snapshot()))),
        ("Home", Home()),
    ];

    /// <summary>Whole numbers that tell positive targets.</summary>
    public static JsonObject Indexes() => Schemas.ListOf(
        Schemas.Whole("Index of a positive target, from 0.", min: 0), "Which positive targets are linked to.");

    /// <summary>The page of a host or root domain that links to each target.</summary>
    public static Field SourcePages() => new("matching_source_pages", Schemas.ListOf(
        Schemas.Ref("SourcePage"), "Of rows that are no pages: for each target the page that links to it."));

    /// <summary>Fields that a row has in every form of the API.</summary>
    public static IEnumerable<Field> RowScores() =>
    [
        Field.Always("page", Schemas.Text("Canonical URL, host or root domain.", "example.com/a")),
        Field.Always("title", Schemas.Text("Title of the page; empty where there is none.")),
        Field.Always("domain_authority", Authority()),
        Field.Always("spam_score", Schemas.Whole("1 to 100; −1 where there is none.", -1, 100)),
    ];

    /// <summary>What was read for an answer.</summary>
    public static Field Read() => Field.Always("read", Schemas.Answer("What was read.",
        Field.Always("inputs", Schemas.Whole("Inputs of the index.", min: 0)),
        Field.Always("captured_from", Schemas.OrNull(Schemas.Text("First day of a capture or row; null without any."))),
        Field.Always("captured_until", Schemas.OrNull(Schemas.Text("Last day.")))));

    private static IEnumerable<Field> Head() =>
    [
        new("id", Schemas.AnyOf("That of the question.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        Field.Always("question", Schemas.Ref("Question", "As it was understood.")),
        Field.Always("snapshot", Snapshot()),
        Field.Always("version", Version()),
        Read(),
    ];

    private static Field Facets() => new("facets", new JsonObject
    {
        ["type"] = "object",
        ["description"] = "For each facet that was asked for, how many rows have which value.",
        ["additionalProperties"] = Schemas.ListOf(Schemas.Answer("Rows of one value.",
            Field.Always("value", Schemas.OrNull(Schemas.Text("The value; null where there is none."))),
            Field.Always("rows", Schemas.Whole("How many.", min: 1))), "The values that rows have."),
    });

    private static Field WhyEmpty() => new("why_empty", Schemas.Answer("Why there is no row.",
        Field.Always("targets", Schemas.ListOf(Schemas.Answer("A target alone.",
            Field.Always("target", Schemas.Text("As typed.")),
            Field.Always("rows", Schemas.Whole("How many sources link to it.", min: 0))), "The first targets.")),
        Field.Always("without", Schemas.ListOf(Schemas.Answer("A condition of the question.",
            Field.Always("condition", Schemas.Text("Its name.", "sources.tld")),
            Field.Always("value", Schemas.Text("What it says.")),
            new("instead", Schemas.Text("What it was instead, where it was not dropped.")),
            Field.Always("rows", Schemas.Whole("Rows without it, all else as it is.", min: 0))), "All conditions.")),
        Field.Always("lines", Schemas.ListOf(Schemas.Text("A sentence."), "The same in words."))));

    private static Field Evidence() => new("evidence", Schemas.ListOf(
        Schemas.Ref("TargetEvidence"), "Links by target, where they were asked for."));

    private static JsonObject TargetEvidence() => Schemas.Answer("Links to one target.",
        Field.Always("target_index", Schemas.Whole("Which target, from 0.", min: 0)),
        Field.Always("target", Schemas.Text("As typed.")),
        Field.Always("links", Schemas.ListOf(Schemas.Ref("Link"), "The first of them, best page first.")),
        Field.Always("more", Schemas.Truth("Whether there are more.")));

    private static JsonObject Link() => Schemas.Answer("A link, and where it was read. What is not known is null.",
        Field.Always("page", Schemas.Text("The page it stands on.")),
        Field.Always("target", Schemas.Text("The page it leads to.")),
        Field.Always("kind", Schemas.Text("anchor, canonical, redirect, refresh; arc in an index of a graph.")),
        Field.Always("anchor", Schemas.Text("Its text.")),
        Field.Always("rel", Schemas.Text("What it says of itself, separated by blanks.")),
        Field.Always("first_seen", Schemas.OrNull(Schemas.Text("UTC."))),
        Field.Always("last_seen", Schemas.OrNull(Schemas.Text("UTC."))),
        Field.Always("state", Schemas.Word("Whether it is on its page.", ["live", "lost"])),
        Field.Always("file", Schemas.Text("The input that shows it last.")),
        Field.Always("file_digest", Schemas.Text("SHA-256 of that file, hex.")),
        Field.Always("inner_file", Schemas.OrNull(Schemas.Text("The archive or list inside that file."))),
        Field.Always("offset", Schemas.OrNull(Schemas.Whole("Where the record or row starts.", min: 0))),
        Field.Always("offset_decompressed", Schemas.OrNull(Schemas.Truth("Whether that counts decompressed bytes."))),
        Field.Always("record_id", Schemas.OrNull(Schemas.Text("WARC-Record-ID."))),
        Field.Always("payload_digest", Schemas.OrNull(Schemas.Text("WARC-Payload-Digest."))));

    private static JsonObject EvidenceAnswer() => Schemas.Answer("Links of a source.",
        new("id", Schemas.AnyOf("That of the question.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        Field.Always("snapshot", Snapshot()),
        Field.Always("version", Version()),
        Read(),
        Field.Always("exact", Exact()),
        Coverage(),
        Field.Always("source", Schemas.Text("As typed.")),
        Evidence() with { IsRequired = true });

    private static JsonObject Exact() => Schemas.Truth("Whether nothing was sampled or left out.");

    private static IEnumerable<Field> Notes() =>
    [
        new("notes", Schemas.ListOf(Schemas.Text("A note."), "What to know of how the question was understood.")),
        new("hidden", Hidden()),
    ];

    private static IEnumerable<Field> Total() => [.. Notes(), .. Counted(), Coverage(), Facets(), WhyEmpty()];

    /// <summary>What rules hide.</summary>
    public static JsonObject Hidden() => Schemas.Answer("What rules hide; where rules were asked.",
        Field.Always("rows", Schemas.Whole("Rows that they hide in all.", min: 0)),
        Field.Always("by_rule", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Rows that each rule hides, whether others hide them too or not.",
            ["additionalProperties"] = new JsonObject { ["type"] = "integer" },
        }));

    private static IEnumerable<Field> Counted() =>
    [
        Field.Always("total", Schemas.Whole("Rows in all.", min: 0)),
        Field.Always("exact", Exact()),
    ];

    private static IEnumerable<Field> Page() =>
    [
        .. Notes(),
        .. Counted().Select(field => field with { IsRequired = field.Name == "exact" }),
        Coverage(),
        Facets(),
        WhyEmpty(),
        Field.Always("results", Schemas.ListOf(Schemas.Ref("Row"), "The rows.")),
        Field.Always("next_token", NextToken()),
    ];

    private static Field Coverage() => Field.Always("coverage", Schemas.Answer(
        "Of how much of the index the answer is.",
        Field.Always("shards", Schemas.Whole("Shards that answered.", min: 0)),
        Field.Always("of", Schemas.Whole("Shards that there are.", min: 1))));

    private static IEnumerable<Field> Row() =>
    [
        .. RowScores(),
        Field.Always("matching_target_indexes", Indexes()),
        Field.Always("matching_targets", Schemas.ListOf(
            Schemas.Text("A target as typed."), "Which positive targets are linked to.")),
        SourcePages(),
        Evidence(),
    ];

    private static JsonObject SourcePage() => Schemas.Answer("A page that links to a target.",
        Field.Always("page", Schemas.Text("Canonical URL.")),
        Field.Always("page_authority", Schemas.Whole("1 to 100.", 1, 100)));

    private static JsonObject Subsets() => Schemas.Answer("How many rows link to exactly which targets.",
        [
            .. Head(), .. Total(),
            Field.Always("subsets", Schemas.ListOf(Schemas.Ref("Subset"), "The largest first, 4,096 at most.")),
            Field.Always("rest", Schemas.Answer("What is not listed.",
                Field.Always("subsets", Schemas.Whole("Subsets.", min: 0)),
                Field.Always("rows", Schemas.Whole("Their rows.", min: 0)))),
            Field.Always("by_target", Schemas.ListOf(
                Schemas.Whole("Rows that link to it.", min: 0), "One number for each positive target.")),
            Field.Always("by_target_count", Schemas.ListOf(
                Schemas.Answer("Rows that link to so many targets.",
                    Field.Always("targets", Schemas.Whole("How many targets.", min: 1)),
                    Field.Always("rows", Schemas.Whole("Rows that link to exactly so many.", min: 0))),
                "From 1 to the number of positive targets.")),
        ]);

    private static JsonObject Subset() => Schemas.Answer("Rows that link to exactly these targets.",
        Field.Always("matching_target_indexes", Indexes()),
        Field.Always("matching_targets", Schemas.ListOf(Schemas.Text("A target as typed."), "The targets.")),
        Field.Always("rows", Schemas.Whole("How many there are.", min: 1)));

    private static JsonObject KnownTargets() => Schemas.Answer("Known targets that begin so.",
        Field.Always("prefix", Schemas.Text("What was typed.")),
        Field.Always("scope", Schemas.Word("What was looked for.", ["page", "subdomain", "root_domain"])),
        Field.Always("snapshot", Snapshot()),
        Field.Always("version", Version()),
        Field.Always("exact", Schemas.Truth("Whether all that begin so were compared.")),
        Field.Always("results", Schemas.ListOf(
            Schemas.Answer("A target.",
                Field.Always("target", Schemas.Text("Canonical URL, host or root domain.")),
                Field.Always("scope", Schemas.Word("Which of them.", QuestionWords.TargetScopes.Names())),
                Field.Always("linking_root_domains", Linking()),
                Field.Always("domain_authority", Authority())),
            "Most linking root domains first, then in key order.")),
        Field.Always("next_token", NextToken()));

    private static JsonObject Explanation() => Schemas.Answer("What scores are made of.",
        Field.Always("target", Schemas.Text("Canonical URL of the page, or the root domain.")),
        Field.Always("scope", Schemas.Word("Which of them.", ["page", "root_domain"])),
        Field.Always("in_index", Schemas.Truth("Whether the index knows it.")),
        new("page", Schemas.Ref("PageExplanation", "Of a page.")),
        new("domain", Schemas.Ref("DomainExplanation", "Of the root domain, where it is known.")));

    private static JsonObject PageExplanation() => Schemas.Answer("Why a page has its Page Authority.",
        Field.Always("page", Schemas.Text("Canonical URL.")),
        Field.Always("words", Schemas.Text("In a sentence.")),
        new("page_authority", Schemas.Whole("1 to 100; absent of a page that was not crawled.", 1, 100)),
        Field.Always("page_authority_components", Components()),
        new("relative_rank", Rank()),
        Field.Always("linking_root_domains", Linking()),
        Field.Always("linking_pages", Schemas.Whole("Pages of other root domains that link to it.", min: 0)),
        Field.Always("strongest_linking_pages", Schemas.ListOf(
            Schemas.Answer("A linking page.",
                Field.Always("page", Schemas.Text("Canonical URL.")),
                Field.Always("page_authority", Schemas.Whole("1 to 100.", 1, 100)),
                Field.Always("domain_authority", Authority()),
                new("is_followed", Followed())),
            "The ten strongest.")));

    private static JsonObject DomainExplanation() => Schemas.Answer("Why a root domain has its scores.",
        Field.Always("root_domain", Schemas.Text("Its name.")),
        Field.Always("domain_authority", Authority()),
        Field.Always("domain_authority_components", Components()),
        Field.Always("spam_score", Schemas.Whole("1 to 100; −1 where there is none.", -1, 100)),
        Field.Always("spam_score_components", Components()),
        Field.Always("relative_rank", Rank()),
        Field.Always("linking_root_domains", Linking()),
        Field.Always("followed_linking_root_domains",
            Schemas.Whole("Those of them with a followed link.", min: 0)),
        Field.Always("linking_pages", Schemas.Whole("Pages of other root domains that link to it.", min: 0)),
        Field.Always("source_pages", Schemas.Whole("Its pages that link to other root domains.", min: 0)),
        Field.Always("strongest_linking_root_domains", Schemas.ListOf(
            Schemas.Answer("A linking root domain.",
                Field.Always("root_domain", Schemas.Text("Its name.")),
                Field.Always("domain_authority", Authority()),
                Field.Always("relative_rank", Rank()),
                new("is_followed", Followed())),
            "The ten strongest.")));

    private static JsonObject Components() =>
        Schemas.ListOf(Schemas.Ref("ScoreComponent"), "Parts of the score; points add up to it.");

    private static JsonObject ScoreComponent() => Schemas.Answer("A part of a score.",
        Field.Always("name", Schemas.Text("Its name.")),
        Field.Always("value", Schemas.Text("What was measured; empty for a start value.")),
        Field.Always("points", Schemas.Number("What it gives.")),
        Field.Always("words", Schemas.Text("In a sentence.")));

    private static JsonObject V2Request()
    {
        JsonObject targets(string description) => Schemas.ListOf(
            Schemas.Answer("A target.",
                Field.Always("target", Schemas.Text("A host or URL.", "example.com")),
                Field.Always("scope", Schemas.Word(
                    "How much of a site is meant.", ["page", "subdomain", "root_domain"]))),
            description);
        return Schemas.Answer("A link intersect, in the words of the Moz Links API V2. Unknown fields are passed over.",
            Field.Always("positive_targets", targets("Who is to be linked to; one at least.")),
            new("negative_targets", targets("Who is not to be linked to.")),
            new("min_matching_targets", Schemas.Whole("Positive targets that must be linked to.", min: 1, usual: 1)),
            new("source_scope", Schemas.Word("What a row is.", ["page", "root_domain"], "page")),
            new("sort", Schemas.Word("Order of the rows.", QuestionWords.Sorts.Names(), "matching_target_count")),
            new("limit", Schemas.Whole("Most rows, up to 50 unless the operator says so.", min: 1, usual: 25)),
            new("next_token", Schemas.Text("From the page before this one.")));
    }

    private static JsonObject V2Page() => Schemas.Answer("One page of rows.",
        Field.Always("results", Schemas.ListOf(
            Schemas.Answer("A source.",
                [.. RowScores(), Field.Always("matching_target_indexes", Indexes()), SourcePages()]),
            "The rows.")),
        Field.Always("next_token", NextToken()));

    private static JsonObject Home() => Schemas.Answer("What the server and its index are.",
        Field.Always("name", Schemas.Text("What answers.", "vennlink")),
        Field.Always("version", Version()),
        Field.Always("snapshot", Snapshot()),
        Field.Always("counts", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What the index holds, by name; empty while there is none.",
            ["additionalProperties"] = new JsonObject { ["type"] = "integer" },
        }),
        new("built", Schemas.Text("When the snapshot was written, UTC.")),
        Field.Always("input_count", Schemas.Whole("Files it was built from.", min: 0)),
        Field.Always("inputs", Schemas.ListOf(Schemas.Text("Name of a file."), "The first few of them.")),
        Field.Always("example", Schemas.Text("A curl line that works with credentials filled in.")),
        Field.Always("key_command", Schemas.Text("The command that makes credentials.")));

    private static JsonObject Error() => Schemas.Answer("What is wrong.",
        Field.Always("name", Schemas.Text("Reason phrase of the status.", "Bad Request")),
        Field.Always("message", Schemas.Text("All problems of the request, for a person.")),
        Field.Always("error", Schemas.Text("The same.")),
        new("data", Schemas.Answer("More for programs.",
            Field.Always("issue", Schemas.Text("A name for what is wrong.", ApiException.InsufficientQuota)))));

    private static JsonObject UnixTime(string description) => Schemas.AnyOf(
        description + " Unix seconds; whole minutes count.",
        new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" });

    private static JsonObject ErrorLine() => Schemas.Answer("An error in its place among lines.",
        new("id", Schemas.AnyOf("That of the question.",
            new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" })),
        Field.Always("error", Schemas.Ref("Error")));

    private static JsonObject Authority() => Schemas.Whole("Domain Authority, 1 to 100.", 1, 100);

    private static JsonObject Rank() => Schemas.Number("PageRank, that of what nobody links to being 1.");

    private static JsonObject Linking() => Schemas.Whole("Other root domains that link to it.", min: 0);

    private static JsonObject Followed() => Schemas.Truth("Whether a link is followed; absent in an index of a graph.");

    private static JsonObject Snapshot() => Schemas.Text("Id of the snapshot of the index.");

    private static JsonObject Version() => Schemas.Text("Version of the server.");

    private static JsonObject NextToken() => Schemas.Text("Asks for the next page; empty at the end.");
}
