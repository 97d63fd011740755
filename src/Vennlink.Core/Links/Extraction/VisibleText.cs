using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Vennlink.Links.Parsing;

namespace Vennlink.Links.Extraction;

/// <summary>
/// Builds text as a person sees it: white space collapsed and trimmed, cut at <see cref="PageLinks.MaxTextBytes"/>
/// bytes. Reused, not thread-safe.
/// </summary>
internal sealed class VisibleText
{
    // Some more is gathered than kept, so that the cut falls on a character boundary after ill-formed UTF-8 has been
    // repaired.
    private const int GatheredBytes = PageLinks.MaxTextBytes + 8;

    private static readonly SearchValues<byte> MayBeginSpace =
        SearchValues.Create([.. "\t\n\v\f\r "u8, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF]);

    // Room behind the text, so that whole vectors can be read at its end.
    private readonly byte[] _text = new byte[GatheredBytes + Vector256<byte>.Count];
    private byte[] _decoded = [];
    private int _length;
    private bool _pendingSpace;
    private bool _isAscii = true;

    /// <summary>Whether more text would be cut off anyway.</summary>
    public bool IsFull => _length == GatheredBytes;

    /// <summary>Whether plain text is taken over in one piece; off in the test that compares.</summary>
    public bool UsesFastPath { get; init; } = true;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _length = 0;
        _pendingSpace = false;
        _isAscii = true;
    }

    /// <summary>Separates what follows from what is there by white space.</summary>
    public void AddSpace() => _pendingSpace = _length > 0;

    /// <summary>Adds raw text of a page.</summary>
    /// <param name="raw">A slice of the page.</param>
    /// <param name="form">How it is decoded.</param>
    /// <param name="collapsesAsciiOnly">Whether inside the text only ASCII white space is collapsed, as in
    /// <c>document.title</c>.</param>
    public void Add(ReadOnlySpan<byte> raw, HtmlTextForm form, bool collapsesAsciiOnly = false)
    {
        if (UsesFastPath && TryAddPlain(raw))
        {
            return;
        }

        _isAscii = false;
        if (HtmlText.NeedsDecoding(raw))
        {
            // Far more than can be kept need not be decoded: white space between may be long, but not that long.
            raw = raw[..Math.Min(raw.Length, 1 << 16)];
            if (_decoded.Length < raw.Length * 3)
            {
                _decoded = new byte[raw.Length * 3];
            }

            raw = _decoded.AsSpan(0, HtmlText.Decode(raw, form, _decoded));
        }

        for (int at = 0; at < raw.Length && !IsFull;)
        {
            int space = SpaceAt(raw[at..]);
            if (space == 1 || (space > 0 && (_length == 0 || !collapsesAsciiOnly)))
            {
                _pendingSpace = _length > 0;
                at += space;
                continue;
            }

            if (_pendingSpace)
            {
                _pendingSpace = false;
                _text[_length++] = (byte)' ';
                if (IsFull)
                {
                    return;
                }
            }

            // The first byte may begin a character that is no white space after all; the rest goes up to the next that
            // may.
            int plain = raw[(at + 1)..].IndexOfAny(MayBeginSpace);
            int count = Math.Min(plain < 0 ? raw.Length - at : plain + 1, GatheredBytes - _length);
            raw.Slice(at, count).CopyTo(_text.AsSpan(_length));
            _length += count;
            at += count;
        }
    }

    /// <summary>The text: well-formed UTF-8; valid until the next change.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        ReadOnlySpan<byte> text = _text.AsSpan(0, _length);
        if (_isAscii && _length <= PageLinks.MaxTextBytes)
        {
            return text;
        }

        if (!Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }

        int end = Math.Min(text.Length, PageLinks.MaxTextBytes);
        while (end > 0 && end < text.Length && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return TrimEnd(text[..end]);
    }

    // Most texts need no work: printable ASCII without references, single spaces between words, perhaps one at the end.
    private bool TryAddPlain(ReadOnlySpan<byte> raw)
    {
        int start = _length + (_pendingSpace ? 1 : 0);
        if (raw.IsEmpty || raw.Length > PageLinks.MaxTextBytes - start)
        {
            return raw.IsEmpty;
        }

        raw.CopyTo(_text.AsSpan(start));
        ref byte added = ref MemoryMarshal.GetReference(_text.AsSpan(start));

        // Bit 0: whether the byte before the vector is a space, or the text begins here.
        uint before = start == 0 || _pendingSpace ? 1u : 0;
        for (int at = 0; at < raw.Length; at += Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref added, (nuint)at);
            Vector256<byte> special = Vector256.Equals(bytes, Vector256.Create((byte)'&')) | Vector256.GreaterThan(
                bytes - Vector256.Create((byte)' '), Vector256.Create((byte)('~' - ' ')));
            uint spaces = Vector256.Equals(bytes, Vector256.Create((byte)' ')).ExtractMostSignificantBits();
            uint unwanted = special.ExtractMostSignificantBits() | (spaces & ((spaces << 1) | before));
            before = spaces >> 31;
            int left = raw.Length - at;
            if ((left < Vector256<byte>.Count ? unwanted & ((1u << left) - 1) : unwanted) != 0)
            {
                return false;
            }
        }

        if (_pendingSpace)
        {
            _text[_length] = (byte)' ';
        }

        _pendingSpace = raw[^1] == ' ';
        _length = start + raw.Length - (_pendingSpace ? 1 : 0);
        return true;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int start = text.Length - 1;
            while (start > 0 && (text[start] & 0xC0) == 0x80)
            {
                start--;
            }

            if (SpaceAt(text[start..]) == 0)
            {
                break;
            }

            text = text[..start];
        }

        return text;
    }

    // Bytes of the white space character that the text begins with; 0 for none. Every space of Unicode counts, and the
    // byte order mark.
    private static int SpaceAt(ReadOnlySpan<byte> text)
    {
        byte b = text[0];
        if (b < 0x80)
        {
            return HtmlBytes.IsSpace(b) || b == '\v' ? 1 : 0;
        }

        return b switch
        {
            0xC2 when text.Length > 1 && text[1] == 0xA0 => 2,
            0xE1 when text.StartsWith("\u1680"u8) => 3,
            0xE2 when text.Length > 2 && text[1] == 0x80
                && text[2] is (>= 0x80 and <= 0x8A) or 0xA8 or 0xA9 or 0xAF => 3,
            0xE2 when text.StartsWith("\u205F"u8) => 3,
            0xE3 when text.StartsWith("\u3000"u8) => 3,
            0xEF when text.StartsWith("\uFEFF"u8) => 3,
            _ => 0,
        };
    }
}
