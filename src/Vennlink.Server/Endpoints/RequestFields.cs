using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary>The fields of a request: read leniently in form, strictly in values, to the last problem.</summary>
/// <remarks>
/// Lenient, because clients in use send such bodies: a byte order mark, trailing commas, null for an absent field,
/// unknown fields; of a repeated field the last one counts. Not the serializer: it stops at the first problem and
/// speaks of .NET types. A value that is wrong is a problem, and is read as if it were absent.
/// </remarks>
internal sealed class RequestFields
{
    private const string TargetForm = """an object like {"target": "example.com", "scope": "root_domain"}""";

    private static readonly JsonReaderOptions LenientJson = new() { AllowTrailingCommas = true, MaxDepth = 32 };

    private static readonly (string Name, TargetScope Value)[] TargetScopes =
        [("page", TargetScope.Page), ("subdomain", TargetScope.Subdomain), ("root_domain", TargetScope.RootDomain)];

    private readonly JsonElement _object;
    private readonly string _place;

    private RequestFields(JsonElement jsonObject, RequestProblems problems, string place = "")
    {
        _object = jsonObject;
        _place = place;
        Problems = problems;
    }

    /// <summary>Gets a sentence for each problem of the request.</summary>
    public RequestProblems Problems { get; }

    /// <summary>Parses a body.</summary>
    /// <param name="body">The bytes as sent; any bytes at all.</param>
    /// <exception cref="ApiException">It is no JSON object (400).</exception>
    public static RequestFields Parse(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body["\uFEFF"u8.Length..];
        }

        RequestProblems problems = new();
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Unreadable(problems, "is empty; it must be a JSON object");
        }

        if (!Utf8.IsValid(body))
        {
            throw Unreadable(problems, "is not UTF-8");
        }

        Utf8JsonReader reader = new(body, LenientJson);
        JsonElement parsed;
        try
        {
            parsed = JsonElement.ParseValue(ref reader);
            reader.Read(); // Throws on anything after the value.
        }
        catch (JsonException problem)
        {
            throw Unreadable(problems, string.Create(
                CultureInfo.InvariantCulture,
                $"is not valid JSON: see line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}"));
        }

        return parsed.ValueKind == JsonValueKind.Object
            ? new RequestFields(parsed, problems)
            : throw Unreadable(problems, $"must be a JSON object, not {KindOf(parsed)}");
    }

    /// <summary>A text; null when the field is absent.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            return WithWholePairs(() => element.GetString());
        }

        Add(name, $"must be a string, not {KindOf(element)}");
        return null;
    }

    /// <summary>One of a few values; null when the field is absent.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="choices">The values with their names on the wire, in the order of a problem's list.</param>
    public TChoice? OneOf<TChoice>(string name, (string Name, TChoice Value)[] choices)
        where TChoice : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach ((string known, TChoice value) in choices)
        {
            if (known == text)
            {
                return value;
            }
        }

        Add(name, $"must be {Listed(choices)}, not {RequestProblems.Quote(text)}");
        return null;
    }

    /// <summary>A whole number from 1.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="absent">Its value when it is absent.</param>
    /// <param name="max">The highest number allowed; <see cref="int.MaxValue"/> for no bound.</param>
    /// <param name="maxMeans">What a problem says of that bound.</param>
    public int Number(string name, int absent, int max, string maxMeans = "")
    {
        if (Find(name) is not { } element)
        {
            return absent;
        }

        // 10.0 and 1e1 are whole numbers too: some languages know no others.
        bool isNumber = element.ValueKind == JsonValueKind.Number;
        if (isNumber && element.TryGetDouble(out double number)
            && number >= 1 && number <= max && double.IsInteger(number))
        {
            return (int)number;
        }

        string range = max == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" to {max}{maxMeans}");
        string found = isNumber ? Shorten(element.GetRawText()) : KindOf(element);
        Add(name, $"must be a whole number from 1{range}, not {found}");
        return absent;
    }

    /// <summary>A list of targets, each with <c>target</c> and <c>scope</c>: as many as the list has entries.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="isRequired">Whether there must be one target at least.</param>
    public IReadOnlyList<RequestTarget> Targets(string name, bool isRequired)
    {
        List<RequestTarget> targets = [];
        if (Find(name) is not { } list)
        {
            if (isRequired)
            {
                Add(name, $"is required: an array of one or more targets, each {TargetForm}");
            }
        }
        else if (list.ValueKind != JsonValueKind.Array)
        {
            Add(name, $"must be an array of targets, each {TargetForm}, not {KindOf(list)}");
        }
        else
        {
            foreach (JsonElement element in list.EnumerateArray())
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"{name}[{targets.Count}]");
                targets.Add(ReadTarget(element, place));
            }

            if (isRequired && targets.Count == 0)
            {
                Add(name, "must have at least one target");
            }
        }

        return targets;
    }

    private static ApiException Unreadable(RequestProblems problems, string problem)
    {
        problems.Add("The request body", problem);
        return ApiException.BadRequest(problems.Message);
    }

    private static string Listed<TChoice>((string Name, TChoice Value)[] choices) =>
        string.Join(", ", choices[..^1].Select(choice => choice.Name)) + " or " + choices[^1].Name;

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

    private RequestTarget ReadTarget(JsonElement element, string place)
    {
        string field = place + ".target";
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(place, $"must be {TargetForm}, not {KindOf(element)}");
            return new RequestTarget(field, null, null);
        }

        RequestFields target = new(element, Problems, place + ".");
        string? text = target.Text("target");
        if (text is null && target.Find("target") is null)
        {
            target.Add("target", "is required");
        }

        TargetScope? scope = target.OneOf("scope", TargetScopes);
        if (scope is null && target.Find("scope") is null)
        {
            target.Add("scope", $"is required: {Listed(TargetScopes)}");
        }

        return new RequestTarget(field, text, scope);
    }

    private void Add(string name, string problem) => Problems.Add(_place + name, problem);

    // Of a repeated name JsonElement finds the last; null is the same as absent.
    private JsonElement? Find(string name) => WithWholePairs<JsonElement?>(() =>
        _object.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null
            ? element
            : null);

    private TResult WithWholePairs<TResult>(Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws for an escape such as \ud800 alone, which is JSON but no text.
            throw Unreadable(Problems, "is not valid JSON: a string holds half of a surrogate pair");
        }
    }
}

/// <summary>One target of a request, as far as it could be read.</summary>
/// <param name="Field">The field that holds its text, for messages: <c>positive_targets[1].target</c>.</param>
/// <param name="Text">What the client typed; null where that was no text (a problem says so).</param>
/// <param name="Scope">Its scope; null where that was missing or unknown (a problem says so).</param>
internal sealed record RequestTarget(string Field, string? Text, TargetScope? Scope);
