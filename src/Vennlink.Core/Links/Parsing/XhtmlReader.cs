using System.Text;
using System.Text.Unicode;
using System.Xml;
using Vennlink.Storage.Bytes;

namespace Vennlink.Links.Parsing;

/// <summary>Reads a page by the rules of XML, as browsers read <c>application/xhtml+xml</c>, into an
/// <see cref="HtmlTree"/>. Reused from page to page, not thread-safe.</summary>
/// <remarks>
/// The framework's reader sees to what is well-formed. No document type is read and no entity is expanded: the named
/// references of HTML are known on every page, and others make it a page that this class does not read.
/// </remarks>
internal sealed class XhtmlReader
{
    /// <summary>Longest page, in bytes: attributes and names take the framework's reader some fifty times their size.
    /// </summary>
    public const int MaxPageBytes = 4 << 20;

    /// <summary>Most open elements.</summary>
    public const int MaxDepth = HtmlTreeBuilder.MaxStructuralDepth;

    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private readonly ByteList _text = new();
    private readonly List<int> _open = [];

    /// <summary>What the slices of the tree point into: values and texts in UTF-8, ampersands as references.</summary>
    public ReadOnlySpan<byte> Text => _text.Span;

    /// <summary>Whether pages of that Content-Type are XML to a browser.</summary>
    public static bool IsXhtmlType(ReadOnlySpan<byte> contentType)
    {
        int parameters = contentType.IndexOf((byte)';');
        ReadOnlySpan<byte> essence = parameters < 0 ? contentType : contentType[..parameters];
        return Ascii.EqualsIgnoreCase(essence, "application/xhtml+xml"u8)
            || Ascii.EqualsIgnoreCase(essence, "application/vnd.wap.xhtml+xml"u8);
    }

    /// <summary>Reads one page; false when it is no XML, or not HTML in XML: then it is to be read as HTML.</summary>
    /// <param name="page">The page in UTF-8, without a byte order mark.</param>
    /// <param name="tree">Cleared and filled.</param>
    public bool TryRead(ReadOnlySpan<byte> page, HtmlTree tree)
    {
        tree.Clear();
        _text.Clear();
        _open.Clear();
        _open.Add(HtmlTree.Document);
        if (page.Length > MaxPageBytes || !Utf8.IsValid(page))
        {
            return false;
        }

        using StringReader characters = new(Encoding.UTF8.GetString(page));
        using XmlTextReader reader = new(characters)
        {
            DtdProcessing = DtdProcessing.Ignore,
            EntityHandling = EntityHandling.ExpandCharEntities,
            Normalization = true,
            XmlResolver = null,
        };
        try
        {
            while (reader.Read())
            {
                if (!TryAdd(reader, tree))
                {
                    return false;
                }
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private bool TryAdd(XmlTextReader reader, HtmlTree tree)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                bool isHtml = reader.NamespaceURI == HtmlNamespace;
                if (_open.Count > MaxDepth || (_open.Count == 1 && !isHtml))
                {
                    return false;
                }

                return TryAddElement(reader, tree, isHtml);

            case XmlNodeType.EndElement:
                _open.RemoveAt(_open.Count - 1);
                return true;

            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.EntityReference
                or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when _open.Count > 1:
                int start = _text.Length;
                if (!TryAppendValue(reader))
                {
                    return false;
                }

                AddText(tree, start);
                return true;

            default:
                return true;
        }
    }

    private bool TryAddElement(XmlTextReader reader, HtmlTree tree, bool isHtml)
    {
        bool isEmpty = reader.IsEmptyElement;
        HtmlTag tag = Known(reader.LocalName);
        int firstAttribute = tree.AttributeCount;
        while (reader.MoveToNextAttribute())
        {
            int start = _text.Length;
            HtmlAttributeName name = reader.NamespaceURI.Length > 0 ? HtmlAttributeName.Other
                : HtmlTokenizer.RecognizeLower(Encoding.UTF8.GetBytes(reader.LocalName));
            while (reader.ReadAttributeValue())
            {
                if (!TryAppendValue(reader))
                {
                    return false;
                }
            }

            if (name == HtmlAttributeName.Other)
            {
                _text.Length = start;
            }
            else
            {
                tree.AddAttribute(new HtmlAttribute(name, 0, 0, start, _text.Length - start));
            }
        }

        int node = tree.AddNode(HtmlNodeKind.Element, isHtml ? (int)tag : (int)tag | HtmlNode.Svg, firstAttribute,
            tree.AttributeCount - firstAttribute);
        tree.Append(_open[^1], node);
        if (!isEmpty)
        {
            _open.Add(node);
        }

        return true;
    }

    // Names of XML have a case. Those that are not known are all alike to who looks for links.
    private static HtmlTag Known(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        HtmlTag tag = HtmlTagTable.Find(HtmlTagTable.Key(bytes), bytes);
        return tag != HtmlTag.None && HtmlTagTable.Name(tag) == name ? tag : HtmlTag.FirstUnknown;
    }

    private void AddText(HtmlTree tree, int start)
    {
        int parent = _open[^1];
        int last = tree[parent].LastChild;
        if (last != HtmlTree.None && tree[last].Kind == HtmlNodeKind.Text
            && tree[last].Start + tree[last].Length == start)
        {
            tree[last].Length = _text.Length - tree[last].Start;
        }
        else
        {
            tree.Append(parent, tree.AddNode(HtmlNodeKind.Text, 0, start, _text.Length - start));
        }
    }

    // Appends the value at hand in a form that decodes to it; false for a reference to what is not known.
    private bool TryAppendValue(XmlTextReader reader)
    {
        if (reader.NodeType == XmlNodeType.EntityReference)
        {
            byte[] name = Encoding.UTF8.GetBytes(reader.LocalName + ";");
            _text.Append((byte)'&');
            _text.Append(name);
            return HtmlEntities.Match(name, out _) == name.Length;
        }

        ReadOnlySpan<char> value = reader.Value;
        while (true)
        {
            int ampersand = value.IndexOf('&');
            ReadOnlySpan<char> plain = ampersand < 0 ? value : value[..ampersand];
            _text.Length += Encoding.UTF8.GetBytes(plain, _text.Reserve(Encoding.UTF8.GetByteCount(plain)));
            if (ampersand < 0)
            {
                return true;
            }

            _text.Append("&amp;"u8);
            value = value[(ampersand + 1)..];
        }
    }
}
