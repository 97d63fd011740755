namespace Vennlink.Links;

/// <content>Tags and their attributes.</content>
internal ref partial struct HtmlTokenizer
{
    // Reads a tag from its name on; false where the page ends inside it, which leaves no token.
    private bool ReadTag(int nameStart, bool isStart)
    {
        ReadOnlySpan<byte> html = _html;
        int at = nameStart;
        ulong key = 0;
        while (true)
        {
            if ((uint)at >= (uint)html.Length)
            {
                _position = html.Length;
                return false;
            }

            byte b = html[at];
            if (HtmlBytes.EndsTagName(b))
            {
                break;
            }

            key = (key << 8) | HtmlTagTable.Lower(b);
            at++;
        }

        ReadOnlySpan<byte> name = html[nameStart..at];
        if (name.Length > HtmlTagTable.LongestExactKey)
        {
            key = HtmlTagTable.Key(name);
        }

        HtmlTag known = HtmlTagTable.Find(key, name);
        Tag = known != HtmlTag.None ? (int)known : _tree.UnknownTag(key, name, nameStart, html);
        SelfClosing = false;
        AttributeStart = _tree.AttributeCount;
        HtmlTraits traits = HtmlTagTable.Traits(Tag);
        bool keepOthers = isStart && (_keepAll || (traits & HtmlTraits.Formatting) != 0);
        bool keep = isStart && (keepOthers || (traits & HtmlTraits.HasAttributes) != 0);
        if (!ReadAttributes(at, keep, keepOthers))
        {
            _position = html.Length;
            _tree.TruncateAttributes(AttributeStart);
            return false;
        }

        AttributeCount = _tree.AttributeCount - AttributeStart;
        if (isStart)
        {
            _rawTag = name;
        }

        return true;
    }

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
            while ((uint)at < (uint)html.Length && !HtmlBytes.EndsAttributeName(html[at]))
            {
                at++;
            }

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
                    valueLength = html[valueStart..].IndexOf(quote);
                    if (valueLength < 0)
                    {
                        return false;
                    }

                    at = valueStart + valueLength + 1;
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
        foreach (ref readonly HtmlAttribute attribute in _tree.Attributes(AttributeStart, _tree.AttributeCount - AttributeStart))
        {
            if (attribute.NameLength == name.Length && SameName(_html.Slice(attribute.NameStart, attribute.NameLength), name))
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
            if (HtmlTagTable.Lower(left[i]) != HtmlTagTable.Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static HtmlAttributeName Recognize(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when HtmlBytes.EqualsLower(name, "rel"u8) => HtmlAttributeName.Rel,
        3 when HtmlBytes.EqualsLower(name, "alt"u8) => HtmlAttributeName.Alt,
        4 when HtmlBytes.EqualsLower(name, "href"u8) => HtmlAttributeName.Href,
        4 when HtmlBytes.EqualsLower(name, "name"u8) => HtmlAttributeName.Name,
        4 when HtmlBytes.EqualsLower(name, "type"u8) => HtmlAttributeName.Type,
        4 when HtmlBytes.EqualsLower(name, "face"u8) => HtmlAttributeName.Face,
        4 when HtmlBytes.EqualsLower(name, "size"u8) => HtmlAttributeName.Size,
        5 when HtmlBytes.EqualsLower(name, "color"u8) => HtmlAttributeName.Color,
        7 when HtmlBytes.EqualsLower(name, "content"u8) => HtmlAttributeName.Content,
        7 when HtmlBytes.EqualsLower(name, "charset"u8) => HtmlAttributeName.Charset,
        8 when HtmlBytes.EqualsLower(name, "encoding"u8) => HtmlAttributeName.Encoding,
        10 when HtmlBytes.EqualsLower(name, "http-equiv"u8) => HtmlAttributeName.HttpEquiv,
        _ => HtmlAttributeName.Other,
    };
}
