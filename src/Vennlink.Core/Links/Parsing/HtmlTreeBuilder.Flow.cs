using System.Runtime.CompilerServices;
using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <content>The fast path of nearly all tokens of nearly all pages: those of "in body". Gives the same tree as
/// <see cref="Process"/>.</content>
internal ref partial struct HtmlTreeBuilder
{
    private readonly bool IsInFlow =>
        _mode is Mode.InBody or Mode.InCell && _token.Model == HtmlContentModel.Data && _currentTag < HtmlNode.Svg
            && !_stopped;

    // Whether text at this place changes nothing: it is not kept, no formatting element waits to be reopened, and a
    // frameset is ruled out.
    private readonly bool SkipsText => !_framesetOk && !_skipLineFeed && !KeepsText && !MayReconstruct;

    private readonly bool MayReconstruct
    {
        get
        {
            int count = _formatting.Count;
            return count > 0 && _formatting[count - 1] is var last && last != Marker
                && !(_lastFormattingIndex < _depth && _openNodes[_lastFormattingIndex] == last);
        }
    }

    // Reads and processes tokens up to the first behind which another mode may be set, or the end of the page.
    private void BuildFlow()
    {
        _token.InForeignContent = false;
        do
        {
            if (_token.AtText)
            {
                if (SkipsText)
                {
                    _token.SkipText();
                }
                else
                {
                    FlowText();
                    continue;
                }
            }

            _kind = _token.ReadData();
            if (_kind == HtmlTokenKind.EndTag)
            {
                if (_token.Tag == _currentTag && TryPop())
                {
                    continue;
                }

                FlowTag(isStart: false);
            }
            else if (_kind == HtmlTokenKind.StartTag)
            {
                FlowTag(isStart: true);
            }
            else
            {
                ProcessAll();
            }
        }
        while (IsInFlow && _kind != HtmlTokenKind.EndOfFile);
    }

    private void FlowText()
    {
        _kind = _token.ReadData();
        if (_skipLineFeed)
        {
            SkipLineFeed();
        }

        if (_token.Length > 0)
        {
            InBodyText();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FlowTag(bool isStart)
    {
        bool goesToBody = _depth < MaxStructuralDepth - DepthReserve
            && (_mode == Mode.InBody || (HtmlTagTable.Traits(_token.Tag) & HtmlTraits.TableTag) == 0);
        if (goesToBody)
        {
            _skipLineFeed = false;
            if (!(isStart ? InBodyStartTag() : InBodyEndTag()))
            {
                return;
            }
        }

        ProcessAll();
    }

    private void ProcessAll()
    {
        while (Process())
        {
        }
    }

    // The end tag of the current node closes it, by whatever rule, unless the rule does more than that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPop()
    {
        HtmlTraits traits = HtmlTagTable.Traits(_currentTag);
        if ((traits & (HtmlTraits.EndsMore | HtmlTraits.Formatting)) == 0)
        {
            _skipLineFeed = false;
            Pop();
            return true;
        }

        return (traits & HtmlTraits.Formatting) != 0 && TryPopFormatting();
    }

    // The adoption agency has nothing to do where the formatting element is both the current node and the latest in the
    // list.
    private bool TryPopFormatting()
    {
        int last = _formatting.Count - 1;
        if (last < 0 || _formatting[last] != CurrentNode)
        {
            return false;
        }

        _skipLineFeed = false;
        _formatting.RemoveAt(last);
        Pop();
        return true;
    }
}
