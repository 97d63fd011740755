using static Vennlink.Links.Parsing.HtmlTag;
using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <content>The body, framesets, and what follows them.</content>
internal ref partial struct HtmlTreeBuilder
{
    private bool InBody()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                InBodyText();
                return false;
            case HtmlTokenKind.StartTag:
                return InBodyStartTag();
            case HtmlTokenKind.EndTag:
                return InBodyEndTag();
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.EndOfFile:
                return _state.TemplateModes.Count > 0 && InTemplate();
            default:
                return false;
        }
    }

    private void InBodyText()
    {
        ReadOnlySpan<byte> text = _token.Html.Slice(_token.Start, _token.Length);

        // NUL is dropped here, so a run of nothing else is no text at all; in plaintext the tokenizer has replaced it.
        HtmlTextForm form = _token.Model == HtmlContentModel.Plaintext ? HtmlTextForm.None : HtmlTextForm.DropNul;
        if (text[0] == 0 && form != HtmlTextForm.None && text.IndexOfAnyExcept((byte)0) < 0)
        {
            return;
        }

        ReconstructFormatting();
        InsertText(form);
        if (_framesetOk && HasOtherThanSpaceAndNul(text))
        {
            _framesetOk = false;
        }
    }

    private bool InBodyStartTag()
    {
        switch ((HtmlTag)_token.Tag)
        {
            case Html:
                if (!IsTemplateOpen)
                {
                    MergeAttributes(_openNodes[0]);
                }

                return false;
            case Base or Basefont or Bgsound or Link or Meta or Noframes or Script or Style or Template or Title:
                return InHead();
            case Body:
                if (_depth > 1 && _openTags[1] == (int)Body && !IsTemplateOpen)
                {
                    _framesetOk = false;
                    MergeAttributes(_openNodes[1]);
                }

                return false;
            case Frameset:
                if (_depth > 1 && _openTags[1] == (int)Body && _framesetOk)
                {
                    _tree.Detach(_openNodes[1]);
                    while (_depth > 1)
                    {
                        Pop();
                    }

                    Insert();
                    _mode = Mode.InFrameset;
                }

                return false;
            case Address or Article or Aside or Blockquote or Center or Details or Dialog or Dir or Div or Dl
                or Fieldset or Figcaption
                or Figure or Footer or Header or Hgroup or Main or Menu or Nav or Ol or P or Search or Section
                    or Summary or Ul:
                ClosePInButtonScope();
                Insert();
                return false;
            case H1 or H2 or H3 or H4 or H5 or H6:
                ClosePInButtonScope();
                if (IsHeading(_currentTag))
                {
                    Pop();
                }

                Insert();
                return false;
            case Pre or Listing:
                ClosePInButtonScope();
                Insert();
                _skipLineFeed = true;
                _framesetOk = false;
                return false;
            case Form:
                if (_formNode == HtmlTree.None || IsTemplateOpen)
                {
                    ClosePInButtonScope();
                    int form = Insert();
                    if (!IsTemplateOpen)
                    {
                        _formNode = form;
                    }
                }

                return false;
            case Li:
                CloseItems(Li, Li);
                return false;
            case Dd or Dt:
                CloseItems(Dd, Dt);
                return false;
            case Plaintext:
                ClosePInButtonScope();
                Insert();
                _token.Model = HtmlContentModel.Plaintext;
                return false;
            case Button:
                if (HasInScope(Button))
                {
                    GenerateImpliedEndTags();
                    PopThrough((int)Button);
                }

                ReconstructFormatting();
                Insert();
                _framesetOk = false;
                return false;
            case A:
                CloseOpenAnchor();
                InsertFormatting();
                return false;
            case B or Big or Code or Em or Font or I or S or Small or Strike or Strong or Tt or U:
                InsertFormatting();
                return false;
            case Nobr:
                ReconstructFormatting();
                if (HasInScope(Nobr))
                {
                    AdoptionAgency((int)Nobr);
                }

                InsertFormatting();
                return false;
            case Applet or Marquee or HtmlTag.Object:
                ReconstructFormatting();
                Insert();
                AddMarker();
                _framesetOk = false;
                return false;
            case Table:
                if (!_quirks)
                {
                    ClosePInButtonScope();
                }

                Insert();
                _framesetOk = false;
                _mode = Mode.InTable;
                return false;
            case Area or Br or Embed or Img or Keygen or Wbr:
                ReconstructFormatting();
                InsertVoid(_token.Tag);
                _framesetOk = false;
                return false;
            case Image:
                _token.Tag = (int)Img;
                return true;
            case Input:
                if (HasInScope(Select))
                {
                    PopThrough((int)Select);
                }

                ReconstructFormatting();
                InsertVoid(_token.Tag);
                _framesetOk &= IsHiddenInput();
                return false;
            case Param or Source or Track:
                InsertVoid(_token.Tag);
                return false;
            case Hr:
                ClosePInButtonScope();
                if (HasInScope(Select))
                {
                    GenerateImpliedEndTags();
                }

                InsertVoid(_token.Tag);
                _framesetOk = false;
                return false;
            case Textarea:
                _framesetOk = false;
                InsertRawText(HtmlContentModel.Rcdata);
                _skipLineFeed = true;
                return false;
            case Xmp:
                ClosePInButtonScope();
                ReconstructFormatting();
                _framesetOk = false;
                return InsertRawText(HtmlContentModel.Rawtext);
            case Iframe:
                _framesetOk = false;
                return InsertRawText(HtmlContentModel.Rawtext);
            case Noembed or Noscript:
                return InsertRawText(HtmlContentModel.Rawtext);
            case Select:
                if (HasInScope(Select))
                {
                    PopThrough((int)Select);
                    return false;
                }

                ReconstructFormatting();
                Insert();
                _framesetOk = false;
                return false;
            case Option or Optgroup:
                if (HasInScope(Select))
                {
                    GenerateImpliedEndTags(except: _token.Tag == (int)Option ? (int)Optgroup : 0);
                }
                else if (_currentTag == (int)Option)
                {
                    Pop();
                }

                ReconstructFormatting();
                Insert();
                return false;
            case Rb or Rtc:
                if (HasInScope(Ruby))
                {
                    GenerateImpliedEndTags();
                }

                Insert();
                return false;
            case Rp or Rt:
                if (HasInScope(Ruby))
                {
                    GenerateImpliedEndTags(except: (int)Rtc);
                }

                Insert();
                return false;
            case HtmlTag.Math:
                ReconstructFormatting();
                InsertForeign(HtmlNode.Math);
                return false;
            case Svg:
                ReconstructFormatting();
                InsertForeign(HtmlNode.Svg);
                return false;
            case Caption or Col or Colgroup or Frame or Head or Tbody or Td or Tfoot or Th or Thead or Tr:
                return false;
            default:
                ReconstructFormatting();
                Insert();
                return false;
        }
    }

    private bool InBodyEndTag()
    {
        int tag = _token.Tag;
        switch ((HtmlTag)tag)
        {
            case Template:
                return InHead();
            case Body:
                if (HasInScope(Body))
                {
                    _mode = Mode.AfterBody;
                }

                return false;
            case Html:
                if (!HasInScope(Body))
                {
                    return false;
                }

                _mode = Mode.AfterBody;
                return true;
            case Address or Article or Aside or Blockquote or Button or Center or Details or Dialog or Dir or Div or Dl
                or Fieldset
                or Figcaption or Figure or Footer or Header or Hgroup or Listing or Main or Menu or Nav or Ol or Pre
                    or Search or Section
                or Select or Summary or Ul:
                if (HasInScope(tag))
                {
                    GenerateImpliedEndTags();
                    PopThrough(tag);
                }

                return false;
            case Form:
                EndForm();
                return false;
            case P:
                if (!HasInScope(P, HtmlTraits.ButtonScope))
                {
                    InsertImplied(P);
                }

                ClosePInButtonScope();
                return false;
            case Li:
                if (HasInScope(Li, HtmlTraits.ListScope))
                {
                    GenerateImpliedEndTags(except: tag);
                    PopThrough(tag);
                }

                return false;
            case Dd or Dt:
                if (HasInScope(tag))
                {
                    GenerateImpliedEndTags(except: tag);
                    PopThrough(tag);
                }

                return false;
            case H1 or H2 or H3 or H4 or H5 or H6:
                EndHeading();
                return false;
            case A or B or Big or Code or Em or Font or I or Nobr or S or Small or Strike or Strong or Tt or U:
                AdoptionAgency(tag);
                return false;
            case Applet or Marquee or HtmlTag.Object:
                if (HasInScope(tag))
                {
                    GenerateImpliedEndTags();
                    PopThrough(tag);
                    ClearFormattingToMarker();
                }

                return false;
            case Br:
                // "</br>" is a "<br>" without attributes.
                ReconstructFormatting();
                Place(_tree.AddNode(HtmlNodeKind.Element, (int)Br, 0, 0));
                _framesetOk = false;
                return false;
            default:
                AnyOtherEndTag(tag);
                return false;
        }
    }

    private static bool IsHeading(int tag) => (HtmlTag)tag is H1 or H2 or H3 or H4 or H5 or H6;

    private void EndHeading()
    {
        if (!HasInScope(H1) && !HasInScope(H2) && !HasInScope(H3) && !HasInScope(H4) && !HasInScope(H5)
            && !HasInScope(H6))
        {
            return;
        }

        GenerateImpliedEndTags();
        while (_depth > 1)
        {
            int popped = _currentTag;
            Pop();
            if (IsHeading(popped))
            {
                return;
            }
        }
    }

    private void EndForm()
    {
        if (IsTemplateOpen)
        {
            if (HasInScope(Form))
            {
                GenerateImpliedEndTags();
                PopThrough((int)Form);
            }

            return;
        }

        int form = _formNode;
        _formNode = HtmlTree.None;
        if (form == HtmlTree.None || !IsNodeInScope(form))
        {
            return;
        }

        GenerateImpliedEndTags();
        RemoveOpenAt(IndexOfOpen(form));
    }

    // li, dd and dt: close the item before, unless another block stands between.
    private void CloseItems(HtmlTag first, HtmlTag second)
    {
        _framesetOk = false;
        if (_openCounts[(int)first] + _openCounts[(int)second] > 0)
        {
            for (int i = _depth - 1; i > 0; i--)
            {
                int open = _openTags[i];
                if (open == (int)first || open == (int)second)
                {
                    GenerateImpliedEndTags(except: open);
                    PopThrough(open);
                    break;
                }

                if ((TraitsOf(open) & HtmlTraits.Special) != 0 && (HtmlTag)open is not (Address or Div or P))
                {
                    break;
                }
            }
        }

        ClosePInButtonScope();
        Insert();
    }

    // Attributes of a second html or body tag matter to nothing but a full dump of the tree.
    private readonly void MergeAttributes(int node)
    {
        if (!_keepAll)
        {
            return;
        }

        int start = _tree.AttributeCount;
        foreach (HtmlAttribute attribute in _tree.AttributesOf(node).ToArray())
        {
            _tree.AddAttribute(attribute);
        }

        foreach (HtmlAttribute attribute in _tree.Attributes(_token.AttributeStart, _token.AttributeCount).ToArray())
        {
            bool present = false;
            foreach (ref readonly HtmlAttribute old in _tree.AttributesOf(node))
            {
                present |= HaveEqualNames(old, attribute);
            }

            if (!present)
            {
                _tree.AddAttribute(attribute);
            }
        }

        _tree[node].Start = start;
        _tree[node].Length = _tree.AttributeCount - start;
    }

    private bool AfterBody()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                int space = LeadingSpace();
                if (space == 0)
                {
                    break;
                }

                int rest = _token.Length - space;
                _token.Length = space;
                InBodyText();
                _token.Start += space;
                _token.Length = rest;
                return rest > 0;
            case HtmlTokenKind.Comment:
                InsertComment(_openNodes[0]);
                return false;
            case HtmlTokenKind.Doctype or HtmlTokenKind.EndOfFile:
                return false;
            case HtmlTokenKind.StartTag when _token.Tag == (int)Html:
                return InBody();
            case HtmlTokenKind.EndTag when _token.Tag == (int)Html:
                _mode = Mode.AfterAfterBody;
                return false;
        }

        _mode = Mode.InBody;
        return true;
    }

    private bool AfterAfterBody()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Comment:
                InsertComment(HtmlTree.Document);
                return false;
            case HtmlTokenKind.EndOfFile:
                return false;
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.Text when LeadingSpace() > 0:
                return AfterBody();
            case HtmlTokenKind.StartTag when _token.Tag == (int)Html:
                return InBody();
        }

        _mode = Mode.InBody;
        return true;
    }

    private bool InFrameset()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.StartTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Html:
                        return InBody();
                    case Frameset:
                        Insert();
                        return false;
                    case Frame:
                        InsertVoid(_token.Tag);
                        return false;
                    case Noframes:
                        return InHead();
                }

                return false;
            case HtmlTokenKind.EndTag when _token.Tag == (int)Frameset:
                Pop();
                if (_currentTag != (int)Frameset)
                {
                    _mode = Mode.AfterFrameset;
                }

                return false;
            default:
                return false;
        }
    }

    private bool AfterFrameset()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.StartTag when _token.Tag == (int)Html:
                return InBody();
            case HtmlTokenKind.StartTag when _token.Tag == (int)Noframes:
                return InHead();
            case HtmlTokenKind.EndTag when _token.Tag == (int)Html:
                _mode = Mode.AfterAfterFrameset;
                return false;
            default:
                return false;
        }
    }

    private bool AfterAfterFrameset()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Comment:
                InsertComment(HtmlTree.Document);
                return false;
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                return false;
            case HtmlTokenKind.StartTag when _token.Tag == (int)Html:
                return InBody();
            case HtmlTokenKind.StartTag when _token.Tag == (int)Noframes:
                return InHead();
            default:
                return false;
        }
    }

    private void InsertSpacesOnly()
    {
        int end = _token.Start + _token.Length;
        while (_token.Length > 0)
        {
            InsertSpace();
            if (_token.Length > 0)
            {
                CharacterAt(_token.Html[_token.Start..end], out int used);
                _token.Start += used;
                _token.Length -= used;
            }
        }
    }
}
