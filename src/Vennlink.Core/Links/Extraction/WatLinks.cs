using System.Text.Json;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Links.Extraction;

/// <summary>Reads the links of one page from the JSON payload of a WAT metadata record.</summary>
/// <remarks>
/// Reads <c>HTML-Metadata</c> of Common Crawl's WAT files; status, headers and time of the capture are the archive
/// reader's. Keys may come in any order and any may be absent; of repeated ones the first counts. WAT files from before
/// September 2019 hold character references as the page had them, so all values are decoded, by the rule for attributes
/// where they are attributes: decoding a decoded value again changes it only where it spells out a reference in full.
/// Reusable, not thread-safe.
/// </remarks>
internal sealed class WatLinks
{
    private readonly LinkResolver _resolver = new();
    private readonly VisibleText _text = new();
    private readonly WatString _path = new();
    private readonly WatString _url = new();
    private readonly WatString _rel = new();
    private readonly WatString _name = new();
    private byte[] _decoded = new byte[1024];
    private bool _hasTitle;
    private bool _hasBase;
    private bool _hasCanonical;
    private (int Start, int Length) _links;
    private (int Start, int Length) _headLinks;

    /// <summary>Reads one payload.</summary>
    /// <param name="json">The record's JSON.</param>
    /// <param name="documentUrl">URL of the page.</param>
    /// <param name="links">Cleared and filled.</param>
    /// <returns>False when the JSON is broken or not of this shape; then no link counts. True also for a capture
    /// without HTML.</returns>
    public bool TryExtract(ReadOnlySpan<byte> json, UrlRecord documentUrl, PageLinks links)
    {
        ArgumentNullException.ThrowIfNull(documentUrl);
        ArgumentNullException.ThrowIfNull(links);
        links.Clear();
        _hasTitle = _hasBase = _hasCanonical = false;
        _links = _headLinks = default;
        _resolver.Start(documentUrl);
        try
        {
            if (!ReadRoot(json, links))
            {
                links.Clear();
                return false;
            }
        }
        catch (JsonException)
        {
            links.Clear();
            return false;
        }

        // The base may stand anywhere, so lists of links are read when all else has been. They have been checked by
        // then.
        ReadLinks(json.Slice(_headLinks.Start, _headLinks.Length), isHead: true, links);
        ReadLinks(json.Slice(_links.Start, _links.Length), isHead: false, links);
        return true;
    }

    private bool ReadRoot(ReadOnlySpan<byte> json, PageLinks links)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        bool found = false;
        while (Next(ref reader))
        {
            if (!found && Enters(ref reader, "Envelope"u8))
            {
                found = true;
                ReadEnvelope(ref reader, links);
            }
            else
            {
                reader.Skip();
            }
        }

