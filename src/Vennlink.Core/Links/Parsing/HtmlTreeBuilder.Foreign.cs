using static Vennlink.Links.Parsing.HtmlTag;

namespace Vennlink.Links.Parsing;

/// <content>SVG and MathML.</content>
internal ref partial struct HtmlTreeBuilder
{
    private const int SvgForeignObject = HtmlNode.Svg | (int)ForeignObject;
    private const int SvgDesc = HtmlNode.Svg | (int)Desc;
    private const int SvgTitle = HtmlNode.Svg | (int)Title;
    private const int SvgScript = HtmlNode.Svg | (int)Script;
    private const int MathAnnotationXml = HtmlNode.Math | (int)AnnotationXml;

    private static HtmlTraits ForeignTraits(int tag) => tag switch
    {
        SvgForeignObject or SvgDesc or SvgTitle or MathAnnotationXml
            or (HtmlNode.Math | (int)Mi) or (HtmlNode.Math | (int)Mo) or (HtmlNode.Math | (int)Mn)
            or (HtmlNode.Math | (int)Ms) or (HtmlNode.Math | (int)Mtext)
            => HtmlTraits.Special | HtmlTraits.DefaultScope | HtmlTraits.ListScope | HtmlTraits.ButtonScope,
        _ => HtmlTraits.None,
    };

    // Whether a token inside foreign content is processed as HTML: at integration points and at the end of the page.
    private readonly bool UsesHtmlRules()
    {
        int current = _currentTag;
        switch (_kind)
        {
            case HtmlTokenKind.EndOfFile:
                return true;
            case HtmlTokenKind.StartTag:
                return (IsMathTextPoint(current) && _token.Tag != (int)Mglyph && _token.Tag != (int)Malignmark)
                    || (current == MathAnnotationXml && _token.Tag == (int)Svg)
                    || IsHtmlPoint(current, CurrentNode);
            case HtmlTokenKind.Text:
                return IsMathTextPoint(current) || IsHtmlPoint(current, CurrentNode);
            default:
                return false;
        }
    }

    private static bool IsMathTextPoint(int tag) =>
        (tag & HtmlNode.Math) != 0 && (HtmlTag)(tag & HtmlNode.LocalNameMask) is Mi or Mo or Mn or Ms or Mtext;

    private readonly bool IsHtmlPoint(int tag, int node)
    {
        if (tag is SvgForeignObject or SvgDesc or SvgTitle)
        {
            return true;
        }

        if (tag != MathAnnotationXml)
        {
            return false;
        }

        foreach (ref readonly HtmlAttribute attribute in _tree.AttributesOf(node))
        {
            if (attribute.Known == HtmlAttributeName.Encoding)
            {
                return ValueIs(attribute, "text/html"u8) || ValueIs(attribute, "application/xhtml+xml"u8);
            }
        }

        return false;
    }

    // Whether a value, decoded, equals the lower-case text in any case.
    private readonly bool ValueIs(in HtmlAttribute attribute, ReadOnlySpan<byte> lower)
    {
        ReadOnlySpan<byte> value = _token.Html.Slice(attribute.ValueStart, attribute.ValueLength);
        if (!HtmlText.NeedsDecoding(value))
        {
            return HtmlBytes.EqualsLower(value, lower);
        }

        var decoded = new byte[value.Length * 3];
        return HtmlBytes.EqualsLower(decoded.AsSpan(0, HtmlText.Decode(value, HtmlTextForm.Attribute, decoded)), lower);
    }

    private bool ProcessForeign()
    {
        switch (_kind)
        {
            case HtmlTokenKind.Text:
                if (_framesetOk && HasOtherThanSpaceAndNul(_token.Html.Slice(_token.Start, _token.Length)))
                {
                    _framesetOk = false;
                }

                InsertText(HtmlTextForm.None);
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return false;
            case HtmlTokenKind.StartTag:
                return ForeignStartTag();
            case HtmlTokenKind.EndTag:
                return ForeignEndTag();
            default:
                return false;
        }
    }

    private bool ForeignStartTag()
    {
        if (BreaksOutOfForeign())
        {
            LeaveForeign();
            return ProcessIn(_mode);
        }

        InsertForeign(_currentTag & ~HtmlNode.LocalNameMask);
        return false;
    }

    private readonly bool BreaksOutOfForeign()
    {
        if ((HtmlTagTable.Traits(_token.Tag) & HtmlTraits.BreaksOut) == 0)
        {
            return false;
        }

        if (_token.Tag != (int)Font)
        {
            return true;
        }

        foreach (ref readonly HtmlAttribute attribute in _tree.Attributes(_token.AttributeStart, _token.AttributeCount))
        {
            if (attribute.Known is HtmlAttributeName.Color or HtmlAttributeName.Face or HtmlAttributeName.Size)
            {
                return true;
            }
        }

        return false;
    }

    private void LeaveForeign()
    {
        while (_depth > 1 && _currentTag >= HtmlNode.Svg && !IsMathTextPoint(_currentTag)
            && !IsHtmlPoint(_currentTag, CurrentNode))
        {
            Pop();
        }
    }

    private void InsertForeign(int space)
    {
        int tag = _token.Tag | space;
        if (_token.SelfClosing)
        {
            InsertVoid(tag);
        }
        else
        {
            Insert(tag);
        }
    }

    private bool ForeignEndTag()
    {
        if (_token.Tag is (int)Br or (int)P)
        {
            LeaveForeign();
            return ProcessIn(_mode);
        }

        for (int i = _depth - 1; i > 0; i--)
        {
            if ((_openTags[i] & HtmlNode.LocalNameMask) == _token.Tag)
            {
                while (_depth > i)
                {
                    Pop();
                }

                return false;
            }

            if (_openTags[i - 1] < HtmlNode.Svg)
            {
                return ProcessIn(_mode);
            }
        }

        return false;
    }
}
