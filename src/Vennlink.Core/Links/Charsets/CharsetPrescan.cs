namespace Vennlink.Links.Charsets;

/// <summary>
/// The standard's "prescan a byte stream to determine its encoding", and the encoding of an XML declaration.
/// </summary>
internal ref struct CharsetPrescan
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private CharsetPrescan(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Finds the encoding that the first bytes of a page declare; null for none.</summary>
    public static Charset? Find(ReadOnlySpan<byte> bytes) =>
        FindUtf16(bytes) ?? new CharsetPrescan(bytes).FindMeta() ?? FindXmlDeclaration(bytes);

    /// <summary>Finds the encoding that the first bytes of XML declare; null for none.</summary>
    public static Charset? FindInXml(ReadOnlySpan<byte> bytes) => FindUtf16(bytes) ?? FindXmlDeclaration(bytes);

    private static Charset? FindUtf16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("<\0?\0x\0"u8))
        {
            return Charset.Utf16LittleEndian;
        }

        if (bytes.StartsWith("\0<\0?\0x"u8))
        {
            return Charset.Utf16BigEndian;
        }

        return null;
    }

    /// <summary>
    /// The standard's "extracting a character encoding from a meta element": what follows <c>charset=</c>.
    /// </summary>
    public static Charset? FromMetaContent(ReadOnlySpan<byte> content)
    {
        int at = 0;
        while (true)
        {
            // The next "charset", in any case.
            while (at + 7 <= content.Length && !HtmlBytes.EqualsLower(content.Slice(at, 7), "charset"u8))
            {
                at++;
            }

            at += 7;
            if (at > content.Length)
            {
                return null;
            }

            at = SkipSpace(content, at);
            if (at < content.Length && content[at] == '=')
            {
                break;
            }
        }

        at = SkipSpace(content, at + 1);
        if (at >= content.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = content[at..];
        if (rest[0] is (byte)'"' or (byte)'\'')
        {
            int end = rest[1..].IndexOf(rest[0]);
            return end < 0 ? null : CharsetLabels.Find(rest.Slice(1, end));
        }

        int stop = 0;
        while (stop < rest.Length && rest[stop] != ';' && !HtmlBytes.IsSpace(rest[stop]))
        {
            stop++;
        }

        return CharsetLabels.Find(rest[..stop]);
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && HtmlBytes.IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static Charset? FindXmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("<?xml"u8))
        {
            return null;
        }

        int end = bytes.IndexOf((byte)'>');
        ReadOnlySpan<byte> declaration = end < 0 ? default : bytes[..end];
        int at = declaration.IndexOf("encoding"u8);
        if (at < 0)
        {
            return null;
        }

        // The standard's rule here counts all bytes up to the space as white space.
        at += 8;
        while (at < declaration.Length && declaration[at] <= ' ')
        {
            at++;
        }

        if (at >= declaration.Length || declaration[at] != '=')
        {
            return null;
        }

        at++;
        while (at < declaration.Length && declaration[at] <= ' ')
        {
            at++;
        }

        if (at >= declaration.Length || declaration[at] is not ((byte)'"' or (byte)'\''))
        {
            return null;
        }

        ReadOnlySpan<byte> value = declaration[(at + 1)..];
        int close = value.IndexOf(declaration[at]);
        Charset? found = close < 0 || value[..close].IndexOfAnyInRange((byte)0, (byte)' ') >= 0
            ? null : CharsetLabels.Find(value[..close]);
        return found is { IsUtf16: true } ? Charset.Utf8 : found;
    }

    private Charset? FindMeta()
    {
        while (_at < _bytes.Length)
        {
            int found = _bytes[_at..].IndexOf((byte)'<');
            if (found < 0)
            {
                return null;
            }

            _at += found;
            ReadOnlySpan<byte> rest = _bytes[_at..];
            if (rest.StartsWith("<!--"u8))
            {
                // The dashes of "<!--" may be those of "-->".
                int end = rest[2..].IndexOf("-->"u8);
                if (end < 0)
                {
                    return null;
                }

                _at += end + 5;
            }
            else if (rest.Length > 5 && HtmlBytes.EqualsLower(rest[..5], "<meta"u8)
                && (HtmlBytes.IsSpace(rest[5]) || rest[5] == '/'))
            {
                _at += 6;
                if (ReadMeta() is { } charset)
                {
                    return charset;
                }
            }
            else if (IsTag(rest))
            {
                while (_at < _bytes.Length && !HtmlBytes.EndsUnquotedValue(_bytes[_at]))
                {
                    _at++;
                }

                while (TryReadAttribute(out _, out _))
                {
                }

                _at++;
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
            {
                int end = rest.IndexOf((byte)'>');
                if (end < 0)
                {
                    return null;
                }

                _at += end + 1;
            }
            else
            {
                _at++;
            }
        }

        return null;
    }

    private static bool IsTag(ReadOnlySpan<byte> rest)
    {
        int name = rest.StartsWith("</"u8) ? 2 : 1;
        return rest.Length > name && HtmlBytes.IsLetter(rest[name]);
    }

    private Charset? ReadMeta()
    {
        bool sawPragma = false;
        bool sawContent = false;
        bool sawCharset = false;
        bool gotPragma = false;
        bool? needPragma = null;
        Charset? charset = null;
        while (TryReadAttribute(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (HtmlBytes.EqualsLower(name, "http-equiv"u8) && !sawPragma)
            {
                sawPragma = true;
                gotPragma = HtmlBytes.EqualsLower(value, "content-type"u8);
            }
            else if (HtmlBytes.EqualsLower(name, "content"u8) && !sawContent)
            {
                sawContent = true;
                if (!sawCharset && FromMetaContent(value) is { } found)
                {
                    charset = found;
                    needPragma = true;
                }
            }
            else if (HtmlBytes.EqualsLower(name, "charset"u8) && !sawCharset)
            {
                sawCharset = true;
                charset = CharsetLabels.Find(value);
                needPragma = false;
            }
        }

        // A tag that does not end in what is scanned declares nothing.
        if (_at++ >= _bytes.Length)
        {
            return null;
        }

        return needPragma is null || (needPragma.Value && !gotPragma) ? null : InMeta(charset);
    }

    /// <summary>
    /// What a <c>meta</c> can declare: a page in UTF-16 could not be read this far, and x-user-defined means
    /// windows-1252.
    /// </summary>
    public static Charset? InMeta(Charset? charset) =>
        charset is { IsUtf16: true } ? Charset.Utf8
            : ReferenceEquals(charset, Charset.UserDefined) ? Charset.Windows1252 : charset;

    // The standard's "get an attribute"; false at ">" and at the end, which the position is left on.
    private bool TryReadAttribute(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        while (_at < _bytes.Length && (HtmlBytes.IsSpace(_bytes[_at]) || _bytes[_at] == '/'))
        {
            _at++;
        }

        if (_at >= _bytes.Length || _bytes[_at] == '>')
        {
            return false;
        }

        int start = _at++;
        while (_at < _bytes.Length && !HtmlBytes.EndsAttributeName(_bytes[_at]))
        {
            _at++;
        }

        name = _bytes[start.._at];
        int equals = SkipSpace(_bytes, _at);
        if (equals >= _bytes.Length)
        {
            _at = _bytes.Length;
            return false;
        }

        if (_bytes[equals] != '=')
        {
            _at = equals;
            return true;
        }

        _at = SkipSpace(_bytes, equals + 1);
        if (_at >= _bytes.Length)
        {
            return false;
        }

        byte quote = _bytes[_at];
        if (quote is (byte)'"' or (byte)'\'')
        {
            int end = _bytes[(_at + 1)..].IndexOf(quote);
            if (end < 0)
            {
                _at = _bytes.Length;
                return false;
            }

            value = _bytes.Slice(_at + 1, end);
            _at += end + 2;
            return true;
        }

        start = _at;
        while (_at < _bytes.Length && !HtmlBytes.EndsUnquotedValue(_bytes[_at]))
        {
            _at++;
        }

        value = _bytes[start.._at];
        return true;
    }
}
