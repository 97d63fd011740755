using System.Runtime.InteropServices;
using Vennlink.Links.Charsets;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Links.Extraction;

/// <summary>
/// Extracts title, robots and links from one HTML page, as a WHATWG parser with scripting on would see them.
/// </summary>
/// <remarks>
/// Reusable, not thread-safe: one a worker. Time is linear in the length of the page, memory is kept from page to page.
/// What counts as a link, title or anchor text is written in docs/html.md.
/// </remarks>
internal sealed class HtmlLinks
{
    // A link around more elements than this with hardly any text in them keeps what text was found by then.
    private const int MaxAnchorNodes = 10_000;

    private readonly HtmlTree _tree = new();
    private readonly HtmlTreeState _state = new();
    private readonly XhtmlReader _xhtml = new();
    private readonly CharsetDecoder _decoder = new();
    private readonly bool _longWay;
    private readonly LinkResolver _resolver;
    private readonly VisibleText _text;
    private readonly List<int> _found = [];
    private byte[] _value = new byte[1024];

    /// <summary>Prepares.</summary>
    public HtmlLinks()
        : this(longWay: false)
    {
    }

    /// <summary>
    /// Prepares, perhaps without any of the fast paths for what is common; for the test that compares.
    /// </summary>
    internal HtmlLinks(bool longWay)
    {
        _longWay = longWay;
        _resolver = new LinkResolver { UsesFastPath = !longWay };
        _text = new VisibleText { UsesFastPath = !longWay };
    }

    /// <summary>Encoding the last page was read in.</summary>
    internal Charset Charset { get; private set; } = Charset.Utf8;

    /// <summary>Whether the last page has a base element with href.</summary>
    internal bool HasBase { get; private set; }

    /// <summary>The document base URL of the last page.</summary>
    internal UrlRecord Base => _resolver.Base;

    /// <summary>Reads one page.</summary>
    /// <param name="html">Body bytes, content and transfer codings already undone.</param>
    /// <param name="contentType">Value of the Content-Type header, or empty.</param>
    /// <param name="documentUrl">URL the page was fetched from.</param>
    /// <param name="links">Cleared and filled.</param>
    public void Extract(ReadOnlySpan<byte> html, ReadOnlySpan<byte> contentType, UrlRecord documentUrl, PageLinks links)
    {
        ArgumentNullException.ThrowIfNull(documentUrl);
        ArgumentNullException.ThrowIfNull(links);
        links.Clear();
        ReadOnlySpan<byte> page = XhtmlReader.IsXhtmlType(contentType) && TryReadXhtml(html, contentType)
            ? _xhtml.Text : ReadHtml(html, contentType);
        Collect();
        SetBaseAndRefresh(page, documentUrl, links);
        links.Language = LanguageOf(page);
        bool hasTitle = false;
        bool hasCanonical = false;
        foreach (int node in CollectionsMarshal.AsSpan(_found))
        {
            switch ((HtmlTag)_tree[node].Tag)
            {
                case HtmlTag.A or HtmlTag.Area:
                    AddAnchor(page, node, links);
                    break;
                case HtmlTag.Title when !hasTitle:
                    hasTitle = true;
                    SetTitle(page, node, links);
                    break;
                case HtmlTag.Meta:
                    links.PageNofollow |= SaysNofollow(page, node);
                    break;
                case HtmlTag.Link when !hasCanonical && IsCanonical(page, node):
                    hasCanonical = true;
                    AddCanonical(page, node, links);
                    break;
            }
        }
    }

    // Makes the tree; returns the page that it points into.
    private ReadOnlySpan<byte> ReadHtml(ReadOnlySpan<byte> html, ReadOnlySpan<byte> contentType)
    {
        Charset = CharsetSniffer.Detect(html, contentType, out bool isCertain, out int markLength);
        ReadOnlySpan<byte> page = _decoder.ToUtf8(html[markLength..], Charset);
        CharsetWatch? watch = isCertain ? null : new CharsetWatch(Charset);
        if (!new HtmlTreeBuilder(page, _tree, _state, _longWay, _longWay) { Charset = watch }.Build())
        {
            Charset = watch!.Changed!;
            page = _decoder.ToUtf8(html, Charset);
            new HtmlTreeBuilder(page, _tree, _state, _longWay, _longWay).Build();
        }

        return page;
    }

    private bool TryReadXhtml(ReadOnlySpan<byte> xhtml, ReadOnlySpan<byte> contentType)
    {
        Charset = CharsetSniffer.DetectXml(xhtml, contentType, out int markLength);
        return _xhtml.TryRead(_decoder.ToUtf8(xhtml[markLength..], Charset), _tree);
    }

