using static Vennlink.Links.Parsing.HtmlTag;
using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <content>Insertion modes up to the body, raw text, and templates.</content>
internal ref partial struct HtmlTreeBuilder
{
    // Public identifiers that mean quirks mode by their beginning, lower case.
    private static readonly string[] QuirksPublicIds =
    [
        "+//silmaril//dtd html pro v0r11 19970101//", "-//as//dtd html 3.0 aswedit + extensions//",
        "-//advasoft ltd//dtd html 3.0 aswedit + extensions//", "-//ietf//dtd html 2.0 level 1//",
        "-//ietf//dtd html 2.0 level 2//", "-//ietf//dtd html 2.0 strict level 1//",
        "-//ietf//dtd html 2.0 strict level 2//", "-//ietf//dtd html 2.0 strict//", "-//ietf//dtd html 2.0//",
        "-//ietf//dtd html 2.1e//", "-//ietf//dtd html 3.0//", "-//ietf//dtd html 3.2 final//",
        "-//ietf//dtd html 3.2//", "-//ietf//dtd html 3//", "-//ietf//dtd html level 0//",
        "-//ietf//dtd html level 1//", "-//ietf//dtd html level 2//", "-//ietf//dtd html level 3//",
        "-//ietf//dtd html strict level 0//", "-//ietf//dtd html strict level 1//",
        "-//ietf//dtd html strict level 2//", "-//ietf//dtd html strict level 3//", "-//ietf//dtd html strict//",
        "-//ietf//dtd html//", "-//metrius//dtd metrius presentational//",
        "-//microsoft//dtd internet explorer 2.0 html strict//", "-//microsoft//dtd internet explorer 2.0 html//",
        "-//microsoft//dtd internet explorer 2.0 tables//", "-//microsoft//dtd internet explorer 3.0 html strict//",
        "-//microsoft//dtd internet explorer 3.0 html//", "-//microsoft//dtd internet explorer 3.0 tables//",
        "-//netscape comm. corp.//dtd html//", "-//netscape comm. corp.//dtd strict html//",
        "-//o'reilly and associates//dtd html 2.0//", "-//o'reilly and associates//dtd html extended 1.0//",
        "-//o'reilly and associates//dtd html extended relaxed 1.0//", "-//sq//dtd html 2.0 hotmetal + extensions//",
        "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
        "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//", "-//spyglass//dtd html 2.0 extended//",
        "-//sun microsystems corp.//dtd hotjava html//", "-//sun microsystems corp.//dtd hotjava strict html//",
        "-//w3c//dtd html 3 1995-03-24//", "-//w3c//dtd html 3.2 draft//", "-//w3c//dtd html 3.2 final//",
        "-//w3c//dtd html 3.2//", "-//w3c//dtd html 3.2s draft//", "-//w3c//dtd html 4.0 frameset//",
        "-//w3c//dtd html 4.0 transitional//", "-//w3c//dtd html experimental 19960712//",
        "-//w3c//dtd html experimental 970421//", "-//w3c//dtd w3 html//", "-//w3o//dtd w3 html 3.0//",
        "-//webtechs//dtd mozilla html 2.0//", "-//webtechs//dtd mozilla html//",
    ];

    private bool Initial()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                return !SkipSpace() && BeginWithoutDoctype();
            case HtmlTokenKind.Comment:
                InsertComment(HtmlTree.Document);
                return false;
            case HtmlTokenKind.Doctype:
                if (_keepAll)
                {
                    _tree.Append(
                        HtmlTree.Document, _tree.AddNode(HtmlNodeKind.Doctype, 0, _token.Start, _token.Length));
                }

                _quirks = MeansQuirks();
                _mode = Mode.BeforeHtml;
                return false;
            default:
                return BeginWithoutDoctype();
        }
    }

    private bool BeginWithoutDoctype()
    {
        _quirks = true;
        _mode = Mode.BeforeHtml;
        return true;
    }

    private readonly bool MeansQuirks()
    {
        ReadOnlySpan<byte> name = _token.Html.Slice(_token.Start, _token.Length);
        if (_token.ForceQuirks || !HtmlBytes.EqualsLower(name, "html"u8))
        {
            return true;
        }

        if (HtmlBytes.EqualsLower(_token.SystemId, "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"u8))
        {
            return true;
        }

        ReadOnlySpan<byte> publicId = _token.PublicId;
        if (HtmlBytes.EqualsLower(publicId, "-//w3o//dtd w3 html strict 3.0//en//"u8)
            || HtmlBytes.EqualsLower(publicId, "-/w3c/dtd html 4.0 transitional/en"u8)
            || HtmlBytes.EqualsLower(publicId, "html"u8))
        {
            return true;
        }

        foreach (string prefix in QuirksPublicIds)
        {
            if (BeginsWith(publicId, prefix))
            {
                return true;
            }
        }

        return !_token.HasSystemId
            && (BeginsWith(publicId, "-//w3c//dtd html 4.01 frameset//")
                || BeginsWith(publicId, "-//w3c//dtd html 4.01 transitional//"));
    }

    private static bool BeginsWith(ReadOnlySpan<byte> text, string lower) =>
        text.Length >= lower.Length && System.Text.Ascii.EqualsIgnoreCase(text[..lower.Length], lower);

    // Takes leading white space off the text at hand; true when nothing is left.
    private bool SkipSpace()
    {
        int space = LeadingSpace();
        _token.Start += space;
        _token.Length -= space;
        return _token.Length == 0;
    }

    // Inserts leading white space of the text at hand; true when nothing is left.
    private bool InsertSpace()
    {
        int space = LeadingSpace();
        InsertText(_token.Start, space, _token.TextForm);
        _token.Start += space;
        _token.Length -= space;
        return _token.Length == 0;
    }

    private bool BeforeHtml()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.Comment:
                InsertComment(HtmlTree.Document);
                return false;
            case HtmlTokenKind.Text when SkipSpace():
                return false;
            case HtmlTokenKind.EndTag when (HtmlTag)_token.Tag is not (Head or Body or Html or Br):
                return false;
            default:
                bool named = IsStart(Html);
                int root = _tree.AddNode(
                    HtmlNodeKind.Element, (int)Html, named ? _token.AttributeStart : 0,
                    named ? _token.AttributeCount : 0);
                _tree.Append(HtmlTree.Document, root);
                Push(root, (int)Html);
                _mode = Mode.BeforeHead;
                return !named;
        }
    }

    private bool BeforeHead()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.Text when SkipSpace():
                return false;
            case HtmlTokenKind.StartTag when _token.Tag == (int)Html:
                return InBody();
            case HtmlTokenKind.StartTag when _token.Tag == (int)Head:
                _headNode = Insert();
                _mode = Mode.InHead;
                return false;
            case HtmlTokenKind.EndTag when (HtmlTag)_token.Tag is not (Head or Body or Html or Br):
                return false;
            default:
                _headNode = InsertImplied(Head);
                _mode = Mode.InHead;
                return true;
        }
    }

    private bool InHead()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.Text:
                return !InsertSpace() && LeaveHead();
            case HtmlTokenKind.StartTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Html:
                        return InBody();
                    case Base or Basefont or Bgsound or Link:
                        InsertVoid(_token.Tag);
                        return false;
                    case Meta:
                        InsertMeta();
                        return false;
                    case Title:
                        return InsertRawText(HtmlContentModel.Rcdata);
                    case Noscript or Noframes or Style:
                        return InsertRawText(HtmlContentModel.Rawtext);
                    case Script:
                        return InsertRawText(HtmlContentModel.ScriptData);
                    case Template:
                        BeginTemplate();
                        return false;
                    case Head:
                        return false;
                    default:
                        return LeaveHead();
                }

            case HtmlTokenKind.EndTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Head:
                        Pop();
                        _mode = Mode.AfterHead;
                        return false;
                    case Body or Html or Br:
                        return LeaveHead();
                    case Template:
                        EndTemplate();
                        return false;
                    default:
                        return false;
                }

            default:
                return LeaveHead();
        }
    }

    private bool LeaveHead()
    {
        Pop();
        _mode = Mode.AfterHead;
        return true;
    }

    private void InsertMeta()
    {
        InsertVoid(_token.Tag);
        if (Charset is not null
            && Charset.IsChanged(_token.Html, _tree.Attributes(_token.AttributeStart, _token.AttributeCount)))
        {
            _stopped = true;
        }
    }

    private void BeginTemplate()
    {
        Insert();
        AddMarker();
        _framesetOk = false;
        _mode = Mode.InTemplate;
        _state.TemplateModes.Add(Mode.InTemplate);
    }

    private void EndTemplate()
    {
        if (!IsTemplateOpen)
        {
            return;
        }

        GenerateImpliedEndTagsThoroughly();
        CloseTemplate();
    }

    private void CloseTemplate()
    {
        PopThrough((int)Template);
        ClearFormattingToMarker();
        _state.TemplateModes.RemoveAt(_state.TemplateModes.Count - 1);
        ResetInsertionMode();
    }

    private bool AfterHead()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.Text:
                return !InsertSpace() && ImplyBody();
            case HtmlTokenKind.StartTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Html:
                        return InBody();
                    case Body:
                        Insert();
                        _framesetOk = false;
                        _mode = Mode.InBody;
                        return false;
                    case Frameset:
                        Insert();
                        _mode = Mode.InFrameset;
                        return false;
                    case Base or Basefont or Bgsound or Link or Meta or Noframes or Script or Style or Template
                        or Title:
                        Push(_headNode, (int)Head);
                        InHead();
                        RemoveOpenAt(IndexOfOpen(_headNode));
                        return false;
                    case Head:
                        return false;
                    default:
                        return ImplyBody();
                }

            case HtmlTokenKind.EndTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Template:
                        return InHead();
                    case Body or Html or Br:
                        return ImplyBody();
                    default:
                        return false;
                }

            default:
                return ImplyBody();
        }
    }

    private bool ImplyBody()
    {
        InsertImplied(Body);
        _mode = Mode.InBody;
        return true;
    }

    private bool Text()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                InsertText(HtmlTextForm.None);
                return false;
            case HtmlTokenKind.EndOfFile:
                Pop();
                _mode = _originalMode;
                return true;
            default:
                Pop();
                _mode = _originalMode;
                return false;
        }
    }

    private bool InTemplate()
    {
        switch (_kind)
        {
            case HtmlTokenKind.StartTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Base or Basefont or Bgsound or Link or Meta or Noframes or Script or Style or Template
                        or Title:
                        return InHead();
                    case Caption or Colgroup or Tbody or Tfoot or Thead:
                        return SwitchTemplateTo(Mode.InTable);
                    case Col:
                        return SwitchTemplateTo(Mode.InColumnGroup);
                    case Tr:
                        return SwitchTemplateTo(Mode.InTableBody);
                    case Td or Th:
                        return SwitchTemplateTo(Mode.InRow);
                    default:
                        return SwitchTemplateTo(Mode.InBody);
                }

            case HtmlTokenKind.EndTag:
                return IsEnd(Template) && InHead();
            case HtmlTokenKind.EndOfFile:
                if (!IsTemplateOpen)
                {
                    return false;
                }

                CloseTemplate();
                return true;
            default:
                return InBody();
        }
    }

    private bool SwitchTemplateTo(Mode mode)
    {
        _state.TemplateModes[^1] = mode;
        _mode = mode;
        return true;
    }
}
