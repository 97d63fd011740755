using System.Globalization;
using System.Text;

namespace Vennlink.Links.Extraction;

/// <summary>
/// One string of a WAT record, unescaped; reused. Half surrogates, which JSON can spell, become U+FFFD instead of an
/// exception.
/// </summary>
internal sealed class WatString
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>The characters; valid until the next change.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Makes it empty.</summary>
    public void Clear() => _length = 0;

    /// <summary>Takes a string that the JSON reader has checked.</summary>
    /// <param name="json">Between its quotes.</param>
    /// <param name="isEscaped">Whether there is an escape in it.</param>
    public void Set(ReadOnlySpan<byte> json, bool isEscaped)
    {
        if (_bytes.Length < json.Length)
        {
            _bytes = new byte[json.Length * 2];
        }

        if (!isEscaped)
        {
            json.CopyTo(_bytes);
            _length = json.Length;
            return;
        }

        _length = 0;
        while (!json.IsEmpty)
        {
            int escape = json.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = escape < 0 ? json : json[..escape];
            plain.CopyTo(_bytes.AsSpan(_length));
            _length += plain.Length;
            json = escape < 0 ? default : Unescape(json[escape..]);
        }
    }

    // Writes what the escape stands for, never longer than it, and returns what follows it.
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> json)
    {
        byte plain = json[1] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'u' => 0,
            byte other => other,
        };
        if (plain != 0)
        {
            _bytes[_length++] = plain;
            return json[2..];
        }

        char first = Unit(json);
        json = json[6..];
        if (char.IsHighSurrogate(first) && json.StartsWith("\\u"u8) && char.IsLowSurrogate(Unit(json)))
        {
            _length += new Rune(first, Unit(json)).EncodeToUtf8(_bytes.AsSpan(_length));
            return json[6..];
        }

        _length += (char.IsSurrogate(first) ? Rune.ReplacementChar : new Rune(first))
            .EncodeToUtf8(_bytes.AsSpan(_length));
        return json;
    }

    private static char Unit(ReadOnlySpan<byte> json) =>
        (char)int.Parse(json.Slice(2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
