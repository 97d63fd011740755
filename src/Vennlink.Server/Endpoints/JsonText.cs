using System.Buffers.Text;
using System.Text.Json;

namespace Vennlink.Server.Endpoints;

/// <summary>
/// A JSON text that was read once to its end, and whose values are read again when they are asked for.
/// </summary>
/// <remarks>
/// No tree is made of it: what nobody asks for is only passed over, however much and however deep it is, so the work
/// is linear in the length. Trailing commas are allowed.
/// </remarks>
internal sealed class JsonText
{
    private readonly ReadOnlyMemory<byte> _utf8;

    private JsonText(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The value that the text is.</summary>
    public JsonValue Root { get; private set; }

    /// <summary>Bytes read so far, those read again counted again: the work that the text has made.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Reads a text to its end.</summary>
    /// <param name="utf8">Valid UTF-8; kept.</param>
    /// <exception cref="JsonException">It is no JSON; the exception says where.</exception>
    /// <exception cref="InvalidOperationException">A string or a name holds half of a surrogate pair.</exception>
    public static JsonText Parse(ReadOnlyMemory<byte> utf8)
    {
        JsonText text = new(utf8);
        Utf8JsonReader reader = Reader(utf8.Span);
        reader.Read();
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;

        // Throws on anything after the value.
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                reader.GetString(); // Throws on an escape such as \ud800 alone, which is JSON but no text.
            }
        }
        while (reader.Read());
        text.BytesRead = utf8.Length;
        text.Root = new JsonValue(text, kind, start, utf8.Length - start);
        return text;
    }

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> Bytes(JsonValue value) => _utf8.Span.Slice(value.Start, value.Length);

    /// <inheritdoc cref="Bytes"/>
    public ReadOnlyMemory<byte> Memory(JsonValue value) => _utf8.Slice(value.Start, value.Length);

    /// <summary>Starts to read a value again.</summary>
    public Utf8JsonReader Read(JsonValue value)
    {
        BytesRead += value.Length;
        Utf8JsonReader reader = Reader(Bytes(value));
        reader.Read();
        return reader;
    }

    // As deep as the text can be.
    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) =>
        new(json, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = json.Length + 1 });
}

/// <summary>One value of a <see cref="JsonText"/>: where it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">Its first token.</param>
/// <param name="Start">Offset in the text, in bytes.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct JsonValue(JsonText Text, JsonTokenType Kind, int Start, int Length)
{
    // More digits than these are above any int.
    private const int MaxDigits = 10;

    /// <summary>A field of an object; null where there is none. Of a repeated name the last one counts.</summary>
    public JsonValue? Field(string name)
    {
        JsonValue? found = null;
        Utf8JsonReader reader = Text.Read(this);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIt = reader.ValueTextEquals(name);
            reader.Read();
            JsonValue value = Pass(ref reader);
            found = isIt ? value : found;
        }

        return found;
    }

    /// <summary>The names of an object's fields, in their order.</summary>
    public List<string> Names()
    {
        List<string> names = [];
        Utf8JsonReader reader = Text.Read(this);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        return names;
    }

    /// <summary>The elements of an array.</summary>
    public List<JsonValue> Elements()
    {
        List<JsonValue> elements = [];
        Utf8JsonReader reader = Text.Read(this);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Pass(ref reader));
        }

        return elements;
    }

    /// <summary>The text of a string.</summary>
    public string String() => Text.Read(this).GetString()!;

    /// <summary>The bytes of a value, as sent.</summary>
    public ReadOnlySpan<byte> Bytes => Text.Bytes(this);

    /// <inheritdoc cref="Bytes"/>
    public ReadOnlyMemory<byte> Memory => Text.Memory(this);

    /// <summary>
    /// The exact value of a number that is whole and has no minus, however it is written; null for any other, and above
    /// <see cref="int.MaxValue"/>.
    /// </summary>
    /// <remarks>Not by way of a double, to which 50.0000000000000000000001 is 50.</remarks>
    public int? WholeNumber()
    {
        ReadOnlySpan<byte> number = Bytes;
        if (number.StartsWith((byte)'-'))
        {
            return null;
        }

        int exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = exponentAt < 0 ? number : number[..exponentAt];
        int point = mantissa.IndexOf((byte)'.');
        ReadOnlySpan<byte> digits = point < 0 ? mantissa : (byte[])[.. mantissa[..point], .. mantissa[(point + 1)..]];
        long scale = point < 0 ? 0 : point + 1 - mantissa.Length;
        digits = digits.TrimStart((byte)'0');
        int trailing = digits.Length - digits.TrimEnd((byte)'0').Length;
        digits = digits[..^trailing];
        if (digits.IsEmpty)
        {
            return 0;
        }

        // An exponent that does not fit an int is out of any range.
        ReadOnlySpan<byte> exponentText = exponentAt < 0 ? "0"u8 : number[(exponentAt + 1)..].TrimStart((byte)'+');
        if (!Utf8Parser.TryParse(exponentText, out int exponent, out _))
        {
            return null;
        }

        // Digits, then zeros; behind a point there are none left but those that count.
        long zeros = scale + trailing + exponent;
        return zeros >= 0 && digits.Length + zeros <= MaxDigits
            && Utf8Parser.TryParse((byte[])[.. digits, .. "0000000000"u8[..(int)zeros]], out int value, out _)
            ? value : null;
    }

    private JsonValue Pass(ref Utf8JsonReader reader)
    {
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonValue(Text, kind, Start + start, (int)reader.BytesConsumed - start);
    }
}
