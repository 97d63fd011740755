using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>
/// One reading of one page. Reused from one to the next by readers and writers.
/// </summary>
/// <remarks>All text is UTF-8 in one growing buffer; spans are valid until the next <see cref="Reset"/>. Not thread-safe.</remarks>
internal sealed class Capture
{
    private readonly List<Entry> _links = [];
    private readonly ByteList _text = new(initialBytes: 4096);
    private (int Start, int Length) _key;
    private (int Start, int Length) _title;

    /// <summary>Key of the page (<see cref="Urls.UrlKey"/>), at most <see cref="CaptureLimits.MaxKeyBytes"/> long.</summary>
    public ReadOnlySpan<byte> Key => _text.Array.AsSpan(_key.Start, _key.Length);

    /// <summary>Title, at most <see cref="CaptureLimits.MaxTextBytes"/> long; empty when there is none.</summary>
    public ReadOnlySpan<byte> Title => _text.Array.AsSpan(_title.Start, _title.Length);

    /// <summary>What the capture says.</summary>
    public CaptureKind Kind { get; set; }

    /// <summary>Where it comes from.</summary>
    public CaptureOrigin Origin { get; set; }

    /// <summary>When the page was read, seconds since 1970 UTC; null = unknown, which counts as earlier than any time.</summary>
    public long? TimeSeconds { get; set; }

    /// <summary>HTTP status, 0 when unknown.</summary>
    public int HttpStatus { get; set; }

    /// <summary>Whether only the first part of the page was read.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>XXH3-128 of the payload; ties of time are broken by it.</summary>
    public UInt128 PayloadDigest { get; set; }

    /// <summary>Where the record starts in the input file.</summary>
    public long OffsetBytes { get; set; }

    /// <summary>Number of links, in document order; exactly one for a redirect.</summary>
    public int LinkCount => _links.Count;

    /// <summary>Link <paramref name="index"/>.</summary>
    public CaptureLink this[int index]
    {
        get
        {
            Entry entry = _links[index];
            return new CaptureLink(
                _text.Array.AsSpan(entry.TargetStart, entry.TargetLength), _text.Array.AsSpan(entry.AnchorStart, entry.AnchorLength), entry.Kind, entry.Rel);
        }
    }

    /// <summary>Starts a new capture; every property goes back to its default.</summary>
    public void Reset(ReadOnlySpan<byte> key)
    {
        _links.Clear();
        _text.Clear();
        _key = (_text.Append(key), key.Length);
        _title = default;
        Kind = default;
        Origin = default;
        TimeSeconds = null;
        HttpStatus = 0;
        IsTruncated = false;
        PayloadDigest = default;
        OffsetBytes = 0;
    }

    /// <summary>Sets the title; copies the bytes.</summary>
    public void SetTitle(ReadOnlySpan<byte> titleUtf8) => _title = (_text.Append(titleUtf8), titleUtf8.Length);

    /// <summary>Adds a link; copies the bytes. False when the page has as many as are kept (<see cref="CaptureLimits.MaxLinksBytes"/>).</summary>
    public bool TryAdd(ReadOnlySpan<byte> targetKey, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchorUtf8)
    {
        if (_text.Length + targetKey.Length + anchorUtf8.Length + ((_links.Count + 1) * CaptureLimits.LinkOverheadBytes) > CaptureLimits.MaxLinksBytes)
        {
            return false;
        }

        int targetStart = _text.Append(targetKey);
        int anchorStart = _text.Append(anchorUtf8);
        _links.Add(new Entry(targetStart, targetKey.Length, anchorStart, anchorUtf8.Length, kind, rel));
        return true;
    }

    private readonly record struct Entry(int TargetStart, int TargetLength, int AnchorStart, int AnchorLength, LinkKind Kind, LinkRel Rel);
}
