using System.Globalization;
using System.Text.Json;

namespace Vennlink.Query.Questions;

/// <summary>
/// The fields of one JSON object, read to the last problem: strict in names, kinds and values. A value that is wrong is
/// a problem, and is read as if it were absent; so is null, without a problem.
/// </summary>
internal sealed class JsonFields
{
    private const int MaxShownNumber = 24;

    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly QuestionProblems _problems;
    private readonly string _place;

    /// <param name="element">An object.</param>
    /// <param name="place">Where it is, for problems: <c>sources.</c>, or nothing for the whole.</param>
    /// <param name="problems">Where they go.</param>
    public JsonFields(JsonElement element, string place, QuestionProblems problems)
    {
        (_place, _problems) = (place, problems);
        foreach (JsonProperty field in element.EnumerateObject())
        {
            _fields[field.Name] = field.Value;
        }
    }

    /// <summary>A field that is there; it counts as known.</summary>
    public JsonElement? Find(string name)
    {
        _known.Add(name);
        return _fields.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Adds a problem with a field.</summary>
    public void Add(string name, string problem) => _problems.Add(_place + name, problem);

    /// <summary>Names the fields that nothing asked for.</summary>
    public void RefuseOthers()
    {
        foreach (string name in _fields.Keys.Where(name => !_known.Contains(name)))
        {
            _problems.Add(_place + QuestionProblems.Shorten(name),
                $"is no field here; known are {string.Join(", ", _known)}");
        }
    }

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name) => Of(name, JsonValueKind.String, "a string")?.GetString();

    /// <summary>True or false; null when absent.</summary>
    public bool? Truth(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => Wrong<bool>(name, $"must be true or false, not {KindOf(other)}"),
    };

    /// <summary>A whole number in a range; 10.0 and 1e1 are whole too. Null when absent.</summary>
    public int? Number(string name, int min, int max)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        bool isNumber = element.ValueKind == JsonValueKind.Number;
        if (isNumber && element.TryGetDecimal(out decimal value) && value == decimal.Truncate(value)
            && value >= min && value <= max)
        {
            return (int)value;
        }

        string range = string.Create(CultureInfo.InvariantCulture, $"from {min}")
            + (max == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" to {max}"));
        string found = isNumber ? Shorten(element) : KindOf(element);
        return Wrong<int>(name, $"must be a whole number {range}, not {found}");
    }

    /// <summary>An object of <c>min</c> and <c>max</c>, each of which may be missing; null when absent.</summary>
    public ScoreRange? Range(string name, int min, int max)
    {
        if (Object(name) is not { } fields)
        {
            return null;
        }

        ScoreRange range = new(fields.Number("min", min, max) ?? min, fields.Number("max", min, max) ?? max);
        fields.RefuseOthers();
        if (range.Min > range.Max)
        {
            return Wrong<ScoreRange>(name, $"must not have a min above its max: {range}");
        }

        return range;
    }

    /// <summary>One of a few words; null when absent.</summary>
    public T? OneOf<T>(string name, IReadOnlyList<(string Name, T Value)> words)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach ((string known, T value) in words)
        {
            if (known == text)
            {
                return value;
            }
        }

        return Wrong<T>(name, $"must be one of {string.Join(", ", words.Names())}, not {QuestionProblems.Quote(text)}");
    }

    /// <summary>An array of words, each one of a few; none when absent.</summary>
    public IEnumerable<T> AllOf<T>(string name, IReadOnlyList<(string Name, T Value)> words)
    {
        string[] names = words.Names();
        foreach (string text in Texts(name))
        {
            if (names.Contains(text))
            {
                yield return words.ValueOf(text);
            }
            else
            {
                Add(name, $"must be of {string.Join(", ", names)}, not {QuestionProblems.Quote(text)}");
            }
        }
    }

    /// <summary>The elements of an array with their places; none when absent.</summary>
    public IEnumerable<(string Place, JsonElement Element)> Elements(string name, string what) =>
        Of(name, JsonValueKind.Array, what) is { } array
            ? array.EnumerateArray().Select((element, index) =>
                (string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), element))
            : [];

    /// <summary>An array of texts; none when absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        List<string> texts = [];
        foreach ((string place, JsonElement element) in Elements(name, "an array of strings"))
        {
            if (element.ValueKind == JsonValueKind.String)
            {
                texts.Add(element.GetString()!);
            }
            else
            {
                Add(place, $"must be a string, not {KindOf(element)}");
            }
        }

        return texts;
    }

    /// <summary>An array of ends of host names; none when absent.</summary>
    public IReadOnlyList<string> Suffixes(string name)
    {
        List<string> suffixes = [];
        foreach (string text in Texts(name))
        {
            if (SuffixText.Parse(text) is { } suffix)
            {
                suffixes.Add(suffix);
            }
            else
            {
                Add(name, $"{QuestionProblems.Quote(text)} {SuffixText.Problem}");
            }
        }

        return suffixes;
    }

    /// <summary>The fields of an object; null when absent.</summary>
    public JsonFields? Object(string name) => Of(name, JsonValueKind.Object, "an object") is { } element
        ? new JsonFields(element, $"{_place}{name}.", _problems) : null;

    /// <summary>What a value is, in words.</summary>
    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string Shorten(JsonElement number) =>
        number.GetRawText() is { Length: > MaxShownNumber } text ? text[..MaxShownNumber] + "…" : number.GetRawText();

    private JsonElement? Of(string name, JsonValueKind kind, string what)
    {
        JsonElement? found = Find(name);
        if (found is not { } element || element.ValueKind == kind)
        {
            return found;
        }

        Add(name, $"must be {what}, not {KindOf(element)}");
        return null;
    }

    private T? Wrong<T>(string name, string problem)
        where T : struct
    {
        Add(name, problem);
        return null;
    }
}
