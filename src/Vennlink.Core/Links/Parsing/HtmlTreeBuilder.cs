using System.Runtime.CompilerServices;
using static Vennlink.Links.Parsing.HtmlTag;
using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <summary>
/// Tree construction of the WHATWG HTML Standard, with scripting on and no script ever run, into an
/// <see cref="HtmlTree"/>.
/// </summary>
/// <remarks>
/// Differs from the standard only where hostile pages would cost more than linear time: see the constants here and
/// docs/html.md. Each <c>bool</c> method that processes a token returns whether the token must be processed again in
/// the mode that is set then.
/// </remarks>
internal ref partial struct HtmlTreeBuilder
{
    /// <summary>
    /// Most open elements: deeper elements are put in the tree but not opened, so what they hold becomes their
    /// siblings.
    /// </summary>
    public const int MaxDepth = 512;

    /// <summary>
    /// Most open elements counting tables, templates and the like, whose start tags are ignored beyond it.
    /// </summary>
    public const int MaxStructuralDepth = 1024;

    /// <summary>Most entries of the list of active formatting elements; beyond it the oldest is forgotten.</summary>
    public const int MaxFormatting = 256;

    // A start tag can imply three more elements.
    private const int DepthReserve = 8;

    private readonly HtmlTree _tree;
    private readonly HtmlTreeState _state;
    private readonly List<int> _formatting;

    // An open element without a node of its own (see Insert) has None here, and its children are placed under the node
    // next above.
    private readonly int[] _openNodes;
    private readonly int[] _openPlaces;
    private readonly int[] _openTags;
    private readonly int[] _openCounts;
    private readonly bool _keepAll;
    private readonly bool _bytewise;
    private HtmlTokenizer _token;
    private HtmlTokenKind _kind;
    private Mode _mode;
    private Mode _originalMode;
    private int _depth;
    private int _openFormatting;
    private int _lastFormattingIndex;
    private int _cloneBudget;
    private int _currentTag;
    private int _headNode;
    private int _formNode;
    private bool _framesetOk;
    private bool _fosterParenting;
    private bool _quirks;
    private bool _skipLineFeed;
    private bool _linkHoldsOpenElements;
    private bool _stopped;

    /// <summary>Prepares to read one page.</summary>
    /// <param name="html">The page in UTF-8, without a byte order mark.</param>
    /// <param name="tree">Cleared and filled.</param>
    /// <param name="state">Working arrays, reused from page to page.</param>
    /// <param name="keepAll">Whether all elements, comments, doctypes, text and attributes are kept, not only what
    /// links need.</param>
    /// <param name="bytewise">Whether every token goes the long way, byte for byte and mode for mode; for the test that
    /// compares.</param>
    public HtmlTreeBuilder(ReadOnlySpan<byte> html, HtmlTree tree, HtmlTreeState state, bool keepAll = false,
        bool bytewise = false)
    {
        tree.Clear();
        state.Clear();
        _tree = tree;
        _state = state;
        _formatting = state.Formatting;
        _openNodes = state.OpenNodes;
        _openPlaces = state.OpenPlaces;
        _openTags = state.OpenTags;
        _openCounts = state.OpenCounts;
        _keepAll = keepAll;
        _bytewise = bytewise;
        _token = new HtmlTokenizer(html, tree, keepAll, bytewise);
        _headNode = HtmlTree.None;
        _formNode = HtmlTree.None;
        _framesetOk = true;
        _cloneBudget = MinCloneBudget + (html.Length / BytesPerClone);
    }

    /// <summary>
    /// Called with the attributes of each <c>meta</c> that could declare an encoding; true stops the parse at once.
    /// </summary>
    /// <remarks>Null when the encoding is certain.</remarks>
    public CharsetWatch? Charset { get; init; }

    /// <summary>Reads the page to its end.</summary>
    /// <returns>False when <see cref="Charset"/> stopped the parse.</returns>
    public bool Build()
    {
        while (!_stopped)
        {
            if (IsInFlow && !_bytewise)
            {
                BuildFlow();
            }

            _token.InForeignContent = _currentTag >= HtmlNode.Svg;
            _kind = _token.Read();
            while (Process())
            {
            }

            if (_kind == HtmlTokenKind.EndOfFile)
            {
                break;
            }
        }

        return !_stopped;
    }

    private bool Process()
    {
        if (_kind == HtmlTokenKind.Text)
        {
            if (_skipLineFeed)
            {
                SkipLineFeed();
            }

            if (_token.Length == 0)
            {
                return false;
            }
        }
        else
        {
            _skipLineFeed = false;
            if (_kind == HtmlTokenKind.StartTag && _depth >= MaxStructuralDepth - DepthReserve
                && (HtmlTagTable.Traits(_token.Tag) & HtmlTraits.Structural) != 0)
            {
                return false;
            }
        }

        return _currentTag >= HtmlNode.Svg && !UsesHtmlRules() ? ProcessForeign() : ProcessIn(_mode);
    }

    private bool ProcessIn(Mode mode) => mode switch
    {
        Mode.Initial => Initial(),
        Mode.BeforeHtml => BeforeHtml(),
        Mode.BeforeHead => BeforeHead(),
        Mode.InHead => InHead(),
        Mode.AfterHead => AfterHead(),
        Mode.InBody => InBody(),
        Mode.Text => Text(),
        Mode.InTable => InTable(),
        Mode.InTableText => InTableText(),
        Mode.InCaption => InCaption(),
        Mode.InColumnGroup => InColumnGroup(),
        Mode.InTableBody => InTableBody(),
        Mode.InRow => InRow(),
        Mode.InCell => InCell(),
        Mode.InTemplate => InTemplate(),
        Mode.AfterBody => AfterBody(),
        Mode.InFrameset => InFrameset(),
        Mode.AfterFrameset => AfterFrameset(),
        Mode.AfterAfterBody => AfterAfterBody(),
        _ => AfterAfterFrameset(),
    };

    private readonly bool IsTemplateOpen => _openCounts[(int)Template] > 0;

    private readonly bool IsStart(HtmlTag tag) => _kind == HtmlTokenKind.StartTag && _token.Tag == (int)tag;

    private readonly bool IsEnd(HtmlTag tag) => _kind == HtmlTokenKind.EndTag && _token.Tag == (int)tag;

    private readonly int CurrentNode => _openNodes[_depth - 1];

    private void Push(int node, int tag) => Push(node, node, tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(int node, int place, int tag)
    {
        _openNodes[_depth] = node;
        _openPlaces[_depth] = place;
        _openTags[_depth] = tag;
        _depth++;
        _currentTag = tag;
        Count(tag, 1);
    }

    // Keeps count of the open elements; those of foreign content do not count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(int tag, int change)
    {
        if ((uint)tag < (uint)_openCounts.Length)
        {
            _openCounts[tag] += change;
            _openFormatting += HtmlTagTable.IsFormatting(tag) ? change : 0;
        }
    }

    // The root stays open to the end, which keeps every loop over the stack inside it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop()
    {
        if (_depth <= 1)
        {
            return;
        }

        _depth--;
        Count(_currentTag, -1);
        _currentTag = _openTags[_depth - 1];
    }

    private void RemoveOpenAt(int index)
    {
        Count(_openTags[index], -1);
        _depth--;
        Array.Copy(_openNodes, index + 1, _openNodes, index, _depth - index);
        Array.Copy(_openPlaces, index + 1, _openPlaces, index, _depth - index);
        Array.Copy(_openTags, index + 1, _openTags, index, _depth - index);
        _currentTag = _openTags[_depth - 1];
    }

    private void InsertOpenAt(int index, int node, int tag)
    {
        Array.Copy(_openNodes, index, _openNodes, index + 1, _depth - index);
        Array.Copy(_openPlaces, index, _openPlaces, index + 1, _depth - index);
        Array.Copy(_openTags, index, _openTags, index + 1, _depth - index);
        _openNodes[index] = node;
        _openPlaces[index] = node;
        _openTags[index] = tag;
        _depth++;
        Count(tag, 1);
        _currentTag = _openTags[_depth - 1];
    }

    private readonly int IndexOfOpen(int node)
    {
        _state.Steps += _depth;
        return _openNodes.AsSpan(0, _depth).LastIndexOf(node);
    }

    // Pops up to and including the nearest element of that name.
    private void PopThrough(int tag)
    {
        while (_depth > 1)
        {
            int popped = _currentTag;
            Pop();
            if (popped == tag)
            {
                return;
            }
        }
    }

    // Inserts an element for the start tag at hand and opens it. Returns its node, or None: an element that no link can
    // come to hold, and that is not sought itself, needs a place on the stack of open elements but none in the tree.
    // What is put into it goes where it would stand, so all that is in the tree stays in order. Nodes are moved only by
    // formatting elements that are open around them.
    private int Insert(int tag)
    {
        bool opens = _depth < MaxDepth || (HtmlTagTable.Traits(tag) & HtmlTraits.Structural) != 0;
        if (!NeedsNode(tag))
        {
            if (opens)
            {
                Push(HtmlTree.None, _openPlaces[_depth - 1], tag);
            }

            return HtmlTree.None;
        }

        int node = AddElement(tag);
        if (opens)
        {
            Push(node, tag);
        }

        return node;
    }

    private int Insert() => Insert(_token.Tag);

    // Inserts an element for the start tag at hand that has no content.
    private int InsertVoid(int tag) => NeedsNode(tag) ? AddElement(tag) : HtmlTree.None;

    private int AddElement(int tag)
    {
        int node = _tree.AddNode(HtmlNodeKind.Element, tag, _token.AttributeStart, _token.AttributeCount);
        Place(node);
        return node;
    }

    // What stands before a table that it was written in has a node, because that is no place of an open element.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool NeedsNode(int tag) =>
        _openFormatting > 0 || _keepAll || _linkHoldsOpenElements || _fosterParenting || tag >= HtmlNode.Svg
            || HtmlTagTable.IsSought(tag);

    // Inserts and opens an element that no tag names.
    private int InsertImplied(HtmlTag tag)
    {
        int node = _tree.AddNode(HtmlNodeKind.Element, (int)tag, 0, 0);
        Place(node);
        Push(node, (int)tag);
        return node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(int node)
    {
        if (_fosterParenting && IsTablePart(_currentTag))
        {
            PlaceFostered(node);
        }
        else
        {
            _tree.Append(_openPlaces[_depth - 1], node);
        }
    }

    private void PlaceFostered(int node)
    {
        (int parent, int before) = FosterPlace();
        if (before == HtmlTree.None)
        {
            _tree.Append(parent, node);
        }
        else
        {
            _tree.InsertBefore(before, node);
        }
    }

    // Where content goes that stands wrongly in a table: right before the table, or into the nearest template if that
    // is nearer.
    private readonly (int Parent, int Before) FosterPlace()
    {
        _state.Steps += _depth;
        for (int i = _depth - 1; i > 0; i--)
        {
            if (_openTags[i] == (int)Template)
            {
                return (_openPlaces[i], HtmlTree.None);
            }

            if (_openTags[i] == (int)Table)
            {
                int parent = _tree[_openNodes[i]].Parent;
                return parent == HtmlTree.None ? (_openPlaces[i - 1], HtmlTree.None) : (parent, _openNodes[i]);
            }
        }

        return (_openPlaces[0], HtmlTree.None);
    }

    private static bool IsTablePart(int tag) => (HtmlTagTable.Traits(tag) & HtmlTraits.TableParts) != 0;

    // Text that no link or title can come to hold is not kept: an element that text ends up in is open while the text
    // is inserted, but for a link closed by another one in a table inside it, which is rare enough to keep all text
    // from there on.
    private readonly bool KeepsText =>
        _keepAll || _linkHoldsOpenElements || _openCounts[(int)A] > 0 || _openCounts[(int)Title] > 0;

    private void InsertText(HtmlTextForm form) => InsertText(_token.Start, _token.Length, _token.TextForm | form);

    private void InsertText(int start, int length, HtmlTextForm form)
    {
        if (length == 0 || !KeepsText)
        {
            return;
        }

        int node = _tree.AddNode(HtmlNodeKind.Text, 0, start, length);
        _tree[node].TextForm = form;
        Place(node);
        int previous = _tree[node].Previous;
        _tree[node].ContinuesText = previous != HtmlTree.None && _tree[previous].Kind == HtmlNodeKind.Text;
    }

    private void InsertComment(int parent)
    {
        if (_keepAll)
        {
            int node = _tree.AddNode(HtmlNodeKind.Comment, 0, _token.Start, _token.Length);
            _tree.Append(parent, node);
        }
    }

    private void InsertComment()
    {
        if (_keepAll)
        {
            int node = _tree.AddNode(HtmlNodeKind.Comment, 0, _token.Start, _token.Length);
            Place(node);
        }
    }

    // Whether an element of that name is open with none of the boundaries between it and the current node.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasInScope(HtmlTag tag, HtmlTraits boundary = HtmlTraits.DefaultScope)
    {
        return _openCounts[(int)tag] > 0 && FindInScope(tag, boundary);
    }

    private readonly bool FindInScope(HtmlTag tag, HtmlTraits boundary)
    {
        _state.Steps += _depth;
        for (int i = _depth - 1; i >= 0; i--)
        {
            int open = _openTags[i];
            if (open == (int)tag)
            {
                return true;
            }

            if ((TraitsOf(open) & boundary) != 0)
            {
                return false;
            }
        }

        return false;
    }

    private readonly bool HasInScope(int tag, HtmlTraits boundary = HtmlTraits.DefaultScope) =>
        HasInScope((HtmlTag)tag, boundary);

    private readonly bool HasInTableScope(HtmlTag tag) => HasInScope(tag, HtmlTraits.TableScope);

    private readonly bool IsNodeInScope(int node)
    {
        _state.Steps += _depth;
        for (int i = _depth - 1; i >= 0; i--)
        {
            if (_openNodes[i] == node)
            {
                return true;
            }

            if ((TraitsOf(_openTags[i]) & HtmlTraits.DefaultScope) != 0)
            {
                return false;
            }
        }

        return false;
    }

    private static HtmlTraits TraitsOf(int tag) => tag < HtmlNode.Svg ? HtmlTagTable.Traits(tag) : ForeignTraits(tag);

    private void GenerateImpliedEndTags(int except = 0)
    {
        while (_currentTag != except && (TraitsOf(_currentTag) & HtmlTraits.ImpliedEnd) != 0)
        {
            Pop();
        }
    }

    private void GenerateImpliedEndTagsThoroughly()
    {
        while ((TraitsOf(_currentTag) & HtmlTraits.ThoroughlyImpliedEnd) != 0)
        {
            Pop();
        }
    }

    private void ClosePInButtonScope()
    {
        if (HasInScope(P, HtmlTraits.ButtonScope))
        {
            GenerateImpliedEndTags(except: (int)P);
            PopThrough((int)P);
        }
    }

    private void ResetInsertionMode()
    {
        for (int i = _depth - 1; i > 0; i--)
        {
            switch ((HtmlTag)_openTags[i])
            {
                case Td or Th:
                    _mode = Mode.InCell;
                    return;
                case Tr:
                    _mode = Mode.InRow;
                    return;
                case Tbody or Thead or Tfoot:
                    _mode = Mode.InTableBody;
                    return;
                case Caption:
                    _mode = Mode.InCaption;
                    return;
                case Colgroup:
                    _mode = Mode.InColumnGroup;
                    return;
                case Table:
                    _mode = Mode.InTable;
                    return;
                case Template:
                    _mode = _state.TemplateModes[^1];
                    return;
                case Head:
                    _mode = Mode.InHead;
                    return;
                case Body:
                    _mode = Mode.InBody;
                    return;
                case Frameset:
                    _mode = Mode.InFrameset;
                    return;
            }
        }

        _mode = _headNode == HtmlTree.None ? Mode.BeforeHead : Mode.AfterHead;
    }

    // Moves to the mode for raw text after the start tag at hand.
    private bool InsertRawText(HtmlContentModel model)
    {
        Insert();
        _token.Model = model;
        _originalMode = _mode;
        _mode = Mode.Text;
        return false;
    }

    private void SkipLineFeed()
    {
        _skipLineFeed = false;
        ReadOnlySpan<byte> text = _token.Html.Slice(_token.Start, _token.Length);
        int skipped = text.StartsWith("\r\n"u8) ? 2 : text[0] is (byte)'\n' or (byte)'\r' ? 1 : 0;
        if (text[0] == '&' && (_token.TextForm & HtmlTextForm.Literal) == 0)
        {
            Span<byte> decoded = stackalloc byte[HtmlEntities.MaxNameLength * 3];
            int written = HtmlText.DecodeReference(text, inAttribute: false, decoded, out int used);
            skipped = written == 1 && decoded[0] == '\n' ? used : 0;
        }

        _token.Start += skipped;
        _token.Length -= skipped;
    }

    // White space that the text begins with, in bytes as written.
    private readonly int LeadingSpace()
    {
        ReadOnlySpan<byte> text = _token.Html.Slice(_token.Start, _token.Length);
        int at = 0;
        while (at < text.Length && CharacterAt(text[at..], out int used) == Character.Space)
        {
            at += used;
        }

        return at;
    }

    private readonly bool HasOtherThanSpaceAndNul(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (CharacterAt(text[at..], out int used) == Character.Other)
            {
                return true;
            }

            at += used;
        }

        return false;
    }

    private readonly Character CharacterAt(ReadOnlySpan<byte> text, out int used)
    {
        used = 1;
        byte b = text[0];
        if (b == '&' && (_token.TextForm & HtmlTextForm.Literal) == 0)
        {
            Span<byte> decoded = stackalloc byte[HtmlEntities.MaxNameLength * 3];
            HtmlText.DecodeReference(text, inAttribute: false, decoded, out used);
            b = decoded[0];
        }

        return b == 0 ? Character.Nul : HtmlBytes.IsSpace(b) ? Character.Space : Character.Other;
    }

    private enum Character
    {
        Other,
        Space,
        Nul,
    }
}