        // Nothing but white space may follow.
        return !reader.Read() && found;
    }

    private void ReadEnvelope(ref Utf8JsonReader reader, PageLinks links)
    {
        // Envelope, Payload-Metadata and HTTP-Response-Metadata hold each other and nothing else of interest.
        while (Next(ref reader))
        {
            if (Enters(ref reader, "Payload-Metadata"u8) || Enters(ref reader, "HTTP-Response-Metadata"u8))
            {
                ReadEnvelope(ref reader, links);
            }
            else if (Enters(ref reader, "HTML-Metadata"u8))
            {
                ReadHtml(ref reader, links);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadHtml(ref Utf8JsonReader reader, PageLinks links)
    {
        while (Next(ref reader))
        {
            if (Enters(ref reader, "Head"u8))
            {
                ReadHead(ref reader, links);
            }
            else if (reader.ValueTextEquals("Links"u8))
            {
                Remember(ref reader, ref _links);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadHead(ref Utf8JsonReader reader, PageLinks links)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Title"u8) && !_hasTitle)
            {
                _hasTitle = TryReadString(ref reader, _name);
                _text.Clear();
                _text.Add(_name.Span, HtmlTextForm.None, collapsesAsciiOnly: true);
                links.SetTitle(_text.Finish());
            }
            else if (reader.ValueTextEquals("Base"u8) && !_hasBase)
            {
                _hasBase = TryReadString(ref reader, _url);
                if (_hasBase)
                {
                    _resolver.SetBase(Decoded(_url), links);
                }
            }
            else if (reader.ValueTextEquals("Link"u8))
            {
                Remember(ref reader, ref _headLinks);
            }
            else if (reader.ValueTextEquals("Metas"u8))
            {
                ReadMetas(ref reader, links);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadMetas(ref Utf8JsonReader reader, PageLinks links)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return;
        }

        int depth = reader.CurrentDepth;
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        while (!isList || (reader.Read() && reader.CurrentDepth > depth))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadMeta(ref reader, links);
            }
            else
            {
                reader.Skip();
            }

            if (!isList)
            {
                return;
            }
        }
    }

    private void ReadMeta(ref Utf8JsonReader reader, PageLinks links)
    {
        _name.Clear();
        _url.Clear();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                TryReadString(ref reader, _name);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                TryReadString(ref reader, _url);
            }
            else
            {
                reader.Skip();
            }
        }

        links.PageNofollow |= RelTokens.IsRobots(_name.Span) && RelTokens.SaysNofollow(_url.Span);
    }

    private void ReadLinks(ReadOnlySpan<byte> list, bool isHead, PageLinks links)
    {
        if (list.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(list);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadLink(ref reader, isHead, links);
            }
        }
    }

    private void ReadLink(ref Utf8JsonReader reader, bool isHead, PageLinks links)
    {
        _path.Clear();
        _url.Clear();
        _rel.Clear();
        _name.Clear();
        bool hasUrl = false;
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("path"u8))
            {
                TryReadString(ref reader, _path);
            }
            else if (reader.ValueTextEquals("url"u8) || (!hasUrl && reader.ValueTextEquals("href"u8)))
            {
                hasUrl |= TryReadString(ref reader, _url);
            }
            else if (reader.ValueTextEquals("rel"u8))
            {
                TryReadString(ref reader, _rel);
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                TryReadString(ref reader, _name);
            }
            else
            {
                reader.Skip();
            }
        }

        if (!hasUrl)
        {
            return;
        }

        if (isHead)
        {
            if (!_hasCanonical && HtmlBytes.EqualsLower(_path.Span, "link@/href"u8)
                && RelTokens.Contains(_rel.Span, "canonical"u8))
            {
                _hasCanonical = true;
                _resolver.Add(Decoded(_url), LinkKind.Canonical, LinkRel.None, default, null, links);
            }

            return;
        }

        if (HtmlBytes.EqualsLower(_path.Span, "a@/href"u8) || HtmlBytes.EqualsLower(_path.Span, "area@/href"u8))
        {
            _text.Clear();
            _text.Add(_name.Span, HtmlTextForm.None);
            _resolver.Add(Decoded(_url), LinkKind.Anchor, RelTokens.Flags(_rel.Span), _text.Finish(), null, links);
        }
    }

    private ReadOnlySpan<byte> Decoded(WatString value)
    {
        ReadOnlySpan<byte> raw = value.Span;
        if (!HtmlText.NeedsDecoding(raw))
        {
            return raw;
        }

        if (_decoded.Length < raw.Length * 3)
        {
            _decoded = new byte[raw.Length * 3];
        }

        return _decoded.AsSpan(0, HtmlText.Decode(raw, HtmlTextForm.Attribute, _decoded));
    }

    // Moves to the next property of the object the reader is in; false at its end.
    private static bool Next(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    // Whether the property has that name and holds an object, which the reader then is in.
    private static bool Enters(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        Utf8JsonReader ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        reader = ahead;
        return true;
    }

    // Remembers where the value of the property stands: the first list or object of that name counts.
    private static void Remember(ref Utf8JsonReader reader, ref (int Start, int Length) where)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        bool counts = where.Length == 0 && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        reader.Skip();
        if (counts)
        {
            where = (start, (int)reader.BytesConsumed - start);
        }
    }

    private static bool TryReadString(ref Utf8JsonReader reader, WatString value)
    {
        reader.Read();
        value.Clear();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return false;
        }

        value.Set(reader.ValueSpan, reader.ValueIsEscaped);
        return true;
    }
}
