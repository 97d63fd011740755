using static Vennlink.Links.Parsing.HtmlTag;
using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <content>Tables.</content>
internal ref partial struct HtmlTreeBuilder
{
    private bool InTable()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text when IsTablePart(_currentTag) || _currentTag == (int)Template:
                _originalMode = _mode;
                _mode = Mode.InTableText;
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.EndOfFile:
                return InBody();
            case HtmlTokenKind.StartTag:
                return InTableStartTag();
            case HtmlTokenKind.EndTag:
                return InTableEndTag();
            default:
                return InBodyFostered();
        }
    }

    private bool InTableStartTag()
    {
        switch ((HtmlTag)_token.Tag)
        {
            case Caption:
                ClearToTable();
                AddMarker();
                Insert();
                _mode = Mode.InCaption;
                return false;
            case Colgroup:
                ClearToTable();
                Insert();
                _mode = Mode.InColumnGroup;
                return false;
            case Col:
                ClearToTable();
                InsertImplied(Colgroup);
                _mode = Mode.InColumnGroup;
                return true;
            case Tbody or Tfoot or Thead:
                ClearToTable();
                Insert();
                _mode = Mode.InTableBody;
                return false;
            case Td or Th or Tr:
                ClearToTable();
                InsertImplied(Tbody);
                _mode = Mode.InTableBody;
                return true;
            case Table:
                if (!HasInTableScope(Table))
                {
                    return false;
                }

                PopThrough((int)Table);
                ResetInsertionMode();
                return true;
            case Style or Script or Template:
                return InHead();
            case Input when IsHiddenInput():
                InsertVoid(_token.Tag);
                return false;
            case Form:
                if (!IsTemplateOpen && _formNode == HtmlTree.None)
                {
                    _formNode = InsertVoid(_token.Tag);
                }

                return false;
            default:
                return InBodyFostered();
        }
    }

    private bool InTableEndTag()
    {
        switch ((HtmlTag)_token.Tag)
        {
            case Table:
                if (HasInTableScope(Table))
                {
                    PopThrough((int)Table);
                    ResetInsertionMode();
                }

                return false;
            case Body or Caption or Col or Colgroup or Html or Tbody or Td or Tfoot or Th or Thead or Tr:
                return false;
            case Template:
                return InHead();
            default:
                return InBodyFostered();
        }
    }

    private bool InBodyFostered()
    {
        _fosterParenting = true;
        bool again = InBody();
        _fosterParenting = false;
        return again;
    }

    private bool InTableText()
    {
        if (_kind == HtmlTokenKind.Text)
        {
            _state.TableText.Add((_token.Start, _token.Length, _token.TextForm));
            return false;
        }

        List<(int Start, int Length, HtmlTextForm Form)> pending = _state.TableText;
        bool foster = false;
        foreach ((int start, int length, HtmlTextForm form) in pending)
        {
            _token.TextForm = form;
            foster |= HasOtherThanSpaceAndNul(_token.Html.Slice(start, length));
        }

        foreach ((int start, int length, HtmlTextForm form) in pending)
        {
            if (!foster)
            {
                InsertText(start, length, form | HtmlTextForm.DropNul);
                continue;
            }

            _fosterParenting = true;
            ReconstructFormatting();
            InsertText(start, length, form | HtmlTextForm.DropNul);
            _fosterParenting = false;
            _framesetOk = false;
        }

        pending.Clear();
        _mode = _originalMode;
        return true;
    }

    private readonly bool IsHiddenInput()
    {
        foreach (ref readonly HtmlAttribute attribute in _tree.Attributes(_token.AttributeStart, _token.AttributeCount))
        {
            if (attribute.Known == HtmlAttributeName.Type)
            {
                return ValueIs(attribute, "hidden"u8);
            }
        }

        return false;
    }

    private void ClearToTable()
    {
        while (_depth > 1 && (HtmlTag)_currentTag is not (Table or Template or Html))
        {
            Pop();
        }
    }

    private void ClearToTableBody()
    {
        while (_depth > 1 && (HtmlTag)_currentTag is not (Tbody or Tfoot or Thead or Template or Html))
        {
            Pop();
        }
    }

    private void ClearToRow()
    {
        while (_depth > 1 && (HtmlTag)_currentTag is not (Tr or Template or Html))
        {
            Pop();
        }
    }

    private bool InCaption()
    {
        HtmlTag tag = (HtmlTag)_token.Tag;
        if (_kind == HtmlTokenKind.StartTag)
        {
            return tag is Caption or Col or Colgroup or Tbody or Td or Tfoot or Th or Thead or Tr
                ? CloseCaption() : InBody();
        }

        if (_kind == HtmlTokenKind.EndTag)
        {
            switch (tag)
            {
                case Caption:
                    CloseCaption();
                    return false;
                case Table:
                    return CloseCaption();
                case Body or Col or Colgroup or Html or Tbody or Td or Tfoot or Th or Thead or Tr:
                    return false;
            }
        }

        return InBody();
    }

    private bool CloseCaption()
    {
        if (!HasInTableScope(Caption))
        {
            return false;
        }

        GenerateImpliedEndTags();
        PopThrough((int)Caption);
        ClearFormattingToMarker();
        _mode = Mode.InTable;
        return true;
    }

    private bool InColumnGroup()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                if (_currentTag == (int)Colgroup)
                {
                    return !InsertSpace() && LeaveColumnGroup();
                }

                // In a template with columns only, everything but white space is ignored.
                InsertSpacesOnly();
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.Doctype:
                return false;
            case HtmlTokenKind.EndOfFile:
                return InBody();
            case HtmlTokenKind.StartTag:
                switch ((HtmlTag)_token.Tag)
                {
                    case Html:
                        return InBody();
                    case Col:
                        InsertVoid(_token.Tag);
                        return false;
                    case Template:
                        return InHead();
                    default:
                        return LeaveColumnGroup();
                }

            default:
                switch ((HtmlTag)_token.Tag)
                {
                    case Colgroup:
                        LeaveColumnGroup();
                        return false;
                    case Col:
                        return false;
                    case Template:
                        return InHead();
                    default:
                        return LeaveColumnGroup();
                }
        }
    }

    private bool LeaveColumnGroup()
    {
        if (_currentTag != (int)Colgroup)
        {
            return false;
        }

        Pop();
        _mode = Mode.InTable;
        return true;
    }

    private bool InTableBody()
    {
        HtmlTag tag = (HtmlTag)_token.Tag;
        if (_kind == HtmlTokenKind.StartTag)
        {
            switch (tag)
            {
                case Tr:
                    ClearToTableBody();
                    Insert();
                    _mode = Mode.InRow;
                    return false;
                case Th or Td:
                    ClearToTableBody();
                    InsertImplied(Tr);
                    _mode = Mode.InRow;
                    return true;
                case Caption or Col or Colgroup or Tbody or Tfoot or Thead:
                    return CloseTableBody();
            }
        }
        else if (_kind == HtmlTokenKind.EndTag)
        {
            switch (tag)
            {
                case Tbody or Tfoot or Thead:
                    if (HasInTableScope(tag))
                    {
                        ClearToTableBody();
                        Pop();
                        _mode = Mode.InTable;
                    }

                    return false;
                case Table:
                    return CloseTableBody();
                case Body or Caption or Col or Colgroup or Html or Td or Th or Tr:
                    return false;
            }
        }

        return InTable();
    }

    private bool CloseTableBody()
    {
        if (!HasInTableScope(Tbody) && !HasInTableScope(Thead) && !HasInTableScope(Tfoot))
        {
            return false;
        }

        ClearToTableBody();
        Pop();
        _mode = Mode.InTable;
        return true;
    }

    private bool InRow()
    {
        HtmlTag tag = (HtmlTag)_token.Tag;
        if (_kind == HtmlTokenKind.StartTag)
        {
            switch (tag)
            {
                case Th or Td:
                    ClearToRow();
                    Insert();
                    _mode = Mode.InCell;
                    AddMarker();
                    return false;
                case Caption or Col or Colgroup or Tbody or Tfoot or Thead or Tr:
                    return CloseRow();
            }
        }
        else if (_kind == HtmlTokenKind.EndTag)
        {
            switch (tag)
            {
                case Tr:
                    CloseRow();
                    return false;
                case Table:
                    return CloseRow();
                case Tbody or Tfoot or Thead:
                    return HasInTableScope(tag) && CloseRow();
                case Body or Caption or Col or Colgroup or Html or Td or Th:
                    return false;
            }
        }

        return InTable();
    }

    private bool CloseRow()
    {
        if (!HasInTableScope(Tr))
        {
            return false;
        }

        ClearToRow();
        Pop();
        _mode = Mode.InTableBody;
        return true;
    }

    private bool InCell()
    {
        HtmlTag tag = (HtmlTag)_token.Tag;
        if (_kind == HtmlTokenKind.StartTag)
        {
            if (tag is Caption or Col or Colgroup or Tbody or Td or Tfoot or Th or Thead or Tr)
            {
                return (HasInTableScope(Td) || HasInTableScope(Th)) && CloseCell();
            }
        }
        else if (_kind == HtmlTokenKind.EndTag)
        {
            switch (tag)
            {
                case Td or Th:
                    if (HasInTableScope(tag))
                    {
                        GenerateImpliedEndTags();
                        PopThrough((int)tag);
                        ClearFormattingToMarker();
                        _mode = Mode.InRow;
                    }

                    return false;
                case Body or Caption or Col or Colgroup or Html:
                    return false;
                case Table or Tbody or Tfoot or Thead or Tr:
                    return HasInTableScope(tag) && CloseCell();
            }
        }

        return InBody();
    }

    private bool CloseCell()
    {
        GenerateImpliedEndTags();
        while (_depth > 1)
        {
            int popped = _currentTag;
            Pop();
            if (popped is (int)Td or (int)Th)
            {
                break;
            }
        }

        ClearFormattingToMarker();
        _mode = Mode.InRow;
        return true;
    }
}
