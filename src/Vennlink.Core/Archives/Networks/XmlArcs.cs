using System.Globalization;
using System.Text;
using System.Xml;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>
/// A graph in XML, read tag by tag: GEXF (gexf.net, 1.1 to 1.3) or GraphML (graphml.graphdrawing.org).
/// </summary>
/// <remarks>
/// Nodes are called by their ids: labels need not be there, nor differ. A document type is refused, so that no entity
/// is expanded and nothing else is opened. Broken XML ends the reading: what follows cannot be trusted.
/// </remarks>
internal sealed class XmlArcs : ArcFile
{
    /// <summary>Deepest nesting of tags: graphs within nodes, and no more.</summary>
    private const int MaxDepth = 256;

    private readonly WindowStream _stream;
    private readonly XmlReader _reader;
    private readonly bool _isGexf;
    private string? _weightKey;
    private string _edgeDefault;
    private bool _isAtElement;

    private XmlArcs(string file, ByteWindow window, SkipCounts skips)
        : base(file, window, skips)
    {
        _stream = new WindowStream(window, file);
        _reader = XmlReader.Create(_stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        });
        try
        {
            string root = Next() ? _reader.LocalName : "";
            _isGexf = root == "gexf";
            if (!_isGexf && root != "graphml")
            {
                throw new InputException(
                    file, null, $"XML of <{Shown(root)}> is not ranked. {OtherForms.WayOut}");
            }

            Remark(_isGexf ? "read as GEXF" : "read as GraphML");
            _edgeDefault = "";
            ReadHead();
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that begins as XML does.</summary>
    /// <exception cref="InputException">It is neither GEXF nor GraphML, or is broken.</exception>
    public static XmlArcs Open(string file, ByteWindow window, SkipCounts skips) => new(file, window, skips);

    /// <inheritdoc/>
    /// <remarks>An edge of a GEXF may have one, and of a GraphML that declares a key of that name.</remarks>
    public override bool HasWeights => _isGexf || _weightKey is not null;

    /// <inheritdoc/>
    public override double? DefaultWeight => 1;

    /// <inheritdoc/>
    public override bool TryRead(NamedArc arc)
    {
        while (_isAtElement || Next())
        {
            _isAtElement = false;
            switch (_reader.LocalName)
            {
                case "graph":
                    _edgeDefault = _reader.GetAttribute(_isGexf ? "defaultedgetype" : "edgedefault") ?? "";
                    break;
                case "node" when _reader.GetAttribute("id") is { Length: > 0 } id:
                    arc.SetNode(Encoding.UTF8.GetBytes(id));
                    return true;
                case "edge" when _reader.GetAttribute("source") is { Length: > 0 } source
                    && _reader.GetAttribute("target") is { Length: > 0 } target:
                    bool isBothWays = IsBothWays();
                    arc.SetArc(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(target),
                        Encoding.UTF8.GetBytes(ReadWeight()), isBothWays);
                    return true;
                case "node" or "edge" or "hyperedge":
                    Skips.Add(SkipReason.BadRow);
                    break;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }

    // Keys of a GraphML are declared before its graphs.
    private void ReadHead()
    {
        while (Next())
        {
            if (_reader.LocalName is "graph" or "node" or "edge")
            {
                _isAtElement = true;
                return;
            }

            if (_reader.LocalName == "key" && _reader.GetAttribute("for") is "edge" or "all" or null
                && string.Equals(_reader.GetAttribute("attr.name"), "weight", StringComparison.OrdinalIgnoreCase))
            {
                _weightKey ??= _reader.GetAttribute("id");
            }
        }
    }

    private bool IsBothWays()
    {
        string type = (_isGexf ? _reader.GetAttribute("type") : _reader.GetAttribute("directed")) ?? _edgeDefault;
        bool isBothWays = type is "undirected" or "mutual" or "false";
        if (isBothWays)
        {
            Remark("edges without direction are taken as an arc each way");
        }

        return isBothWays;
    }

    // Of a GraphML the reader goes on to the end of the edge, or to the element that follows it.
    private string ReadWeight()
    {
        if (_isGexf)
        {
            return _reader.GetAttribute("weight") ?? "";
        }

        int depth = _reader.Depth;
        if (_weightKey is null || _reader.IsEmptyElement)
        {
            return "";
        }

        while (Next())
        {
            if (_reader.Depth <= depth)
            {
                _isAtElement = true;
                break;
            }

            if (_reader.LocalName == "data" && _reader.GetAttribute("key") == _weightKey)
            {
                // The text may be read on only when it is asked for.
                string weight = "";
                Try(() =>
                {
                    weight = _reader.Read() && _reader.NodeType == XmlNodeType.Text ? _reader.Value.Trim() : "";
                    return weight.Length > 0;
                });
                return weight;
            }
        }

        return "";
    }

    // Goes to the next tag that opens; false at the end.
    private bool Next()
    {
        while (Try(_reader.Read))
        {
            _stream.Renew();
            if (_reader.NodeType == XmlNodeType.Element)
            {
                return _reader.Depth <= MaxDepth
                    ? true
                    : throw new InputException(
                        FilePath, null, $"{Place(_reader)}: tags are nested deeper than {MaxDepth}");
            }
        }

        return false;
    }

    private bool Try(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (XmlException problem)
        {
            // The parser's own words on a document type speak to programmers.
            throw new InputException(
                FilePath, null,
                problem.Message.Contains("DTD", StringComparison.Ordinal)
                    ? $"{Place(_reader)}: the XML has a document type, which is not read: take it off"
                    : $"is broken XML: {problem.Message}");
        }
    }

    private static string Place(XmlReader reader) => reader is IXmlLineInfo place
        ? string.Create(CultureInfo.InvariantCulture, $"line {place.LineNumber}") : "";

    private static string Shown(string name) => name.Length > 64 ? string.Concat(name.AsSpan(0, 64), "…") : name;
}
