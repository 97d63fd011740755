using System.Buffers;
using System.Text;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>The media type that the Content-Type headers of a response state.</summary>
/// <remarks>
/// Sources: Fetch, "extract a MIME type" from headers that repeat; MIME Sniffing 4.4, "parse a MIME type". So
/// <c>text/html charset=utf-8</c> is no media type, and <c>*/*</c> says nothing.
/// </remarks>
internal readonly ref struct MediaType
{
    private const byte Quote = (byte)'"';

    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private MediaType(ReadOnlySpan<byte> essence, ReadOnlySpan<byte> charset)
    {
        Essence = essence;
        Charset = charset;
    }

    /// <summary>Type and subtype as written, <c>text/html</c>; empty where no media type is stated.</summary>
    public ReadOnlySpan<byte> Essence { get; }

    /// <summary>The <c>charset</c> parameter, without its quotes; empty where none is stated.</summary>
    public ReadOnlySpan<byte> Charset { get; }

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>Reads the values of all Content-Type headers, joined by commas.</summary>
    public static MediaType Extract(ReadOnlySpan<byte> values)
    {
        MediaType found = default;
        ReadOnlySpan<byte> charset = default;
        while (!values.IsEmpty)
        {
            int length = LengthUpTo(values, (byte)',');
            MediaType next = Parse(values[..length]);
            values = values[Math.Min(length + 1, values.Length)..];
            if (next.Essence.IsEmpty || next.Essence.SequenceEqual("*/*"u8))
            {
                continue;
            }

            // A value that repeats the type without a charset keeps the one that came with the type first.
            charset = Ascii.EqualsIgnoreCase(found.Essence, next.Essence) ? charset : next.Charset;
            found = new MediaType(next.Essence, next.Charset.IsEmpty ? charset : next.Charset);
        }

        return found;
    }

    /// <summary>This type, with what <paramref name="other"/> says where this says nothing.</summary>
    public MediaType Or(MediaType other) =>
        new(Essence.IsEmpty ? other.Essence : Essence, Charset.IsEmpty ? other.Charset : Charset);

    /// <summary>Writes <c>text/html; charset=utf-8</c>; nothing where there is no type.</summary>
    public void WriteTo(ByteList text)
    {
        text.Clear();
        text.Append(Essence);
        if (!Essence.IsEmpty && !Charset.IsEmpty)
        {
            bool isToken = IsToken(Charset);
            text.Append(isToken ? "; charset="u8 : "; charset=\""u8);
            text.Append(Charset);
            text.Append(isToken ? default : "\""u8);
        }
    }

    private static MediaType Parse(ReadOnlySpan<byte> value)
    {
        int length = LengthUpTo(value, (byte)';');
        ReadOnlySpan<byte> essence = value[..length].Trim(Blanks);
        int slash = essence.IndexOf((byte)'/');
        return slash > 0 && IsToken(essence[..slash]) && IsToken(essence[(slash + 1)..])
            ? new MediaType(essence, FindCharset(value[length..])) : default;
    }

    /// <summary>The first charset among parameters, each behind its semicolon.</summary>
    private static ReadOnlySpan<byte> FindCharset(ReadOnlySpan<byte> parameters)
    {
        while (!parameters.IsEmpty)
        {
            parameters = parameters[1..];
            int length = LengthUpTo(parameters, (byte)';');
            ReadOnlySpan<byte> parameter = parameters[..length].TrimStart(Blanks);
            parameters = parameters[length..];
            int equals = parameter.IndexOf((byte)'=');
            if (equals < 0 || !Ascii.EqualsIgnoreCase(parameter[..equals], "charset"u8))
            {
                continue;
            }

            ReadOnlySpan<byte> value = parameter[(equals + 1)..].TrimEnd(Blanks);
            if (value.StartsWith("\""u8))
            {
                int end = value[1..].IndexOf(Quote);
                return end < 0 ? value[1..] : value.Slice(1, end);
            }

            if (!value.IsEmpty)
            {
                return value;
            }
        }

        return default;
    }

    private static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Bytes before the first such separator outside quotes; all of them without one.</summary>
    private static int LengthUpTo(ReadOnlySpan<byte> text, byte separator)
    {
        bool isQuoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == Quote)
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted)
            {
                at += text[at] == '\\' ? 1 : 0;
            }
            else if (text[at] == separator)
            {
                return at;
            }
        }

        return text.Length;
    }
}
