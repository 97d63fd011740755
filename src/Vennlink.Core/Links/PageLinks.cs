using Vennlink.Storage.Bytes;

namespace Vennlink.Links;

/// <summary>
/// What a reader found on one page: title, base, robots, and its links in document order. Reused from page to page.
/// </summary>
/// <remarks>
/// All text is UTF-8 in one growing buffer; spans are valid until <see cref="Clear"/>. Not thread-safe.
/// </remarks>
internal sealed class PageLinks
{
    /// <summary>Longest page key that is kept, in bytes.</summary>
    public const int MaxTargetKeyBytes = 4096;

    /// <summary>
    /// Longest title or anchor text that is kept, in bytes; longer ones are cut at a character boundary.
    /// </summary>
    public const int MaxTextBytes = 1024;

    /// <summary>
    /// Most bytes that the links of one page take, texts and all. A page of the longest body that is read (32 MiB) has
    /// fewer, unless its links are a few letters each on top of a base of thousands: without a bound such a page would
    /// be many gigabytes.
    /// </summary>
    public const int MaxLinkBytes = 1 << 26;

    /// <summary>
    /// Most work that is done for the links of one page: bytes of hrefs, of bases, of texts and rels that are read, and
    /// nodes that are walked. Without a bound a page of a few kilobytes could be seconds: links in links, and links
    /// repeated in each block, read the same bytes again and again.
    /// </summary>
    public const long MaxWork = 1 << 28;

    /// <summary>What a link takes beside its texts.</summary>
    internal const int LinkOverheadBytes = 8;

    private const int UsualBytes = 4096;
    private const int MaxKeptBytes = 1 << 22;

    private Entry[] _links = new Entry[256];
    private ByteList _text = new(UsualBytes);
    private (int Start, int Length) _title;
    private (int Start, int Length) _refresh;

    /// <summary>Links found, in document order.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Text of the first <c>title</c> element as a browser shows it: whitespace stripped and collapsed; empty without
    /// one.
    /// </summary>
    public ReadOnlySpan<byte> Title => _text.Array.AsSpan(_title.Start, _title.Length);

    /// <summary>Whether meta robots says <c>nofollow</c> or <c>none</c>.</summary>
    public bool PageNofollow { get; set; }

    /// <summary>What the page says its language is (<see cref="LanguageCode"/>).</summary>
    public ushort Language { get; set; }

    /// <summary>Links whose href did not parse as a URL.</summary>
    public int UnparsableCount { get; set; }

    /// <summary>Links with a scheme other than http(s): counted, not kept.</summary>
    public int OtherSchemeCount { get; set; }

    /// <summary>Links whose target's key is longer than <see cref="MaxTargetKeyBytes"/>: counted, not kept.</summary>
    public int TooLongCount { get; set; }

    /// <summary>
    /// Links behind the first ones that make up <see cref="MaxLinkBytes"/> or <see cref="MaxWork"/>: counted, not kept.
    /// </summary>
    public int BeyondLongestCount { get; private set; }

    /// <summary>Whether all further links will be counted in <see cref="BeyondLongestCount"/>.</summary>
    public bool IsFull => BeyondLongestCount > 0;

    /// <summary>Work done so far, see <see cref="MaxWork"/>.</summary>
    public long Work { get; private set; }

    /// <summary>
    /// Whole seconds after which the page leaves for <see cref="RefreshTarget"/> by itself; null where it stays.
    /// </summary>
    public int? RefreshSeconds { get; private set; }

    /// <summary>Where the page leaves for, as a page key: another document than the page itself.</summary>
    public ReadOnlySpan<byte> RefreshTarget => _text.Array.AsSpan(_refresh.Start, _refresh.Length);

    /// <summary>Target of link <paramref name="index"/> as a page key (<see cref="Urls.UrlKey"/>).</summary>
    public ReadOnlySpan<byte> TargetKey(int index) =>
        _text.Array.AsSpan(Link(index).TargetStart, Link(index).TargetLength);

    /// <summary>Anchor text as a person sees it: whitespace collapsed, alt text for a linked image.</summary>
    public ReadOnlySpan<byte> Anchor(int index) =>
        _text.Array.AsSpan(Link(index).TargetStart + Link(index).TargetLength, Link(index).AnchorLength);

    /// <summary>Kind of link <paramref name="index"/>.</summary>
    public LinkKind Kind(int index) => Link(index).Kind;

    /// <summary>Rel flags of the link itself; <see cref="PageNofollow"/> is not folded in.</summary>
    public LinkRel Rel(int index) => Link(index).Rel;

    /// <summary>Forgets the page.</summary>
    public void Clear()
    {
        Count = 0;
        _text.Clear();
        _title = default;
        PageNofollow = false;
        Language = LanguageCode.Unknown;
        UnparsableCount = 0;
        OtherSchemeCount = 0;
        TooLongCount = 0;
        BeyondLongestCount = 0;
        Work = 0;
        RefreshSeconds = null;
        if (_text.Array.Length > MaxKeptBytes)
        {
            _text = new ByteList(UsualBytes);
        }
    }

    /// <summary>Sets the title; copies the bytes.</summary>
    public void SetTitle(ReadOnlySpan<byte> titleUtf8) => _title = (_text.Append(titleUtf8), titleUtf8.Length);

    /// <summary>Sets where the page leaves for by itself; copies the bytes.</summary>
    public void SetRefresh(ReadOnlySpan<byte> targetKey, int seconds)
    {
        _refresh = (_text.Append(targetKey), targetKey.Length);
        RefreshSeconds = seconds;
    }

    /// <summary>The page stays, whatever was said of a refresh.</summary>
    public void ClearRefresh() => RefreshSeconds = null;

    /// <summary>Counts work for one link; false when that is more than is done for a page, and the link is not kept.
    /// </summary>
    public bool TrySpend(long work)
    {
        Work += IsFull ? 0 : work;
        if (!IsFull && Work <= MaxWork)
        {
            return true;
        }

        BeyondLongestCount++;
        return false;
    }

    /// <summary>
    /// Adds one link; copies the bytes. What is more than <see cref="MaxLinkBytes"/> is counted instead.
    /// </summary>
    public void Add(ReadOnlySpan<byte> targetKey, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchorUtf8)
    {
        targetKey.CopyTo(TargetRoom(targetKey.Length));
        AddWritten(targetKey.Length, kind, rel, anchorUtf8);
    }

    /// <summary>Room to write the target key of the next link into, for <see cref="AddWritten"/>.</summary>
    internal Span<byte> TargetRoom(int lengthBytes) => _text.Reserve(lengthBytes)[..lengthBytes];

    /// <summary>As <see cref="Add"/>, with a target key that stands at the start of <see cref="TargetRoom"/>.</summary>
    internal void AddWritten(int targetLength, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchorUtf8)
    {
        if (IsFull
            || _text.Length + targetLength + anchorUtf8.Length + ((Count + 1L) * LinkOverheadBytes) > MaxLinkBytes)
        {
            BeyondLongestCount++;
            return;
        }

        if (Count == _links.Length)
        {
            Array.Resize(ref _links, Count * 2);
        }

        _links[Count++] = new Entry(_text.Length, targetLength, anchorUtf8.Length, kind, rel);
        _text.Length += targetLength;
        _text.Append(anchorUtf8);
    }

    private ref readonly Entry Link(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref _links[index];
    }

    // The anchor stands right behind the target.
    private readonly record struct Entry(int TargetStart, int TargetLength, int AnchorLength, LinkKind Kind,
        LinkRel Rel);
}
