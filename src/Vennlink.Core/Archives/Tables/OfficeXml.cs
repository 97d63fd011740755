using System.Globalization;
using System.Text;
using System.Xml;
using Vennlink.Archives.Compression;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>
/// Reads a part of an Office file, whose XML is trusted in nothing: what is held of it stays small. Not thread-safe.
/// </summary>
internal sealed class OfficeXml : IDisposable
{
    /// <summary>Most bytes of a tag, a text or what else is one; Excel's longest cell has 32,767 characters.</summary>
    private const int MaxNodeBytes = 1 << 20;

    private const int MaxDepth = 64;
    private const int MaxNames = 1 << 14;

    private readonly XmlReader _xml;
    private readonly BoundedPart _part;

    /// <param name="part">Its bytes; closed with the reader.</param>
    public OfficeXml(Stream part)
    {
        _part = new BoundedPart(part);
        _xml = XmlReader.Create(_part, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = false,
            CloseInput = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            NameTable = new BoundedNames(),
        });
    }

    /// <summary>Name of the element at hand, without a prefix.</summary>
    public string Name => _xml.LocalName;

    /// <summary>How many elements the one at hand lies in.</summary>
    public int Depth => _xml.Depth;

    /// <summary>Value of an attribute of the element at hand; null where it has none.</summary>
    public string? this[string attribute] => _xml.GetAttribute(attribute);

    /// <summary>
    /// As the indexer, of an attribute in the namespace of relationships, which differs between the two forms of the
    /// format; its prefix may be any.
    /// </summary>
    public string? Relationship(string attribute)
    {
        string? value = null;
        for (bool isMore = _xml.MoveToFirstAttribute(); isMore; isMore = _xml.MoveToNextAttribute())
        {
            if (_xml.LocalName == attribute && _xml.Prefix.Length > 0)
            {
                value = _xml.Value;
            }
        }

        _xml.MoveToElement();
        return value;
    }

    /// <summary>Goes to the next element; false at the end.</summary>
    /// <exception cref="XmlException">The XML is broken, or larger or deeper than a workbook has it.</exception>
    /// <exception cref="InvalidDataException">The part does not decompress.</exception>
    public bool ReadElement() => ReadElementInside(-1);

    /// <summary>Goes to the next element inside the element of a depth; false at that element's end.</summary>
    public bool ReadElementInside(int depth)
    {
        while (Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType == XmlNodeType.Element)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the element at hand has an end of its own: then what it holds is read up to that.</summary>
    public bool HasContent => !_xml.IsEmptyElement;

    /// <summary>
    /// Appends the text of the element at hand and goes to its end: its own, or of a rich text that of its runs
    /// (<c>t</c>) without phonetic hints (<c>rPh</c>).
    /// </summary>
    /// <param name="isRich">Whether text stands in runs.</param>
    /// <param name="text">Gets it.</param>
    /// <param name="maxBytes">Length from which nothing is appended.</param>
    public void ReadText(bool isRich, ByteList text, int maxBytes)
    {
        if (!HasContent)
        {
            return;
        }

        int depth = _xml.Depth;
        int hintDepth = int.MaxValue;
        int start = text.Length;
        bool isText = !isRich;
        while (Read() && _xml.Depth > depth)
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element:
                    hintDepth = Name == "rPh" && HasContent ? Math.Min(hintDepth, _xml.Depth) : hintDepth;
                    isText = !isRich || (Name == "t" && HasContent && _xml.Depth <= hintDepth);
                    break;
                case XmlNodeType.EndElement:
                    hintDepth = _xml.Depth == hintDepth ? int.MaxValue : hintDepth;
                    isText = !isRich;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace
                    or XmlNodeType.SignificantWhitespace when isText && text.Length - start < maxBytes:
                    string value = _xml.Value;
                    text.Length += Encoding.UTF8.GetBytes(
                        value, text.Reserve(Encoding.UTF8.GetMaxByteCount(value.Length)));
                    break;
            }
        }

        text.Length = start + Unescape(text.Span[start..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    private bool Read()
    {
        _part.Allow(MaxNodeBytes);
        return _xml.Read() && (_xml.Depth <= MaxDepth ? true : throw new XmlException("elements are nested too deep"));
    }

    // ECMA-376 part 1, 22.9.2.19: a character that XML cannot hold is written _xHHHH_.
    private static int Unescape(Span<byte> text)
    {
        const int EscapeBytes = 7;
        int length = text.IndexOf("_x"u8);
        if (length < 0)
        {
            return text.Length;
        }

        for (int read = length; read < text.Length; read++)
        {
            ReadOnlySpan<byte> rest = text[read..];
            if (rest.Length >= EscapeBytes && rest[..2].SequenceEqual("_x"u8) && rest[EscapeBytes - 1] == '_'
                && ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, null, out ushort code))
            {
                length += Encoding.UTF8.GetBytes([(char)code], text[length..]);
                read += EscapeBytes - 1;
            }
            else
            {
                text[length++] = text[read];
            }
        }

        return length;
    }

    private sealed class BoundedNames : NameTable
    {
        private int _count;

        public override string Add(char[] key, int start, int length) => Get(key, start, length) ?? Count(
            base.Add(key, start, length));

        public override string Add(string key) => Get(key) ?? Count(base.Add(key));

        private string Count(string name) =>
            ++_count <= MaxNames ? name : throw new XmlException("there are more names than a workbook has");
    }

    // The reader of XML holds a node whole, be it of one character or of all there are.
    private sealed class BoundedPart(Stream part) : ForwardStream
    {
        private int _allowed = MaxNodeBytes;

        /// <summary>What may be read until this is called again.</summary>
        public void Allow(int byteCount) => _allowed = byteCount;

        public override int Read(Span<byte> buffer)
        {
            int read = part.Read(buffer);
            _allowed -= read;
            return _allowed >= 0 ? read : throw new XmlException("a tag or a text is longer than any of a workbook");
        }

        protected override void Dispose(bool disposing)
        {
            part.Dispose();
            base.Dispose(disposing);
        }
    }
}