    // Lists the elements that matter in document order. What is in a template is not in the document.
    private void Collect()
    {
        _found.Clear();
        int node = HtmlTree.Document;
        while (node != HtmlTree.None)
        {
            ref readonly HtmlNode at = ref _tree[node];
            if (at.Kind == HtmlNodeKind.Element
                && (HtmlTag)at.Tag is HtmlTag.A or HtmlTag.Area or HtmlTag.Base or HtmlTag.Title or HtmlTag.Meta
                or HtmlTag.Link)
            {
                _found.Add(node);
            }

            node = at.FirstChild != HtmlTree.None && at.Tag != (int)HtmlTag.Template
                ? at.FirstChild
                : _tree.NextOutside(node, HtmlTree.Document);
        }
    }

    // Of the html element; lang counts before xml:lang.
    private ushort LanguageOf(ReadOnlySpan<byte> page)
    {
        ushort language = LanguageCode.Unknown;
        for (int node = _tree[HtmlTree.Document].FirstChild; node != HtmlTree.None; node = _tree[node].Next)
        {
            if (_tree[node].Kind != HtmlNodeKind.Element)
            {
                continue;
            }

            foreach (ref readonly HtmlAttribute attribute in _tree.AttributesOf(node))
            {
                if (attribute.Known is not (HtmlAttributeName.Lang or HtmlAttributeName.XmlLang))
                {
                    continue;
                }

                ushort said = LanguageCode.Of(Value(page, attribute));
                if (said != LanguageCode.Unknown && attribute.Known == HtmlAttributeName.Lang)
                {
                    return said;
                }

                language = said == LanguageCode.Unknown ? language : said;
            }
        }

        return language;
    }

    // In document order: a browser resolves a refresh when it meets it, so a base behind it does not count for it.
    private void SetBaseAndRefresh(ReadOnlySpan<byte> page, UrlRecord documentUrl, PageLinks links)
    {
        HasBase = false;
        bool hasRefresh = false;
        _resolver.Start(documentUrl);
        foreach (int node in CollectionsMarshal.AsSpan(_found))
        {
            switch ((HtmlTag)_tree[node].Tag)
            {
                case HtmlTag.Base when !HasBase && Attribute(node, HtmlAttributeName.Href) is { } href:
                    HasBase = true;
                    _resolver.SetBase(Value(page, href), links);
                    break;
                case HtmlTag.Meta when !hasRefresh && IsRefresh(page, node):
                    hasRefresh = TrySetRefresh(Value(page, Attribute(node, HtmlAttributeName.Content)), links);
                    break;
            }
        }
    }

    private bool IsRefresh(ReadOnlySpan<byte> page, int node) =>
        HtmlBytes.EqualsLower(Value(page, Attribute(node, HtmlAttributeName.HttpEquiv)), "refresh"u8);

    // The first that can be read counts, as in a browser.
    private bool TrySetRefresh(ReadOnlySpan<byte> content, PageLinks links)
    {
        if (!DeclarativeRefresh.TryParse(content, out int seconds, out bool isReload, out ReadOnlySpan<byte> url))
        {
            return false;
        }

        if (!isReload)
        {
            _resolver.SetRefresh(url, seconds, Charset.QueryEncoding, links);
        }

        return true;
    }

    private void SetTitle(ReadOnlySpan<byte> page, int title, PageLinks links)
    {
        _text.Clear();
        for (int child = _tree[title].FirstChild; child != HtmlTree.None; child = _tree[child].Next)
        {
            ref readonly HtmlNode node = ref _tree[child];
            if (node.Kind == HtmlNodeKind.Text)
            {
                _text.Add(page.Slice(node.Start, node.Length), node.TextForm, collapsesAsciiOnly: true);
            }
        }

        links.SetTitle(_text.Finish());
    }

    private void AddAnchor(ReadOnlySpan<byte> page, int node, PageLinks links)
    {
        ReadOnlySpan<HtmlAttribute> attributes = _tree.AttributesOf(node);
        int href = -1;
        int rel = -1;
        int alt = -1;
        for (int index = 0; index < attributes.Length; index++)
        {
            switch (attributes[index].Known)
            {
                case HtmlAttributeName.Href:
                    href = index;
                    break;
                case HtmlAttributeName.Rel:
                    rel = index;
                    break;
                case HtmlAttributeName.Alt:
                    alt = index;
                    break;
            }
        }

        if (href < 0 || !links.TrySpend(rel < 0 ? 0 : attributes[rel].ValueLength))
        {
            return;
        }

        LinkRel flags = rel < 0 ? LinkRel.None : RelTokens.Flags(Value(page, attributes[rel]));
        _text.Clear();
        long work = 0;
        if (_tree[node].Tag != (int)HtmlTag.Area)
        {
            work = AddTextBelow(page, node);
        }
        else if (alt >= 0)
        {
            // The text of an area of an image map is its alt text.
            work = AddAlt(page, attributes[alt]);
        }

        if (!links.TrySpend(work))
        {
            return;
        }

        ReadOnlySpan<byte> anchor = _text.Finish();
        ref readonly HtmlAttribute value = ref attributes[href];
        if (!_resolver.TryAddPlain(page.Slice(value.ValueStart, value.ValueLength), LinkKind.Anchor, flags,
            anchor, links))
        {
            _resolver.Add(Value(page, value), LinkKind.Anchor, flags, anchor, Charset.QueryEncoding, links);
        }
    }

