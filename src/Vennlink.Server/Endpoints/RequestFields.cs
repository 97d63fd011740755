using System.Globalization;
using System.Text;
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
    private readonly JsonValue _object;
    private readonly string _place;
    private readonly Dictionary<string, RequestFields?> _objects = [];

    private RequestFields(JsonValue jsonObject, RequestProblems problems, string place = "")
    {
        _object = jsonObject;
        _place = place;
        Problems = problems;
    }

    /// <summary>Gets a sentence for each problem of the request.</summary>
    public RequestProblems Problems { get; }

    /// <summary>Bytes of JSON read for this request, those read again counted again.</summary>
    internal long BytesRead => _object.Text.BytesRead;

    /// <summary>Parses a body.</summary>
    /// <param name="body">The bytes as sent; any bytes at all. Kept.</param>
    /// <exception cref="ApiException">It is no JSON object (400).</exception>
    public static RequestFields Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
        {
            body = body["\uFEFF"u8.Length..];
        }

        RequestProblems problems = new();
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Unreadable(problems, "is empty; it must be a JSON object");
        }

        if (!Utf8.IsValid(body.Span))
        {
            throw Unreadable(problems, "is not UTF-8");
        }

        JsonValue parsed;
        try
        {
            parsed = JsonText.Parse(body).Root;
        }
        catch (JsonException problem)
        {
            throw Unreadable(problems, string.Create(
                CultureInfo.InvariantCulture,
                $"is not valid JSON: see line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}"));
        }
        catch (InvalidOperationException)
        {
            throw Unreadable(problems, "is not valid JSON: a string or a name holds half of a surrogate pair");
        }

        return parsed.Kind == JsonTokenType.StartObject
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

        if (element.Kind == JsonTokenType.String)
        {
            return element.String();
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
        bool isNumber = element.Kind == JsonTokenType.Number;
        if (isNumber && element.WholeNumber() is { } number && number >= 1 && number <= max)
        {
            return number;
        }

        string range = max == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" to {max}{maxMeans}");
        string found = isNumber ? Shorten(Encoding.ASCII.GetString(element.Bytes)) : KindOf(element);
        Add(name, $"must be a whole number from 1{range}, not {found}");
        return absent;
    }

    /// <summary>A whole number from 1 that may be a text too, for a query string holds nothing else.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="absent">Its value when it is absent or empty.</param>
    /// <param name="max">The highest number allowed.</param>
    public int QueryNumber(string name, int absent, int max)
    {
        if (Find(name) is not { Kind: JsonTokenType.String } element)
        {
            return Number(name, absent, max);
        }

        string text = element.String();
        if (text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= max))
        {
            return text.Length == 0 ? absent : int.Parse(text, CultureInfo.InvariantCulture);
        }

        Add(name, string.Create(CultureInfo.InvariantCulture,
            $"must be a whole number from 1 to {max}, not {RequestProblems.Quote(text)}"));
        return absent;
    }

    /// <summary>A moment in Unix seconds: a number, whole or not, or the text of one; null when absent.</summary>
    public DateTimeOffset? UnixTime(string name)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        string text = element.Kind switch
        {
            JsonTokenType.Number => Encoding.ASCII.GetString(element.Bytes),
            JsonTokenType.String => element.String(),
            _ => "",
        };
        double longest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= 0 && seconds <= longest)
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds));
        }

        Add(name, $"must be Unix seconds, not {(text.Length == 0 ? KindOf(element) : RequestProblems.Quote(text))}");
        return null;
    }

    /// <summary>An object; null when the field is absent.</summary>
    public RequestFields? Object(string name)
    {
        // Asked for by several readers, but a problem once.
        if (!_objects.TryGetValue(name, out RequestFields? found))
        {
            _objects.Add(name, found = ReadObject(name));
        }

        return found;
    }

    /// <summary>Adds a problem for each field of another name than these.</summary>
    public void CheckNames(params ReadOnlySpan<string> known)
    {
        foreach (string name in _object.Names())
        {
            if (!known.Contains(name))
            {
                Problems.Add(_place + RequestProblems.Shorten(name), "is no field that is known here");
            }
        }
    }

    /// <summary>How problems name a field of this object.</summary>
    public string PlaceOf(string name) => _place + name;

    /// <summary>All of it as JSON, as sent.</summary>
    public ReadOnlyMemory<byte> Json => _object.Memory;

    /// <summary>A list of targets, each with a text and a scope: as many as the list has entries.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="form">How each is written.</param>
    /// <param name="isRequired">Whether there must be one target at least.</param>
    public IReadOnlyList<RequestTarget> Targets(string name, TargetForm form, bool isRequired)
    {
        List<RequestTarget> targets = [];
        if (Find(name) is not { } list)
        {
            if (isRequired)
            {
                Problems.AddMissing(_place + name, $"an array of one or more targets, each {form.Example}");
            }
        }
        else if (list.Kind != JsonTokenType.StartArray)
        {
            Add(name, $"must be an array of targets, each {form.Example}, not {KindOf(list)}");
        }
        else
        {
            foreach (JsonValue element in list.Elements())
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"{name}[{targets.Count}]");
                targets.Add(ReadTarget(element, form, place));
            }

            if (isRequired && targets.Count == 0)
            {
                Add(name, "must have at least one target");
            }
        }

        return targets;
    }

    /// <summary>Adds a problem where there are too many targets.</summary>
    /// <param name="names">The fields that hold them.</param>
    /// <param name="count">How many they hold together.</param>
    /// <param name="maxCount">How many they may hold.</param>
    public void CheckCount(string names, int count, int maxCount)
    {
        if (count > maxCount)
        {
            string problem = string.Create(
                CultureInfo.InvariantCulture, $"may have up to {maxCount} targets combined, not {count}");
            Problems.Add(names, problem);
        }
    }

    private static ApiException Unreadable(RequestProblems problems, string problem)
    {
        problems.Add("The request body", problem);
        return ApiException.BadRequest(problems.Message);
    }

    private static string Listed<TChoice>((string Name, TChoice Value)[] choices) =>
        string.Join(", ", choices[..^1].Select(choice => choice.Name)) + " or " + choices[^1].Name;

    private static string Shorten(string number) => number.Length <= 24 ? number : number[..24] + "…";

    private static string KindOf(JsonValue element) => element.Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    private RequestFields? ReadObject(string name)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        if (element.Kind == JsonTokenType.StartObject)
        {
            return new RequestFields(element, Problems, $"{_place}{name}.");
        }

        Add(name, $"must be an object, not {KindOf(element)}");
        return null;
    }

    private RequestTarget ReadTarget(JsonValue element, TargetForm form, string place)
    {
        string field = $"{_place}{place}.{form.TextField}";
        if (element.Kind != JsonTokenType.StartObject)
        {
            Add(place, $"must be {form.Example}, not {KindOf(element)}");
            return new RequestTarget(field, null, null);
        }

        RequestFields target = new(element, Problems, $"{_place}{place}.");
        string? text = target.Text(form.TextField);
        if (text is null && target.Find(form.TextField) is null)
        {
            Problems.AddMissing(field);
        }

        TargetScope? scope = target.OneOf(TargetForm.ScopeField, form.Scopes);
        if (scope is null && target.Find(TargetForm.ScopeField) is null)
        {
            Problems.AddMissing($"{_place}{place}.{TargetForm.ScopeField}", Listed(form.Scopes));
        }

        return new RequestTarget(field, text, scope);
    }

    private void Add(string name, string problem) => Problems.Add(_place + name, problem);

    // Null is the same as absent.
    private JsonValue? Find(string name) =>
        _object.Field(name) is { Kind: not JsonTokenType.Null } value ? value : null;
}

/// <summary>One target of a request, as far as it could be read.</summary>
/// <param name="Field">The field that holds its text, for messages: <c>positive_targets[1].target</c>.</param>
/// <param name="Text">What the client typed; null where that was no text (a problem says so).</param>
/// <param name="Scope">Its scope; null where that was missing or unknown (a problem says so).</param>
internal sealed record RequestTarget(string Field, string? Text, TargetScope? Scope);
