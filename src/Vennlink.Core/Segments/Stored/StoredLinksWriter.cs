using System.Buffers;
using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>
/// Writes the links of one page as segments and the live view store them: each as what tells it from the one before.
/// Reused. Not thread-safe.
/// </summary>
/// <remarks>
/// Layout in docs/formats/live-pages.md. The bytes hang on the page and its links alone, and not on the input as long
/// as that is one: so what a segment holds of a page goes into the live view as it stands.
/// </remarks>
internal sealed class StoredLinksWriter
{
    // Flags, three lengths, rel, dates.
    private const int MaxHeadBytes = 2 + (3 * Varint.MaxBytes) + SeenDates.MaxBytes;

    private readonly ArrayBufferWriter<byte> _links = new(4096);
    private readonly ArrayBufferWriter<byte> _provenance = new(1024);
    private readonly byte[] _target = new byte[CaptureLimits.MaxKeyBytes];
    private int _targetLength;
    private LinkFacts _last;

    /// <summary>Links of the page so far.</summary>
    public int Count { get; private set; }

    /// <summary>Input of the first link; 0 without links.</summary>
    public int FirstFileId { get; private set; }

    /// <summary>Where the record or row of the first link starts; 0 without links.</summary>
    public long FirstOffsetBytes { get; private set; }

    /// <summary>Starts a page.</summary>
    /// <param name="pageKey">Its key.</param>
    /// <param name="firstSeenSeconds">
    /// First seen of the page: the dates of a page are mostly those of its links, which then need none of their own.
    /// </param>
    /// <param name="lastSeenSeconds">Last seen of the page.</param>
    public void Start(ReadOnlySpan<byte> pageKey, long? firstSeenSeconds, long? lastSeenSeconds)
    {
        _links.ResetWrittenCount();
        _provenance.ResetWrittenCount();
        Keep(pageKey, 0);
        _last = default(LinkFacts) with { FirstSeenSeconds = firstSeenSeconds, LastSeenSeconds = lastSeenSeconds };
        Count = 0;
        FirstFileId = 0;
        FirstOffsetBytes = 0;
    }

    /// <summary>Appends a link.</summary>
    public void Add(ReadOnlySpan<byte> target, ReadOnlySpan<byte> anchor, in LinkFacts link)
    {
        if (Count++ == 0)
        {
            (FirstFileId, FirstOffsetBytes) = (link.FileId, link.OffsetBytes);
            _last = _last with { FileId = link.FileId, OffsetBytes = link.OffsetBytes };
        }

        int shared = target.CommonPrefixLength(_target.AsSpan(0, _targetLength));
        ReadOnlySpan<byte> rest = target[shared..];

        // One piece of room for the whole link: there are millions of them.
        Span<byte> room = _links.GetSpan(MaxHeadBytes + rest.Length + anchor.Length);
        int written = 1;
        written += Varint.Write(room[written..], (ulong)shared);
        written += Varint.Write(room[written..], (ulong)rest.Length);
        rest.CopyTo(room[written..]);
        written += rest.Length;
        int flags = (int)link.Kind | (link.IsLost ? StoredLinksFormat.LostFlag : 0);
        if (link.Rel != LinkRel.None)
        {
            flags |= StoredLinksFormat.RelFlag;
            room[written++] = (byte)link.Rel;
        }

        if (anchor.Length > 0)
        {
            flags |= StoredLinksFormat.AnchorFlag;
            written += Varint.Write(room[written..], (ulong)anchor.Length);
            anchor.CopyTo(room[written..]);
            written += anchor.Length;
        }

        if (link.FirstSeenSeconds != _last.FirstSeenSeconds || link.LastSeenSeconds != _last.LastSeenSeconds)
        {
            flags |= StoredLinksFormat.DatesFlag;
            written += SeenDates.Write(room[written..], link.FirstSeenSeconds, link.LastSeenSeconds);
        }

        room[0] = (byte)(flags | WriteProvenance(link));
        _links.Advance(written);
        Keep(target, shared);
        _last = link;
    }

    /// <summary>Appends the length of the links, the links and their provenance.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="firstOffsetBytes">
    /// The offset that provenance starts with: <see cref="FirstOffsetBytes"/>, or that of a capture, from which all its
    /// links are.
    /// </param>
    public void CopyTo(ArrayBufferWriter<byte> buffer, long firstOffsetBytes)
    {
        Varint.Append(buffer, (ulong)_links.WrittenCount);
        buffer.Write(_links.WrittenSpan);
        Varint.Append(buffer, (ulong)firstOffsetBytes);
        buffer.Write(_provenance.WrittenSpan);
    }

    // Apart from the links, since it differs where the links of a site's pages are the same: so what repeats stands in
    // one piece.
    private int WriteProvenance(in LinkFacts link)
    {
        int flags = 0;
        if (link.FileId != _last.FileId)
        {
            flags |= StoredLinksFormat.FileFlag;
            Varint.Append(_provenance, (ulong)link.FileId);
        }

        if (link.OffsetBytes != _last.OffsetBytes)
        {
            flags |= StoredLinksFormat.OffsetFlag;
            Varint.Append(_provenance, SeenDates.ZigZag(unchecked(link.OffsetBytes - _last.OffsetBytes)));
        }

        return flags;
    }

    private void Keep(ReadOnlySpan<byte> target, int shared)
    {
        target[shared..].CopyTo(_target.AsSpan(shared));
        _targetLength = target.Length;
    }
}
