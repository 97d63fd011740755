using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Storage;
using Vennlink.Urls;

namespace Vennlink.Segments;

/// <summary>
/// The bytes of one capture, laid out so that their plain order is the order of a segment: by page key, captures by time and by how
/// much they are believed, then list rows by what they say. Layout in docs/formats/segment.md.
/// </summary>
internal static class CaptureFormat
{
    /// <summary>Ends the key: keys hold no byte below it after their host, so a key that is the start of another sorts first.</summary>
    private const byte KeyEnd = 0;

    private const byte CaptureClass = 1;
    private const byte RowClass = 2;

    // Bytes of time, weight, origin, truncation, digest, kind, status: of one length in every capture.
    private const int CaptureHeadBytes = 8 + 1 + 1 + 1 + 16 + 1 + 2;

    private const int KindMask = 0b0000_0011;
    private const int RelFlag = 0b0000_0100;
    private const int AnchorFlag = 0b0000_1000;

    /// <summary>Length of the page key at the start of a record; −1 when there is none.</summary>
    public static int KeyLength(ReadOnlySpan<byte> record)
    {
        int host = record.IndexOf(UrlKey.HostEnd);
        int path = host < 0 ? -1 : record[(host + 1)..].IndexOf(KeyEnd);
        return path < 0 ? -1 : host + 1 + path;
    }

    /// <summary>Appends the record of <paramref name="capture"/>.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, Capture capture)
    {
        buffer.Write(capture.Key);
        Append(buffer, KeyEnd);
        if (capture.Kind == CaptureKind.Row)
        {
            WriteRow(buffer, capture);
        }
        else
        {
            WriteCapture(buffer, capture);
        }
    }

    /// <summary>Reads a whole record.</summary>
    public static void Read(ref ByteReader reader, ReadOnlySpan<byte> record, Capture capture)
    {
        int keyLength = KeyLength(record);
        if (keyLength is < 0 or > CaptureLimits.MaxKeyBytes)
        {
            throw reader.Broken("a record does not start with a page key");
        }

        capture.Reset(reader.ReadBytes(keyLength));
        reader.ReadByte();
        switch (reader.ReadByte())
        {
            case CaptureClass:
                ReadCapture(ref reader, capture);
                break;
            case RowClass:
                ReadRow(ref reader, record, capture);
                break;
            case byte other:
                throw reader.Broken($"found record class {other}");
        }

        if (!reader.AtEnd)
        {
            throw reader.Broken("bytes left over at the end of a record");
        }
    }

    private static void WriteCapture(ArrayBufferWriter<byte> buffer, Capture capture)
    {
        Append(buffer, CaptureClass);
        Span<byte> head = buffer.GetSpan(CaptureHeadBytes);
        WriteTime(head, capture.TimeSeconds);
        head[8] = Weight(capture.Kind);
        head[9] = (byte)capture.Origin;
        head[10] = capture.IsTruncated ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt128BigEndian(head[11..], capture.PayloadDigest);
        head[27] = (byte)capture.Kind;
        BinaryPrimitives.WriteUInt16BigEndian(head[28..], (ushort)capture.HttpStatus);
        buffer.Advance(CaptureHeadBytes);
        WriteText(buffer, capture.Title);
        Varint.Append(buffer, (ulong)capture.LinkCount);
        for (int index = 0; index < capture.LinkCount; index++)
        {
            // One piece of room for the whole link: there are millions of them.
            CaptureLink link = capture[index];
            Span<byte> room = buffer.GetSpan(2 + (2 * Varint.MaxBytes) + link.TargetKey.Length + link.Anchor.Length);
            room[0] = (byte)((int)link.Kind | (link.Rel != LinkRel.None ? RelFlag : 0) | (link.Anchor.Length > 0 ? AnchorFlag : 0));
            int written = 1;
            written += WriteText(room[written..], link.TargetKey);
            if (link.Rel != LinkRel.None)
            {
                room[written++] = (byte)link.Rel;
            }

            if (link.Anchor.Length > 0)
            {
                written += WriteText(room[written..], link.Anchor);
            }

            buffer.Advance(written);
        }

        Varint.Append(buffer, (ulong)capture.OffsetBytes);
    }