    // Returns the work: nodes walked and bytes of text looked at.
    private long AddTextBelow(ReadOnlySpan<byte> page, int root)
    {
        long work = 0;
        int left = MaxAnchorNodes;
        int node = _tree[root].FirstChild;
        while (node != HtmlTree.None && left-- > 0 && !_text.IsFull)
        {
            ref readonly HtmlNode at = ref _tree[node];
            bool goesBelow = at.FirstChild != HtmlTree.None;
            if (at.Kind == HtmlNodeKind.Text)
            {
                work += at.Length;
                _text.Add(page.Slice(at.Start, at.Length), at.TextForm);
            }
            else if (at.Kind == HtmlNodeKind.Element)
            {
                HtmlTraits traits = HtmlTagTable.Traits(at.Tag);
                bool isForeignUnseen = (HtmlTag)(at.Tag & HtmlNode.LocalNameMask) is HtmlTag.Script or HtmlTag.Style;
                goesBelow &= (traits & HtmlTraits.Unseen) == 0 && !isForeignUnseen;
                if ((traits & HtmlTraits.Line) != 0)
                {
                    _text.AddSpace();
                }
                else if (at.Tag == (int)HtmlTag.Img || (at.Tag == (int)HtmlTag.Input && IsImageInput(page, node)))
                {
                    _text.AddSpace();
                    work += AddAlt(page, Attribute(node, HtmlAttributeName.Alt));
                    _text.AddSpace();
                }
            }

            node = goesBelow ? at.FirstChild : NextAfter(node, root);
        }

        return work + MaxAnchorNodes - left;
    }

    // The next node in document order, not below this one; leaving an element that ends a line makes white space.
    private int NextAfter(int node, int root)
    {
        while (node != root)
        {
            ref readonly HtmlNode at = ref _tree[node];
            if (at.Kind == HtmlNodeKind.Element && (HtmlTagTable.Traits(at.Tag) & HtmlTraits.Line) != 0)
            {
                _text.AddSpace();
            }

            if (at.Next != HtmlTree.None)
            {
                return at.Next;
            }

            node = at.Parent;
        }

        return HtmlTree.None;
    }

    private int AddAlt(ReadOnlySpan<byte> page, HtmlAttribute? alt)
    {
        if (alt is not { } value)
        {
            return 0;
        }

        _text.Add(page.Slice(value.ValueStart, value.ValueLength), HtmlTextForm.Attribute);
        return value.ValueLength;
    }

    private bool IsImageInput(ReadOnlySpan<byte> page, int node) =>
        HtmlBytes.EqualsLower(Value(page, Attribute(node, HtmlAttributeName.Type)), "image"u8);

    private bool IsCanonical(ReadOnlySpan<byte> page, int node) =>
        Attribute(node, HtmlAttributeName.Href) is not null
        && RelTokens.Contains(Value(page, Attribute(node, HtmlAttributeName.Rel)), "canonical"u8);

    private void AddCanonical(ReadOnlySpan<byte> page, int node, PageLinks links) => _resolver.Add(
        Value(page, Attribute(node, HtmlAttributeName.Href)), LinkKind.Canonical, LinkRel.None, default,
        Charset.QueryEncoding, links);

    // Two values at once: the name is compared before the content is decoded into the same buffer.
    private bool SaysNofollow(ReadOnlySpan<byte> page, int node) =>
        RelTokens.IsRobots(Value(page, Attribute(node, HtmlAttributeName.Name)))
        && RelTokens.SaysNofollow(Value(page, Attribute(node, HtmlAttributeName.Content)));

    private HtmlAttribute? Attribute(int node, HtmlAttributeName name)
    {
        foreach (ref readonly HtmlAttribute attribute in _tree.AttributesOf(node))
        {
            if (attribute.Known == name)
            {
                return attribute;
            }
        }

        return null;
    }

    // The decoded value, empty for none; valid until the next call.
    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> page, HtmlAttribute? attribute)
    {
        if (attribute is not { } present)
        {
            return default;
        }

        ReadOnlySpan<byte> raw = page.Slice(present.ValueStart, present.ValueLength);
        if (!HtmlText.NeedsDecoding(raw))
        {
            return raw;
        }

        if (_value.Length < raw.Length * 3)
        {
            _value = new byte[raw.Length * 3];
        }

        return _value.AsSpan(0, HtmlText.Decode(raw, HtmlTextForm.Attribute, _value));
    }
}
