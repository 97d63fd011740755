using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vennlink.Links.Parsing;

/// <content>Tags and their attributes.</content>
internal ref partial struct HtmlTokenizer
{
    private const int VectorBytes = 32;

    // Reads a tag from its name on; false where the page ends inside it, which leaves no token.
    private bool ReadTag(int nameStart, bool isStart)
    {
        int at = nameStart;
        if (!TryFindKnown(ref at, out HtmlTag known))
        {
            at = nameStart;
            while ((uint)at < (uint)_html.Length && !HtmlBytes.EndsTagName(_html[at]))
            {
                at++;
            }

            ReadOnlySpan<byte> name = _html[nameStart..at];
            ulong key = HtmlTagTable.Key(name);
            known = HtmlTagTable.Find(key, name);
            if (known == HtmlTag.None && at < _html.Length)
            {
                known = (HtmlTag)_tree.UnknownTag(key, name, nameStart, _html);
            }
        }

        Tag = (int)known;
        Markup = at;
        SelfClosing = false;
        AttributeStart = _tree.AttributeCount;
        if ((uint)at < (uint)_html.Length && _html[at] == '>')
        {
            _position = at + 1;
        }
        else
        {
            bool keepOthers = isStart && _keepAll;
            bool keep = keepOthers || (isStart && (HtmlTagTable.Traits(Tag) & HtmlTraits.HasAttributes) != 0);
            if (!ReadAttributes(at, keep, keepOthers))
            {
                _position = _html.Length;
                _tree.TruncateAttributes(AttributeStart);
                return false;
            }
        }

        AttributeCount = _tree.AttributeCount - AttributeStart;
        if (isStart)
        {
            (_rawStart, _rawEnd) = (nameStart, at);
        }

        return true;
    }

    /// <summary>Reads all attributes of a tag that was read before into the tree.</summary>
    /// <param name="markup">Its <see cref="Markup"/>.</param>
    /// <returns>The first attribute, and how many.</returns>
    public (int Start, int Count) ReadAllAttributes(int markup)
    {
        (int position, bool selfClosing, int attributeStart) = (_position, SelfClosing, AttributeStart);
        AttributeStart = _tree.AttributeCount;
        ReadAttributes(markup, keep: true, keepOthers: true);
        int start = AttributeStart;
        (_position, SelfClosing, AttributeStart) = (position, selfClosing, attributeStart);
        return (start, _tree.AttributeCount - start);
    }

    // The element whose name stands here, in one look at its bytes; false when that does not tell.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryFindKnown(scoped ref int at, out HtmlTag known)
    {
        known = HtmlTag.None;
        if (at >= _vectorEnd)
        {
            return false;
        }

        Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(_html), (nuint)at);
        uint ends = (Vector128.LessThanOrEqual(bytes, Vector128.Create((byte)' '))
            | Vector128.Equals(bytes, Vector128.Create((byte)'>'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'/'))).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(ends);

        // A control that is no white space does not end a name. Up to there the bytes are none that a bit turns into
        // one of a known name, but for capital letters.
        if (length is 0 or > HtmlTagTable.MaxExactKeyBytes || !HtmlBytes.EndsTagName(_html[at + length]))
        {
            return false;
        }

        ulong key = (bytes.AsUInt64().ToScalar() | 0x2020_2020_2020_2020) & (ulong.MaxValue >> (64 - (8 * length)));
        at += length;
        return (long)key >= 0 && (known = HtmlTagTable.FindShort(key)) != HtmlTag.None;
    }

    // Offset of the next byte that ends an attribute's name, or the length of the page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int AttributeNameEnd(int at)
    {
        ReadOnlySpan<byte> html = _html;
        if (at < _vectorEnd)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(html), (nuint)at);
            uint ends = (Vector128.LessThanOrEqual(bytes, Vector128.Create((byte)' '))
                | Vector128.Equals(bytes, Vector128.Create((byte)'>'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'='))
                | Vector128.Equals(bytes, Vector128.Create((byte)'/'))).ExtractMostSignificantBits();
            at += Math.Min(BitOperations.TrailingZeroCount(ends), Vector128<byte>.Count);
        }

        while ((uint)at < (uint)html.Length && !HtmlBytes.EndsAttributeName(html[at]))
        {
            at++;
        }

        return at;
    }

    // Offset of the next such byte, or the length of the page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int IndexOf(byte value, int at)
    {
        ReadOnlySpan<byte> html = _html;
        if (at < _vectorEnd)
        {
            uint found = Vector256.Equals(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(html), (nuint)at),
                Vector256.Create(value))
                .ExtractMostSignificantBits();
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }

            at += VectorBytes;
        }

        int rest = html[at..].IndexOf(value);
        return rest < 0 ? html.Length : at + rest;
    }

    // Offset of the next "<", or the length of the page.
    private readonly int IndexOfTag(int at) => IndexOf((byte)'<', at);

    private bool ReadAttributes(int at, bool keep, bool keepOthers)
    {
        ReadOnlySpan<byte> html = _html;
        uint seen = 0;
        int others = 0;
        while (true)
        {
            byte b;
            do
            {
                if ((uint)at >= (uint)html.Length)
                {
                    return false;
                }

                b = html[at++];
            }
            while (HtmlBytes.IsSpace(b));

            if (b == '>')
            {
                _position = at;
                return true;
            }

            if (b == '/')
            {
                if (at < html.Length && html[at] == '>')
                {
                    SelfClosing = true;
                    _position = at + 1;
                    return true;
                }

                continue;
            }

            // The first byte belongs to the name even where it is "=".
            int nameStart = at - 1;
            at = AttributeNameEnd(at);
            int nameLength = at - nameStart;
            int valueStart = at;
            int valueLength = 0;
            int equals = at;
            while ((uint)equals < (uint)html.Length && HtmlBytes.IsSpace(html[equals]))
            {
                equals++;
            }

            if ((uint)equals >= (uint)html.Length)
            {
                return false;
            }

            if (html[equals] == '=')
            {
                at = equals + 1;
                while ((uint)at < (uint)html.Length && HtmlBytes.IsSpace(html[at]))
                {
                    at++;
                }

                if ((uint)at >= (uint)html.Length)
                {
                    return false;
                }

                byte quote = html[at];
                valueStart = at;
                if (quote is (byte)'"' or (byte)'\'')
                {
                    valueStart++;
                    at = IndexOf(quote, valueStart);
                    if (at == html.Length)
                    {
                        return false;
                    }

                    valueLength = at - valueStart;
                    at++;
                }
                else
                {
                    while ((uint)at < (uint)html.Length && !HtmlBytes.EndsUnquotedValue(html[at]))
                    {
                        at++;
                    }

                    valueLength = at - valueStart;
                }
            }

            if (!keep)
            {
                continue;
            }

            HtmlAttributeName known = Recognize(html.Slice(nameStart, nameLength));
            if (known != HtmlAttributeName.Other)
            {
                // Of attributes with the same name the first counts.
                if ((seen & (1u << (int)known)) != 0)
                {
                    continue;
                }

                seen |= 1u << (int)known;
            }
            else if (!keepOthers || others == MaxOtherAttributes || HasAttribute(html.Slice(nameStart, nameLength)))
            {
                continue;
            }
            else
            {
                others++;
            }

            _tree.AddAttribute(new HtmlAttribute(known, nameStart, nameLength, valueStart, valueLength));
        }
    }

    private readonly bool HasAttribute(ReadOnlySpan<byte> name)
    {
        foreach (ref readonly HtmlAttribute attribute in _tree.Attributes(
            AttributeStart, _tree.AttributeCount - AttributeStart))
        {
            if (attribute.NameLength == name.Length
                && SameName(_html.Slice(attribute.NameStart, attribute.NameLength), name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SameName(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (HtmlBytes.Lower(left[i]) != HtmlBytes.Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An attribute's name as XML has it: in lower case only.</summary>
    internal static HtmlAttributeName RecognizeLower(ReadOnlySpan<byte> name) =>
        name.ContainsAnyInRange((byte)'A', (byte)'Z') ? HtmlAttributeName.Other : Recognize(name);

    private static HtmlAttributeName Recognize(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when HtmlBytes.EqualsLower(name, "rel"u8) => HtmlAttributeName.Rel,
        3 when HtmlBytes.EqualsLower(name, "alt"u8) => HtmlAttributeName.Alt,
        4 when HtmlBytes.EqualsLower(name, "href"u8) => HtmlAttributeName.Href,
        4 when HtmlBytes.EqualsLower(name, "name"u8) => HtmlAttributeName.Name,
        4 when HtmlBytes.EqualsLower(name, "type"u8) => HtmlAttributeName.Type,
        4 when HtmlBytes.EqualsLower(name, "face"u8) => HtmlAttributeName.Face,
        4 when HtmlBytes.EqualsLower(name, "size"u8) => HtmlAttributeName.Size,
        4 when HtmlBytes.EqualsLower(name, "lang"u8) => HtmlAttributeName.Lang,
        5 when HtmlBytes.EqualsLower(name, "color"u8) => HtmlAttributeName.Color,
        7 when HtmlBytes.EqualsLower(name, "content"u8) => HtmlAttributeName.Content,
        7 when HtmlBytes.EqualsLower(name, "charset"u8) => HtmlAttributeName.Charset,
        8 when HtmlBytes.EqualsLower(name, "encoding"u8) => HtmlAttributeName.Encoding,
        8 when HtmlBytes.EqualsLower(name, "xml:lang"u8) => HtmlAttributeName.XmlLang,
        10 when HtmlBytes.EqualsLower(name, "http-equiv"u8) => HtmlAttributeName.HttpEquiv,
        _ => HtmlAttributeName.Other,
    };
}
