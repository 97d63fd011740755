using System.Buffers;
using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Storage;

namespace Vennlink.Merge;

/// <summary>The bytes of one page in the live view; layout in docs/formats/live-pages.md.</summary>
internal static class LivePageFormat
{
    public const string FileName = "live.pages";
    public const uint Version = 1;

    // A block is what one row of evidence has to decompress.
    public const int BlockBytes = 1 << 16;

    /// <summary>The caller's own section: counts.</summary>
    public const int CountsSection = BlockFileWriter.SectionCount;

    private const int KindMask = 0b0000_0011;
    private const int LostFlag = 0b0000_0100;
    private const int RelFlag = 0b0000_1000;
    private const int AnchorFlag = 0b0001_0000;
    private const int DatesFlag = 0b0010_0000;
    private const int ProvenanceFlag = 0b0100_0000;

    private const int LongestDates = 1 + (2 * Varint.MaxBytes);

    // Flags, two lengths, rel, dates, file and offset.
    private const int LongestLinkHead = 2 + (4 * Varint.MaxBytes) + LongestDates;

    private const int FirstSeenFlag = 1;
    private const int LastSeenFlag = 2;

    /// <summary>8 bytes that name the kind of file.</summary>
    public static ReadOnlySpan<byte> Magic => "VLlivepg"u8;

    /// <summary>Appends a page: key, title, status, dates, links.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, LivePage page)
    {
        WriteText(buffer, page.Key);
        WriteText(buffer, page.Title);
        Varint.Append(buffer, (ulong)page.HttpStatus);
        buffer.Advance(WriteDates(buffer.GetSpan(LongestDates), page.FirstSeenSeconds, page.LastSeenSeconds));
        Varint.Append(buffer, (ulong)page.LinkCount);

        // Most links of a page share dates and provenance with the link before: written only where they change.
        LinkFacts last = default;
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            LinkFacts facts = link.Facts;
            bool hasDates = facts.FirstSeenSeconds != last.FirstSeenSeconds || facts.LastSeenSeconds != last.LastSeenSeconds;
            bool hasProvenance = facts.FileId != last.FileId || facts.OffsetBytes != last.OffsetBytes;
            // One piece of room for the whole link: there are millions of them.
            Span<byte> room = buffer.GetSpan(LongestLinkHead + link.TargetKey.Length + link.Anchor.Length);
            room[0] = (byte)((int)facts.Kind
                | (facts.IsLost ? LostFlag : 0)
                | (facts.Rel != LinkRel.None ? RelFlag : 0)
                | (link.Anchor.Length > 0 ? AnchorFlag : 0)
                | (hasDates ? DatesFlag : 0)
                | (hasProvenance ? ProvenanceFlag : 0));
            int written = 1 + WriteText(room[1..], link.TargetKey);
            if (facts.Rel != LinkRel.None)
            {
                room[written++] = (byte)facts.Rel;
            }

            if (link.Anchor.Length > 0)
            {
                written += WriteText(room[written..], link.Anchor);
            }

            if (hasDates)
            {
                written += WriteDates(room[written..], facts.FirstSeenSeconds, facts.LastSeenSeconds);
            }

            if (hasProvenance)
            {
                written += Varint.Write(room[written..], (ulong)facts.FileId);
                written += Varint.Write(room[written..], (ulong)facts.OffsetBytes);
            }

            buffer.Advance(written);
            last = facts;
        }
    }

    /// <summary>Key of the page that starts at <paramref name="reader"/>.</summary>
    public static ReadOnlySpan<byte> ReadKey(ref ByteReader reader) => reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxKeyBytes));

    /// <summary>Reads a whole page.</summary>
    public static void Read(ref ByteReader reader, LivePage page)
    {
        page.Reset(ReadKey(ref reader));
        page.SetTitle(reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes)));
        page.HttpStatus = reader.ReadVarint(ushort.MaxValue);
        (page.FirstSeenSeconds, page.LastSeenSeconds) = ReadDates(ref reader);
        int linkCount = reader.ReadVarint(int.MaxValue);
        LinkFacts last = default;
        for (int index = 0; index < linkCount; index++)
        {
            int flags = reader.ReadByte();
            LinkKind kind = (LinkKind)(flags & KindMask);
            if ((flags & ~(KindMask | LostFlag | RelFlag | AnchorFlag | DatesFlag | ProvenanceFlag)) != 0 || kind > LinkKind.Redirect)
            {
                throw reader.Broken($"found link flags {flags:x2}");
            }

            ReadOnlySpan<byte> target = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxKeyBytes));
            LinkRel rel = (flags & RelFlag) != 0 ? (LinkRel)reader.ReadByte() : LinkRel.None;
            ReadOnlySpan<byte> anchor = (flags & AnchorFlag) != 0 ? reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes)) : default;
            (long? first, long? lastSeen) = (flags & DatesFlag) != 0 ? ReadDates(ref reader) : (last.FirstSeenSeconds, last.LastSeenSeconds);
            (int fileId, long offset) = (last.FileId, last.OffsetBytes);
            if ((flags & ProvenanceFlag) != 0)
            {
                fileId = reader.ReadVarint(int.MaxValue);
                offset = (long)reader.ReadVarint();
            }

            last = new LinkFacts(kind, rel, (flags & LostFlag) != 0, first, lastSeen, fileId, offset);
            page.Add(target, anchor, last);
        }

        if (!reader.AtEnd)
        {
            throw reader.Broken($"bytes left over after {linkCount} links of a page");
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> text) =>
        buffer.Advance(WriteText(buffer.GetSpan(Varint.MaxBytes + text.Length), text));

    private static int WriteText(Span<byte> room, ReadOnlySpan<byte> text)
    {
        int written = Varint.Write(room, (ulong)text.Length);
        text.CopyTo(room[written..]);
        return written + text.Length;
    }

    private static int WriteDates(Span<byte> room, long? first, long? last)
    {
        room[0] = (byte)((first is null ? 0 : FirstSeenFlag) | (last is null ? 0 : LastSeenFlag));
        int written = 1;
        if (first is { } firstSeconds)
        {
            written += Varint.Write(room[written..], ZigZag(firstSeconds));
        }

        if (last is { } lastSeconds)
        {
            // A link is mostly seen last soon after it is seen first, often in the same capture.
            written += Varint.Write(room[written..], ZigZag(lastSeconds - (first ?? 0)));
        }

        return written;
    }

    private static (long? First, long? Last) ReadDates(ref ByteReader reader)
    {
        int flags = reader.ReadByte();
        if (flags > (FirstSeenFlag | LastSeenFlag))
        {
            throw reader.Broken($"found date flags {flags:x2}");
        }

        long? first = (flags & FirstSeenFlag) != 0 ? UnZigZag(reader.ReadVarint()) : null;
        long? last = (flags & LastSeenFlag) != 0 ? UnZigZag(reader.ReadVarint()) + (first ?? 0) : null;
        return (first, last);
    }

    // Dates before 1970 are rare but legal in lists; their sign goes to the lowest bit.
    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
