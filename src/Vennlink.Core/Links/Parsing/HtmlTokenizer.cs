namespace Vennlink.Links.Parsing;

/// <summary>
/// The WHATWG tokenizer over UTF-8 bytes. Tokens are slices of the page: references, NUL and line ends are left for
/// <see cref="HtmlText"/>.
/// </summary>
/// <remarks>
/// All bytes the state machine looks at are ASCII, so the page need not be well-formed UTF-8. A run of text may come as
/// several tokens. Source: WHATWG HTML Standard, "Tokenization".
/// </remarks>
internal ref partial struct HtmlTokenizer
{
    /// <summary>
    /// Attributes kept of one tag, not counting those of <see cref="HtmlAttributeName"/>: a bound on hostile tags.
    /// </summary>
    public const int MaxOtherAttributes = 64;

    private readonly ReadOnlySpan<byte> _html;
    private readonly HtmlTree _tree;
    private readonly bool _keepAll;

    // Whole vectors can be read below it: zero where the page is shorter than one.
    private readonly int _vectorEnd;
    private int _position;

    // Name of the last start tag on the page, or one from elsewhere while there is none.
    private int _rawStart;
    private int _rawEnd;
    private ReadOnlySpan<byte> _rawGiven;

    /// <summary>Starts at the first byte of <paramref name="html"/>.</summary>
    /// <param name="html">The page in UTF-8, without a byte order mark.</param>
    /// <param name="tree">Receives attributes and unknown names.</param>
    /// <param name="keepAll">Whether attributes that do not matter are kept too.</param>
    /// <param name="bytewise">Whether no vectors are used; for the test that compares.</param>
    public HtmlTokenizer(ReadOnlySpan<byte> html, HtmlTree tree, bool keepAll, bool bytewise = false)
    {
        _html = html;
        _tree = tree;
        _keepAll = keepAll;
        _vectorEnd = bytewise || !BitConverter.IsLittleEndian ? 0 : Math.Max(0, html.Length - VectorBytes + 1);
    }

    /// <summary>State to read the next token in; set by tree construction, back to data after the end tag.</summary>
    public HtmlContentModel Model;

    /// <summary>
    /// Whether the adjusted current node is outside the HTML namespace, so that CDATA sections are text.
    /// </summary>
    public bool InForeignContent;

    /// <summary>Element name of the tag read last.</summary>
    public int Tag;

    /// <summary>Whether the tag ended in <c>/&gt;</c>.</summary>
    public bool SelfClosing;

    /// <summary>First byte of the text or comment; of a doctype: of its name.</summary>
    public int Start;

    /// <summary>Bytes of the text or comment; of a doctype: of its name.</summary>
    public int Length;

    /// <summary>Whether character references in the text stay as they are.</summary>
    public HtmlTextForm TextForm;

    /// <summary>Where the attributes of the tag begin on the page: after its name.</summary>
    public int Markup;

    /// <summary>First attribute of the start tag, in the tree.</summary>
    public int AttributeStart;

    /// <summary>Attributes of the start tag that are kept.</summary>
    public int AttributeCount;

    /// <summary>Whether the doctype has a name.</summary>
    public bool HasName;

    /// <summary>Public identifier of the doctype, raw; valid with <see cref="HasPublicId"/>.</summary>
    public ReadOnlySpan<byte> PublicId;

    /// <summary>System identifier of the doctype, raw; valid with <see cref="HasSystemId"/>.</summary>
    public ReadOnlySpan<byte> SystemId;

    /// <summary>Whether the doctype has a public identifier.</summary>
    public bool HasPublicId;

    /// <summary>Whether the doctype has a system identifier.</summary>
    public bool HasSystemId;

    /// <summary>The doctype's force-quirks flag.</summary>
    public bool ForceQuirks;

    /// <summary>The page.</summary>
    public readonly ReadOnlySpan<byte> Html => _html;

    /// <summary>Name of the element whose end tag ends raw text: the last start tag's, else as set here.</summary>
    public ReadOnlySpan<byte> RawTag
    {
        readonly get => _rawEnd > 0 ? _html[_rawStart.._rawEnd] : _rawGiven;
        set => _rawGiven = value;
    }

    /// <summary>Reads the next token into the fields that its kind has.</summary>
    public HtmlTokenKind Read() => Model switch
    {
        HtmlContentModel.Data => ReadData(),
        HtmlContentModel.Rcdata or HtmlContentModel.Rawtext => ReadRawText(),
        HtmlContentModel.ScriptData => ReadScript(),
        HtmlContentModel.Plaintext => ReadRest(),
        _ => ReadCdata(),
    };

    /// <summary>Whether text comes next, in <see cref="HtmlContentModel.Data"/>.</summary>
    public readonly bool AtText => (uint)_position < (uint)_html.Length && _html[_position] != '<';

    /// <summary>Goes to the next "&lt;", or the end of the page.</summary>
    public void SkipText() => _position = IndexOfTag(_position);

    /// <summary><see cref="Read"/> in <see cref="HtmlContentModel.Data"/>.</summary>
    public HtmlTokenKind ReadData()
    {
        ReadOnlySpan<byte> html = _html;
        int start = _position;
        if ((uint)start < (uint)html.Length && html[start] != '<')
        {
            return ReadText(start, start);
        }

        // Most markup is a tag, and most tags are whole.
        if (start < html.Length - 2)
        {
            bool isEnd = html[start + 1] == '/';
            int name = start + (isEnd ? 2 : 1);
            if (HtmlBytes.IsLetter(html[name]) && ReadTag(name, !isEnd))
            {
                return isEnd ? HtmlTokenKind.EndTag : HtmlTokenKind.StartTag;
            }
        }

        return ReadMarkup();
    }

    // From a "<" on, or from the end of the page.
    private HtmlTokenKind ReadMarkup()
    {
        ReadOnlySpan<byte> html = _html;
        while (_position < html.Length)
        {
            int start = _position;
            int scan = start;
            if (html[start] == '<')
            {
                switch (MarkupAt(start))
                {
                    case Opening.StartTag:
                        if (ReadTag(start + 1, isStart: true))
                        {
                            return HtmlTokenKind.StartTag;
                        }

                        continue;
                    case Opening.EndTag:
                        if (ReadTag(start + 2, isStart: false))
                        {
                            return HtmlTokenKind.EndTag;
                        }

                        continue;
                    case Opening.Declaration:
                        HtmlTokenKind kind = ReadDeclaration(start + 2);
                        if (kind == HtmlTokenKind.Text && Length == 0)
                        {
                            continue;
                        }

                        return kind;
                    case Opening.BogusComment:
                        ReadBogusComment(html[start + 1] == '/' ? start + 2 : start + 1);
                        return HtmlTokenKind.Comment;
                    case Opening.Nothing:
                        _position = start + 3;
                        continue;
                    default:
                        scan = start + 1;
                        break;
                }
            }

            return ReadText(start, scan);
        }

        return HtmlTokenKind.EndOfFile;
    }

    private HtmlTokenKind ReadText(int start, int scan)
    {
        int end;
        while (true)
        {
            end = IndexOfTag(scan);
            if (end == _html.Length || MarkupAt(end) != Opening.Text)
            {
                break;
            }

            scan = end + 1;
        }

        return EmitText(start, end, HtmlTextForm.None);
    }

    private HtmlTokenKind EmitText(int start, int end, HtmlTextForm form)
    {
        Start = start;
        Length = end - start;
        TextForm = form;
        _position = end;
        return HtmlTokenKind.Text;
    }

    // What the "<" at this offset begins.
    private readonly Opening MarkupAt(int offset)
    {
        ReadOnlySpan<byte> html = _html;
        if (offset + 1 >= html.Length)
        {
            return Opening.Text;
        }

        byte next = html[offset + 1];
        if (HtmlBytes.IsLetter(next))
        {
            return Opening.StartTag;
        }

        switch (next)
        {
            case (byte)'/':
                if (offset + 2 >= html.Length)
                {
                    return Opening.Text;
                }

                byte name = html[offset + 2];
                return HtmlBytes.IsLetter(name) ? Opening.EndTag : name == '>' ? Opening.Nothing : Opening.BogusComment;
            case (byte)'!':
                return Opening.Declaration;
            case (byte)'?':
                return Opening.BogusComment;
            default:
                return Opening.Text;
        }
    }

    // RCDATA and RAWTEXT: text up to the end tag of the element that is open.
    private HtmlTokenKind ReadRawText()
    {
        int start = _position;
        int scan = start;
        int end = _html.Length;
        while (true)
        {
            int found = _html[scan..].IndexOf("</"u8);
            if (found < 0)
            {
                break;
            }

            scan += found;
            if (IsRawEndTag(scan + 2, RawTag))
            {
                end = scan;
                break;
            }

            scan += 2;
        }

        return end > start
            ? EmitText(start, end, Model == HtmlContentModel.Rcdata ? HtmlTextForm.None : HtmlTextForm.Literal)
            : LeaveRawText();
    }

    private HtmlTokenKind LeaveRawText()
    {
        Model = HtmlContentModel.Data;
        return ReadData();
    }

    private HtmlTokenKind ReadRest() =>
        _position < _html.Length ? EmitText(_position, _html.Length, HtmlTextForm.Literal) : HtmlTokenKind.EndOfFile;

    private HtmlTokenKind ReadCdata()
    {
        int start = _position;
        int found = _html[start..].IndexOf("]]>"u8);
        Model = HtmlContentModel.Data;
        EmitText(start, found < 0 ? _html.Length : start + found, HtmlTextForm.Literal);
        _position = found < 0 ? _html.Length : start + found + 3;
        return Length > 0 ? HtmlTokenKind.Text : ReadData();
    }

    private readonly bool IsRawEndTag(int nameStart, ReadOnlySpan<byte> name)
    {
        int nameEnd = nameStart + name.Length;
        return !name.IsEmpty
            && nameEnd < _html.Length
            && HtmlBytes.EndsTagName(_html[nameEnd])
            && System.Text.Ascii.EqualsIgnoreCase(_html[nameStart..nameEnd], name);
    }

    private enum Opening
    {
        Text,
        StartTag,
        EndTag,
        Declaration,
        BogusComment,

        /// <summary><c>&lt;/&gt;</c> leaves no trace.</summary>
        Nothing,
    }
}

/// <summary>The tokenizer states that tree construction can switch to.</summary>
internal enum HtmlContentModel : byte
{
    Data,
    Rcdata,
    Rawtext,
    ScriptData,
    Plaintext,
    CdataSection,
}

/// <summary>Kinds of token.</summary>
internal enum HtmlTokenKind : byte
{
    EndOfFile,
    Text,
    StartTag,
    EndTag,
    Comment,
    Doctype,
}
