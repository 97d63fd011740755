namespace Vennlink.Links.Parsing;

/// <content>Comments, doctypes, CDATA sections, scripts.</content>
internal ref partial struct HtmlTokenizer
{
    // From after "<!".
    private HtmlTokenKind ReadDeclaration(int at)
    {
        ReadOnlySpan<byte> rest = _html[at..];
        if (rest.StartsWith("--"u8))
        {
            ReadComment(at + 2);
            return HtmlTokenKind.Comment;
        }

        if (rest.Length >= 7 && HtmlBytes.EqualsLower(rest[..7], "doctype"u8))
        {
            ReadDoctype(at + 7);
            return HtmlTokenKind.Doctype;
        }

        if (InForeignContent && rest.StartsWith("[CDATA["u8))
        {
            int start = at + 7;
            int found = _html[start..].IndexOf("]]>"u8);
            EmitText(start, found < 0 ? _html.Length : start + found, HtmlTextForm.Literal);
            _position = found < 0 ? _html.Length : start + found + 3;
            return HtmlTokenKind.Text;
        }

        ReadBogusComment(at);
        return HtmlTokenKind.Comment;
    }

    private void ReadBogusComment(int start)
    {
        int found = _html[start..].IndexOf((byte)'>');
        Start = start;
        Length = found < 0 ? _html.Length - start : found;
        _position = found < 0 ? _html.Length : start + found + 1;
    }

    private void ReadComment(int start)
    {
        ReadOnlySpan<byte> rest = _html[start..];
        Start = start;
        Length = 0;

        // "<!-->" and "<!--->" are whole comments.
        if (rest.StartsWith(">"u8) || rest.StartsWith("->"u8))
        {
            _position = start + (rest[0] == '>' ? 1 : 2);
            return;
        }

        int scan = 0;
        while (true)
        {
            int found = rest[scan..].IndexOf("--"u8);
            if (found < 0)
            {
                break;
            }

            scan += found;
            ReadOnlySpan<byte> after = rest[(scan + 2)..];
            if (after.StartsWith(">"u8) || after.StartsWith("!>"u8))
            {
                Length = scan;
                _position = start + scan + (after[0] == '>' ? 3 : 4);
                return;
            }

            scan++;
        }

        // The page ends in the comment; dashes that may have begun its end are not part of it.
        ReadOnlySpan<byte> data = rest;
        data = data.EndsWith("--!"u8) ? data[..^3] : data.EndsWith("--"u8) ? data[..^2]
            : data.EndsWith("-"u8) ? data[..^1] : data;
        Length = data.Length;
        _position = _html.Length;
    }

    // From after "doctype". Leaves the position after ">" or at the end of the page.
    private void ReadDoctype(int at)
    {
        HasName = false;
        HasPublicId = false;
        HasSystemId = false;
        PublicId = default;
        SystemId = default;
        ForceQuirks = false;
        Start = at;
        Length = 0;
        at = SkipSpace(at);
        if (EndsDoctype(at, quirks: true))
        {
            return;
        }

        Start = at;
        HasName = true;
        while (at < _html.Length && !HtmlBytes.EndsUnquotedValue(_html[at]))
        {
            at++;
        }

        Length = at - Start;
        if (at >= _html.Length)
        {
            EndsDoctype(at, quirks: true);
            return;
        }

        at = SkipSpace(at);
        if (EndsDoctype(at, quirks: at >= _html.Length))
        {
            return;
        }

        ReadOnlySpan<byte> keyword = _html.Slice(at, Math.Min(6, _html.Length - at));
        bool wantsPublic = HtmlBytes.EqualsLower(keyword, "public"u8);
        if (!wantsPublic && !HtmlBytes.EqualsLower(keyword, "system"u8))
        {
            ForceQuirks = true;
            SkipBogusDoctype(at);
            return;
        }

        at = SkipSpace(at + 6);
        if (wantsPublic)
        {
            if (!ReadIdentifier(ref at, out PublicId, out HasPublicId))
            {
                return;
            }

            at = SkipSpace(at);
            if (EndsDoctype(at, quirks: at >= _html.Length))
            {
                return;
            }
        }

        if (!ReadIdentifier(ref at, out SystemId, out HasSystemId))
        {
            return;
        }

        at = SkipSpace(at);
        if (!EndsDoctype(at, quirks: at >= _html.Length))
        {
            // Anything after the system identifier is skipped and does not force quirks.
            SkipBogusDoctype(at);
        }
    }

    // Reads a quoted identifier; false where the doctype is over, with the flag set.
    private bool ReadIdentifier(scoped ref int at, out ReadOnlySpan<byte> identifier, out bool present)
    {
        identifier = default;
        present = false;
        if (EndsDoctype(at, quirks: true))
        {
            return false;
        }

        byte quote = _html[at];
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            ForceQuirks = true;
            SkipBogusDoctype(at);
            return false;
        }

        present = true;
        ReadOnlySpan<byte> rest = _html[(at + 1)..];
        int end = rest.IndexOfAny(quote, (byte)'>');
        identifier = end < 0 ? rest : rest[..end];
        if (end < 0 || rest[end] == '>')
        {
            ForceQuirks = true;
            _position = end < 0 ? _html.Length : at + 1 + end + 1;
            return false;
        }

        at += end + 2;
        return true;
    }

    private bool EndsDoctype(int at, bool quirks)
    {
        if (at < _html.Length && _html[at] != '>')
        {
            return false;
        }

        ForceQuirks |= quirks;
        _position = Math.Min(at + 1, _html.Length);
        return true;
    }

    private void SkipBogusDoctype(int at)
    {
        int found = _html[at..].IndexOf((byte)'>');
        _position = found < 0 ? _html.Length : at + found + 1;
    }

    private readonly int SkipSpace(int at)
    {
        while (at < _html.Length && HtmlBytes.IsSpace(_html[at]))
        {
            at++;
        }

        return at;
    }

    // Script data with its escaped states: "<!--" begins them, "-->" ends them; "<script" inside makes the next
    // "</script" text.
    private HtmlTokenKind ReadScript()
    {
        ReadOnlySpan<byte> html = _html;
        int start = _position;
        int scan = start;
        int end = html.Length;
        bool escaped = false;
        bool doubleEscaped = false;
        while (scan < html.Length)
        {
            int found = escaped ? html[scan..].IndexOfAny((byte)'<', (byte)'-') : html[scan..].IndexOf((byte)'<');
            if (found < 0)
            {
                break;
            }

            scan += found;
            ReadOnlySpan<byte> rest = html[scan..];
            if (rest[0] == '-')
            {
                if (rest.StartsWith("-->"u8))
                {
                    escaped = false;
                    doubleEscaped = false;
                    scan += 3;
                }
                else
                {
                    scan++;
                }
            }
            else if (!escaped && rest.StartsWith("<!--"u8))
            {
                // The two dashes of "<!--" may be those of "-->".
                escaped = true;
                scan += 2;
            }
            else if (doubleEscaped)
            {
                if (rest.StartsWith("</"u8) && IsScriptName(scan + 2))
                {
                    doubleEscaped = false;
                }

                scan++;
            }
            else if (rest.StartsWith("</"u8) && IsRawEndTag(scan + 2, RawTag))
            {
                end = scan;
                break;
            }
            else
            {
                doubleEscaped = escaped && IsScriptName(scan + 1);
                scan++;
            }
        }

        return end > start ? EmitText(start, end, HtmlTextForm.Literal) : LeaveRawText();
    }

    private readonly bool IsScriptName(int nameStart) => IsRawEndTag(nameStart, "script"u8);
}
