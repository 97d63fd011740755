using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>
/// A <see cref="Question"/> as JSON, for files, requests and saved questions; docs/questions.md has it with examples.
/// </summary>
/// <remarks>
/// Unlike the V2 endpoint, a field that is not known or is there twice is a problem: who misspells a filter must not
/// get an answer without it. All problems come at once.
/// </remarks>
public static class QuestionJson
{
    private const string TargetForm = """a target: a string such as "e.com", or {"target": "e.com", "scope": "page"}""";

    /// <summary>How deep a question may be nested.</summary>
    /// <remarks>A group takes an object and an array; the expression stands in the object of the question.</remarks>
    internal const int MaxDepth = (2 * MatchText.MaxNesting) + 4;

    /// <summary>Reads a question.</summary>
    /// <param name="utf8">The bytes, any at all.</param>
    /// <param name="problems">Where its problems go; when there are any, the question must not be asked.</param>
    public static Question Read(ReadOnlyMemory<byte> utf8, QuestionProblems problems) =>
        Read(utf8, problems, isPaged: false, out _);

    /// <summary>Reads a question where answers come in pages: it may have a <c>next_token</c>.</summary>
    /// <param name="utf8">The bytes, any at all.</param>
    /// <param name="problems">Where its problems go; when there are any, the question must not be asked.</param>
    /// <param name="nextToken">The token; null when there is none.</param>
    public static Question Read(ReadOnlyMemory<byte> utf8, QuestionProblems problems, out string? nextToken) =>
        Read(utf8, problems, isPaged: true, out nextToken);

    private static Question Read(
        ReadOnlyMemory<byte> utf8, QuestionProblems problems, bool isPaged, out string? nextToken)
    {
        string? token = null;
        Question question =
            Parse(utf8, problems, fields => Read(fields, problems, isPaged, out token)) ?? new Question();
        nextToken = token;
        return question;
    }

    /// <summary>Reads the fields of an object.</summary>
    /// <param name="utf8">The bytes, any at all.</param>
    /// <param name="problems">Where its problems go.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="what">What the object is, for messages.</param>
    /// <param name="maxDepth">How deep it may be nested.</param>
    /// <returns>What was read; null when it is none.</returns>
    internal static T? Parse<T>(ReadOnlyMemory<byte> utf8, QuestionProblems problems, Func<JsonFields, T> read,
        string what = "question", int maxDepth = MaxDepth)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            using JsonDocument json = JsonDocument.Parse(
                utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return read(new JsonFields(json.RootElement, "", problems));
            }