    private static void ReadCapture(ref ByteReader reader, Capture capture)
    {
        ReadOnlySpan<byte> head = reader.ReadBytes(CaptureHeadBytes);
        capture.TimeSeconds = ReadTime(head);
        capture.Origin = (CaptureOrigin)head[9];
        capture.IsTruncated = head[10] != 0;
        capture.PayloadDigest = BinaryPrimitives.ReadUInt128BigEndian(head[11..]);
        capture.Kind = (CaptureKind)head[27];
        capture.HttpStatus = BinaryPrimitives.ReadUInt16BigEndian(head[28..]);
        if (capture.Origin > CaptureOrigin.Wat || capture.Kind > CaptureKind.NoEffect)
        {
            throw reader.Broken($"found a capture of kind {head[27]} and origin {head[9]}");
        }

        capture.SetTitle(ReadText(ref reader));
        int linkCount = reader.ReadVarint(int.MaxValue);
        for (int index = 0; index < linkCount; index++)
        {
            int flags = reader.ReadByte();
            LinkKind kind = (LinkKind)(flags & KindMask);
            if ((flags & ~(KindMask | RelFlag | AnchorFlag)) != 0 || kind > LinkKind.Redirect)
            {
                throw reader.Broken($"found link flags {flags:x2}");
            }

            ReadOnlySpan<byte> target = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxKeyBytes));
            LinkRel rel = (flags & RelFlag) != 0 ? (LinkRel)reader.ReadByte() : LinkRel.None;
            if (!capture.TryAdd(target, kind, rel, (flags & AnchorFlag) != 0 ? ReadText(ref reader) : default))
            {
                throw reader.Broken($"more than {CaptureLimits.MaxLinksBytes} bytes of links");
            }
        }

        capture.OffsetBytes = (long)reader.ReadVarint();
    }

    private static void WriteRow(ArrayBufferWriter<byte> buffer, Capture capture)
    {
        CaptureLink link = capture[0];
        Append(buffer, RowClass);
        buffer.Write(link.TargetKey);
        Append(buffer, KeyEnd);
        Append(buffer, (byte)link.Rel);
        WriteText(buffer, link.Anchor);
        Append(buffer, (byte)capture.Origin);
        Span<byte> dates = buffer.GetSpan(16);
        WriteTime(dates, capture.FirstSeenSeconds);
        WriteTime(dates[8..], capture.LastSeenSeconds);
        buffer.Advance(16);
        WriteText(buffer, capture.Title);
        Varint.Append(buffer, (ulong)capture.OffsetBytes);
    }

    private static void ReadRow(ref ByteReader reader, ReadOnlySpan<byte> record, Capture capture)
    {
        capture.Kind = CaptureKind.Row;
        int targetLength = KeyLength(record[reader.Position..]);
        if (targetLength is < 0 or > CaptureLimits.MaxKeyBytes)
        {
            throw reader.Broken("a row does not hold a target key");
        }

        ReadOnlySpan<byte> target = reader.ReadBytes(targetLength);
        reader.ReadByte();
        LinkRel rel = (LinkRel)reader.ReadByte();
        ReadOnlySpan<byte> anchor = ReadText(ref reader);
        capture.TryAdd(target, LinkKind.Anchor, rel, anchor);
        capture.Origin = (CaptureOrigin)reader.ReadByte();
        ReadOnlySpan<byte> dates = reader.ReadBytes(16);
        capture.FirstSeenSeconds = ReadTime(dates);
        capture.LastSeenSeconds = ReadTime(dates[8..]);
        capture.SetTitle(ReadText(ref reader));
        capture.OffsetBytes = (long)reader.ReadVarint();
        if (capture.Origin is not (CaptureOrigin.List or CaptureOrigin.Graph))
        {
            throw reader.Broken($"found a row of origin {capture.Origin}");
        }
    }

    // Of captures that bear one time the first speaks for all (Instant): one that says what the page holds, else one that saw it.
    private static byte Weight(CaptureKind kind) => kind switch
    {
        CaptureKind.Unchanged => 1,
        CaptureKind.NoEffect => 2,
        _ => 0,
    };

    // Big-endian with the sign turned over: byte order is time order. All zeros is "unknown", below every time but the first second of
    // the type's range, which is raised by one.
    private static void WriteTime(Span<byte> destination, long? seconds) =>
        BinaryPrimitives.WriteUInt64BigEndian(destination, seconds is { } known ? Math.Max(1, (ulong)known ^ (1UL << 63)) : 0);

    private static long? ReadTime(ReadOnlySpan<byte> source)
    {
        ulong stored = BinaryPrimitives.ReadUInt64BigEndian(source);
        return stored == 0 ? null : (long)(stored ^ (1UL << 63));
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> text)
    {
        Varint.Append(buffer, (ulong)text.Length);
        buffer.Write(text);
    }

    private static int WriteText(Span<byte> room, ReadOnlySpan<byte> text)
    {
        int written = Varint.Write(room, (ulong)text.Length);
        text.CopyTo(room[written..]);
        return written + text.Length;
    }

    private static ReadOnlySpan<byte> ReadText(ref ByteReader reader) => reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));

    private static void Append(ArrayBufferWriter<byte> buffer, byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }
}
