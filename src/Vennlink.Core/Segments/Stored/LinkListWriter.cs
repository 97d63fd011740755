using System.Buffers;
using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>Writes the links of one page after the other: targets told from the target before, provenance apart. Reused. Not thread-safe.</summary>
/// <remarks>
/// Layout in docs/formats/live-pages.md. What is written of a page hangs on the page and its links alone, and not on the input they are
/// from as long as that is one: so the links of a segment go into the live view as they stand.
/// </remarks>
internal sealed class LinkListWriter
{
    // Flags, three lengths, rel, dates.
    private const int LongestHead = 2 + (3 * Varint.MaxBytes) + SeenDates.MaxBytes;

    private readonly ArrayBufferWriter<byte> _links = new(4096);
    private readonly ArrayBufferWriter<byte> _provenance = new(1024);
    private byte[] _target = new byte[CaptureLimits.MaxKeyBytes];
    private int _targetLength;
    private KnownLink _last;

    /// <summary>Links of the page so far.</summary>
    public int Count { get; private set; }

    /// <summary>Input of the first link; 0 without links.</summary>
    public int FirstFileId { get; private set; }

    /// <summary>Starts a page.</summary>
    public void Start(ReadOnlySpan<byte> pageKey)
    {
        _links.ResetWrittenCount();
        _provenance.ResetWrittenCount();
        Keep(pageKey, 0);
        _last = default;
        Count = 0;
        FirstFileId = 0;
    }

    /// <summary>Appends a link.</summary>
    public void Add(ReadOnlySpan<byte> target, ReadOnlySpan<byte> anchor, in KnownLink link)
    {
        if (Count++ == 0)
        {
            FirstFileId = link.FileId;
            _last = _last with { FileId = link.FileId };
        }

        int shared = target.CommonPrefixLength(_target.AsSpan(0, _targetLength));
        ReadOnlySpan<byte> rest = target[shared..];
        bool hasDates = link.FirstSeenSeconds != _last.FirstSeenSeconds || link.LastSeenSeconds != _last.LastSeenSeconds;

        // One piece of room for the whole link: there are millions of them.
        Span<byte> room = _links.GetSpan(LongestHead + rest.Length + anchor.Length);
        int written = 1;
        written += Varint.Write(room[written..], (ulong)shared);
        written += Varint.Write(room[written..], (ulong)rest.Length);
        rest.CopyTo(room[written..]);
        written += rest.Length;
        int flags = (int)link.Kind | (link.IsLost ? LinkListFormat.LostFlag : 0);
        if (link.Rel != LinkRel.None)
        {
            flags |= LinkListFormat.RelFlag;
            room[written++] = (byte)link.Rel;
        }

        if (anchor.Length > 0)
        {
            flags |= LinkListFormat.AnchorFlag;
            written += Varint.Write(room[written..], (ulong)anchor.Length);
            anchor.CopyTo(room[written..]);
            written += anchor.Length;
        }

        if (hasDates)
        {
            flags |= LinkListFormat.DatesFlag;
            written += SeenDates.Write(room[written..], link.FirstSeenSeconds, link.LastSeenSeconds);
        }

        room[0] = (byte)(flags | WriteProvenance(link));
        _links.Advance(written);
        Keep(target, shared);
        _last = link;
    }

    /// <summary>Appends the length of the links, the links and their provenance.</summary>
    public void CopyTo(ArrayBufferWriter<byte> buffer)
    {
        Varint.Append(buffer, (ulong)_links.WrittenCount);
        buffer.Write(_links.WrittenSpan);
        buffer.Write(_provenance.WrittenSpan);
    }

    // Apart from the links, since it differs where the links of a site's pages are the same: so what repeats stands in one piece.
    private int WriteProvenance(in KnownLink link)
    {
        int flags = 0;
        if (link.FileId != _last.FileId)
        {
            flags |= LinkListFormat.FileFlag;
            Varint.Append(_provenance, (ulong)link.FileId);
        }

        if (link.OffsetBytes != _last.OffsetBytes)
        {
            flags |= LinkListFormat.OffsetFlag;
            Varint.Append(_provenance, SeenDates.ZigZag(unchecked(link.OffsetBytes - _last.OffsetBytes)));
        }

        return flags;
    }

    private void Keep(ReadOnlySpan<byte> target, int shared)
    {
        if (_target.Length < target.Length)
        {
            Array.Resize(ref _target, target.Length * 2);
        }

        target[shared..].CopyTo(_target.AsSpan(shared));
        _targetLength = target.Length;
    }
}
