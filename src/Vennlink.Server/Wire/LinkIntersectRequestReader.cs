using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Vennlink.Query;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Wire;

/// <summary>Reads the body of <c>POST /v2/link_intersect</c>: leniently in form, strictly in values, to the last problem.</summary>
/// <remarks>
/// Lenient, because clients in use send such bodies: a byte order mark, trailing commas, null for an absent field, unknown fields; of a
/// repeated field the last one counts. Not the serializer: it stops at the first problem and speaks of .NET types.
/// </remarks>
internal static class LinkIntersectRequestReader
{
    private const string TargetForm = """an object like {"target": "example.com", "scope": "root_domain"}""";
    private const string ScopeValues = "page, subdomain or root_domain";

    private static readonly JsonReaderOptions LenientJson = new() { AllowTrailingCommas = true, MaxDepth = 32 };

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes as sent; any bytes at all.</param>
    /// <param name="limits">What the operator allows.</param>
    /// <param name="problems">Gets a sentence for each problem.</param>
    /// <returns>The request, to be used only when there are no problems; null when the body is no JSON object.</returns>
    public static LinkIntersectRequest? Read(ReadOnlySpan<byte> body, RequestLimits limits, RequestProblems problems)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body["\uFEFF"u8.Length..];
        }

        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            problems.Add("The request body", "is empty; it must be a JSON object");
            return null;
        }

        if (!Utf8.IsValid(body))
        {
            problems.Add("The request body", "is not UTF-8");
            return null;
        }

        var reader = new Utf8JsonReader(body, LenientJson);
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            reader.Read(); // Throws on anything after the value.
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return ReadObject(document.RootElement, limits, problems);
            }

            problems.Add("The request body", $"must be a JSON object, not {KindOf(document.RootElement)}");
        }
        catch (JsonException problem)
        {
            problems.Add(
                "The request body",
                string.Create(CultureInfo.InvariantCulture, $"is not valid JSON: see line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}"));
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws for an escape such as \ud800 alone, which is JSON but no text.
            problems.Add("The request body", "is not valid JSON: a string holds half of a surrogate pair");
        }

        return null;
    }

    private static LinkIntersectRequest ReadObject(JsonElement request, RequestLimits limits, RequestProblems problems)
    {
        List<RequestTarget> positives = ReadTargets(request, "positive_targets", problems, out bool isList);
        if (isList && positives.Count == 0)
        {
            problems.Add("positive_targets", "must have at least one target");
        }
        else if (!isList && Find(request, "positive_targets") is null)
        {
            problems.Add("positive_targets", $"is required: an array of one or more targets, each {TargetForm}");
        }

        List<RequestTarget> negatives = ReadTargets(request, "negative_targets", problems, out _);
        if (positives.Count + negatives.Count > limits.MaxTargets)
        {
            problems.Add(
                "positive_targets and negative_targets",
                string.Create(CultureInfo.InvariantCulture, $"may have up to {limits.MaxTargets} targets combined, not {positives.Count + negatives.Count}"));
        }

        return new LinkIntersectRequest
        {
            PositiveTargets = positives,
            NegativeTargets = negatives,
            MinMatchingTargets = ReadNumber(
                request,
                "min_matching_targets",
                absent: 1,
                highest: positives.Count > 0 ? positives.Count : int.MaxValue,
                positives.Count > 0 ? " (the number of positive_targets)" : "",
                problems),
            SourceScope = ReadSourceScope(request, problems),
            Sort = ReadSort(request, problems),
            Limit = ReadNumber(request, "limit", limits.DefaultLimit, limits.MaxLimit, "", problems),
            NextToken = ReadText(request, "next_token", problems) ?? "",
        };
    }

    private static List<RequestTarget> ReadTargets(JsonElement request, string field, RequestProblems problems, out bool isList)
    {
        List<RequestTarget> targets = [];
        isList = false;
        if (Find(request, field) is not { } list)
        {
            return targets;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add(field, $"must be an array of targets, each {TargetForm}, not {KindOf(list)}");
            return targets;
        }

        isList = true;
        foreach (JsonElement element in list.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{field}[{targets.Count}]");
            if (element.ValueKind != JsonValueKind.Object)
            {
                problems.Add(place, $"must be {TargetForm}, not {KindOf(element)}");
                targets.Add(new RequestTarget(place, null, null));
                continue;
            }

            string? text = ReadText(element, "target", problems, place + ".");
            if (text is null && Find(element, "target") is null)
            {
                problems.Add(place + ".target", "is required");
            }

            targets.Add(new RequestTarget(place, text, ReadTargetScope(element, place, problems)));
        }

        return targets;
    }

    private static TargetScope? ReadTargetScope(JsonElement target, string place, RequestProblems problems)
    {
        if (Find(target, "scope") is null)
        {
            problems.Add(place + ".scope", $"is required: {ScopeValues}");
            return null;
        }

        switch (ReadText(target, "scope", problems, place + "."))
        {
            case "page":
                return TargetScope.Page;
            case "subdomain":
                return TargetScope.Subdomain;
            case "root_domain":
                return TargetScope.RootDomain;
            case { } unknown:
                problems.Add(place + ".scope", $"must be {ScopeValues}, not {RequestProblems.Quote(unknown)}");
                return null;
            case null:
                return null;
        }
    }

    private static SourceScope ReadSourceScope(JsonElement request, RequestProblems problems)
    {
        switch (ReadText(request, "source_scope", problems))
        {
            case null or "page":
                return SourceScope.Page;
            case "root_domain":
                return SourceScope.RootDomain;
            case { } unknown:
                problems.Add("source_scope", $"must be page or root_domain, not {RequestProblems.Quote(unknown)}");
                return SourceScope.Page;
        }
    }

    private static IntersectSort ReadSort(JsonElement request, RequestProblems problems)
    {
        switch (ReadText(request, "sort", problems))
        {
            case null or "matching_target_count":
                return IntersectSort.MatchingTargetCount;
            case "source_domain_authority":
                return IntersectSort.SourceDomainAuthority;
            case "source_spam_score":
                return IntersectSort.SourceSpamScore;
            case { } unknown:
                problems.Add(
                    "sort", $"must be source_domain_authority, source_spam_score or matching_target_count, not {RequestProblems.Quote(unknown)}");
                return IntersectSort.MatchingTargetCount;
        }
    }

    private static int ReadNumber(JsonElement request, string field, int absent, int highest, string highestMeans, RequestProblems problems)
    {
        if (Find(request, field) is not { } element)
        {
            return absent;
        }

        // 10.0 and 1e1 are whole numbers too: some languages know no others.
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && number >= 1 && number <= highest && double.IsInteger(number))
        {
            return (int)number;
        }

        string found = element.ValueKind == JsonValueKind.Number ? Shorten(element.GetRawText()) : KindOf(element);
        problems.Add(
            field,
            highest == int.MaxValue
                ? $"must be a whole number from 1, not {found}"
                : string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 1 to {highest}{highestMeans}, not {found}"));
        return absent;
    }

    private static string? ReadText(JsonElement parent, string name, RequestProblems problems, string place = "")
    {
        if (Find(parent, name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString();
        }

        problems.Add(place + name, $"must be a string, not {KindOf(element)}");
        return null;
    }

    // Of a repeated name JsonElement finds the last; null is the same as absent.
    private static JsonElement? Find(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private static string Shorten(string number) => number.Length <= 24 ? number : number[..24] + "…";

    private static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