            problems.Add(what, $"must be an object, not {JsonFields.KindOf(json.RootElement)}");
        }
        catch (JsonException problem)
        {
            problems.Add(what, $"is no JSON: {problem.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            problems.Add(what, "holds half of a surrogate pair in a string or a name");
        }

        return null;
    }

    private static Question Read(JsonFields fields, QuestionProblems problems, bool isPaged, out string? nextToken)
    {
        JsonFields? sources = fields.Object("sources");
        Question question = new()
        {
            Id = ReadId(fields),
            To = ReadTargets(fields, "to", problems),
            Not = ReadTargets(fields, "not", problems),
            Min = fields.Number("min", 1, int.MaxValue) ?? 1,
            Match = ReadMatch(fields, problems),
            Only = [.. fields.Elements("only", "an array of sets of indexes of targets").Select(set =>
                ReadSet(set.Element, set.Place, problems))],
            SourceScope = fields.OneOf("source", QuestionWords.SourceScopes) ?? SourceScope.Page,
            SourcesIn = ReadList(sources, "in", problems),
            SourcesNotIn = ReadList(sources, "not_in", problems),
            Filter = SourceFilterJson.Read(sources),
            Links = LinkFilterJson.Read(fields.Object("links")),
            Hide = ReadHide(fields),
        };
        question = question.WithSort(ReadSort(fields)) with
        {
            Facets = [.. fields.AllOf("facets", QuestionWords.Facets).Distinct()],
            EvidenceLinks = ReadEvidence(fields.Object("evidence")),
            Limit = fields.Number("limit", 1, int.MaxValue),
            IncludesTotal = fields.Truth("total") ?? false,
        };
        nextToken = isPaged ? fields.Text("next_token") : null;
        fields.RefuseOthers();
        return question;
    }

    /// <summary>A question as <see cref="Write"/> has it, readable as text.</summary>
    public static string Text(Question question)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Write(json, question);
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes a question, what is not set left out, so that reading gives the same again.</summary>
    public static void Write(Utf8JsonWriter json, Question question)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(question);
        json.WriteStartObject();
        json.WriteId(question.Id);
        json.WriteAnyTexts("to", question.To.Select(target => target.Typed));
        json.WriteAnyTexts("not", question.Not.Select(target => target.Typed));
        json.WriteNumber("min", question.Min);
        if (question.Match is { } match)
        {
            json.WriteString("match", match.ToString());
        }

        WriteOnly(json, question.Only);
        json.WriteString("source", QuestionWords.SourceScopes.NameOf(question.SourceScope));
        if (question.Filter is not null || question.SourcesIn is not null || question.SourcesNotIn is not null)
        {
            json.WritePropertyName("sources");
            SourceFilterJson.Write(json, question);
        }

        if (question.Links is { } links)
        {
            json.WritePropertyName("links");
            LinkFilterJson.Write(json, links);
        }

        json.WriteAnyTexts("hide", question.Hide.Select(rule => rule.ToString()));
        json.WriteAnyTexts("sort", SortText.Of(question));
        json.WriteAnyTexts("facets", question.Facets.Select(facet => QuestionWords.Facets.NameOf(facet)));
        if (question.EvidenceLinks is { } evidenceLinks)
        {
            json.WriteStartObject("evidence");
            json.WriteNumber("links", evidenceLinks);
            json.WriteEndObject();
        }

        if (question.Limit is { } limit)
        {
            json.WriteNumber("limit", limit);
        }

        if (question.IncludesTotal)
        {
            json.WriteBoolean("total", true);
        }

        json.WriteEndObject();
    }

    /// <summary>The text of an id: a string without its quotes; nothing for none.</summary>
    public static string IdText(string? id)
    {
        if (id is null)
        {
            return "";
        }

        using JsonDocument json = JsonDocument.Parse(id);
        return json.RootElement.ToString();
    }

    /// <summary>Reads an id, which comes back as it was.</summary>
    internal static string? ReadId(JsonFields fields)
    {
        if (fields.Find("id") is { } id)
        {
            if (id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                // Read too, since it is written again: a string that is no text could not be.
                _ = id.ToString();
                return id.GetRawText();
            }

            fields.Add("id", $"must be a string or a number, not {JsonFields.KindOf(id)}");
        }

        return null;
    }

    private static List<HideRule> ReadHide(JsonFields fields)
    {
        List<HideRule> rules = [];
        foreach (string text in fields.Texts("hide"))
        {
            if (HideRule.Parse(text) is { } rule)
            {
                rules.Add(rule);
            }
            else
            {
                fields.Add("hide", $"{QuestionProblems.Quote(text)} {HideRule.Problem}");
            }
        }

        return rules;
    }

    // One set of `only`: which targets, by their places.
    private static int[] ReadSet(JsonElement element, string place, QuestionProblems problems)
    {
        int[] set = element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(index => index.ValueKind == JsonValueKind.Number
                && index.TryGetInt32(out int value) && value >= 0 ? value : -1).Distinct().Order()]
            : [];
        if (set is [] or [-1, ..])
        {
            problems.Add(place, "must be an array of at least one index of a target, counted from 0, such as [0, 2]");
        }

        return set;
    }

    private static void WriteOnly(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<int>> only)
    {
        if (only.Count == 0)
        {
            return;
        }

        json.WriteStartArray("only");
        foreach (IReadOnlyList<int> set in only)
        {
            json.WriteStartArray();
            foreach (int index in set)
            {
                json.WriteNumberValue(index);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    // Without it, all; an empty one is a list too.
    private static List<TargetText>? ReadList(JsonFields? sources, string name, QuestionProblems problems) =>
        sources?.Find(name) is null ? null : ReadTargets(sources, name, problems);

    /// <summary>Reads an array of targets.</summary>
    internal static List<TargetText> ReadTargets(JsonFields fields, string name, QuestionProblems problems) =>
        [.. fields.Elements(name, "an array of targets")
            .Select(element => ReadTarget(element.Element, element.Place, problems)).OfType<TargetText>()];

    /// <summary>Reads one target.</summary>
    internal static TargetText? ReadTarget(JsonElement element, string place, QuestionProblems problems)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return TargetText.Parse(element.GetString()!);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(place, $"must be {TargetForm}, not {JsonFields.KindOf(element)}");
            return null;
        }

        JsonFields fields = new(element, $"{place}.", problems);
        string? text = fields.Text("target");
        if (fields.Find("target") is null)
        {
            fields.Add("target", "is missing");
        }

        TargetScope scope = fields.OneOf("scope", QuestionWords.TargetScopes) ?? TargetScope.RootDomain;
        fields.RefuseOthers();
        return text is null ? null : TargetText.Of(scope, text);
    }

    private static MatchText? ReadMatch(JsonFields fields, QuestionProblems problems)
    {
        if (fields.Find("match") is not { } match)
        {
            return null;
        }

        if (match.ValueKind != JsonValueKind.String)
        {
            TargetList targets = new();
            return ReadPart(match, "match", 0, targets, problems) is { } tree
                ? new MatchText(tree, targets.Targets) : null;
        }

        try
        {
            return MatchText.Parse(match.GetString()!);
        }
        catch (MatchSyntaxException problem)
        {
            fields.Add("match", problem.Message);
            return null;
        }
    }

    private static MatchExpression? ReadPart(
        JsonElement element, string place, int nesting, TargetList targets, QuestionProblems problems)
    {
        if (element.ValueKind is not JsonValueKind.Object || element.TryGetProperty("target", out _))
        {
            return ReadTarget(element, place, problems) is { } target ? targets.Leaf(target) : null;
        }

        if (nesting == MatchText.MaxNesting)
        {
            problems.Add(place, string.Create(CultureInfo.InvariantCulture, $"is nested more than {nesting} deep"));
            return null;
        }

        JsonFields fields = new(element, $"{place}.", problems);
        if (fields.Find("not") is { } negated)
        {
            fields.RefuseOthers();
            return ReadPart(negated, $"{place}.not", nesting + 1, targets, problems) is { } part
                ? MatchExpression.Not(part) : null;
        }

        string name = fields.Find("all") is not null ? "all" : fields.Find("any") is not null ? "any" : "of";
        bool hasCount = name == "of" && fields.Find("at_least") is not null;
        if (fields.Find(name) is null || (name == "of" && !hasCount))
        {
            const string Forms = """{"all": […]}, {"any": […]}, {"at_least": K, "of": […]}, {"not": …}""";
            problems.Add(place, $"must be a target, or {Forms}");
            return null;
        }

        MatchExpression?[] parts = [.. fields.Elements(name, "an array of parts").Select(part =>
            ReadPart(part.Element, $"{place}.{part.Place}", nesting + 1, targets, problems))];
        int? count = name switch
        {
            "all" => parts.Length,
            "any" => 1,
            _ => fields.Number("at_least", 1, Math.Max(1, parts.Length)),
        };
        fields.RefuseOthers();
        if (parts.Length == 0)
        {
            fields.Add(name, "must have a part");
        }

        return count is { } needed && parts.Length > 0 && !parts.Contains(null)
            ? MatchExpression.AtLeast(needed, parts!) : null;
    }

    private static int? ReadEvidence(JsonFields? evidence)
    {
        if (evidence is null)
        {
            return null;
        }

        int? links = evidence.Number("links", 1, Question.MaxEvidenceLinks);
        if (evidence.Find("links") is null)
        {
            evidence.Add("links", "is missing: most links of a row to each of its targets");
        }

        evidence.RefuseOthers();
        return links;
    }

    // One key, as a text, or several in an array.
    private static List<OrderKey> ReadSort(JsonFields fields)
    {
        IReadOnlyList<string> texts = fields.Find("sort") is { ValueKind: JsonValueKind.String } one
            ? [one.GetString()!] : fields.Texts("sort");
        List<OrderKey> keys = [];
        foreach (string text in texts)
        {
            if (SortText.Parse(text) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                string all = string.Join(", ", QuestionWords.SortColumns.Names());
                fields.Add("sort", $"must be of {all}, each with a minus before it for the highest first, not "
                    + QuestionProblems.Quote(text));
            }
        }

        return keys;
    }
}
