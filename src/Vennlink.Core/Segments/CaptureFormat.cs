using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Segments;

/// <summary>
/// The bytes of one capture, laid out so that their plain order is the order of a segment: by page key, captures by time and by how
/// much they are believed, then the rows of the page, which are of another layout (<see cref="PageRowsRecord"/>). Layout in docs/formats/segment.md.
/// </summary>
internal static class CaptureFormat
{
    /// <summary>Ends the key: keys hold no byte below it after their host, so a key that is the start of another sorts first.</summary>
    private const byte KeyEnd = 0;

    private const byte CaptureClass = 1;
    private const byte RowsClass = 2;

    /// <summary>Bytes between the key and what the class of record says: the end of the key, and the class.</summary>
    public const int ClassBytes = 2;

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

    /// <summary>The page key at the start of a record.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record[..KeyLength(record)];

    /// <summary>Whether a record holds rows of a list or graph, and not a capture.</summary>
    public static bool IsRows(ReadOnlySpan<byte> record) => KeyLength(record) is >= 0 and int length && record.Length >= length + ClassBytes && record[length + 1] == RowsClass;

    /// <summary>Appends what stands between key and rows.</summary>
    public static void WriteRowsClass(ArrayBufferWriter<byte> buffer) => buffer.Write([KeyEnd, RowsClass]);

    /// <summary>Appends the record of <paramref name="capture"/>.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, Capture capture)
    {
        buffer.Write(capture.Key);
        buffer.Write([KeyEnd, CaptureClass]);
        WriteCapture(buffer, capture);
    }

    /// <summary>Reads a whole record of a capture.</summary>
    public static void Read(ref ByteReader reader, ReadOnlySpan<byte> record, Capture capture)
    {
        capture.Reset(reader.ReadBytes(CheckedKeyLength(reader, record)));
        reader.ReadByte();
        if (reader.ReadByte() is not CaptureClass and byte other)
        {
            throw reader.Broken($"found record class {other}");
        }

        ReadCapture(ref reader, capture);
        if (!reader.AtEnd)
        {
            throw reader.Broken("bytes left over at the end of a record");
        }
    }

    /// <summary>Length of the page key at the start of a record.</summary>
    /// <exception cref="IndexFormatException">There is none.</exception>
    public static int CheckedKeyLength(in ByteReader reader, ReadOnlySpan<byte> record) =>
        KeyLength(record) is >= 0 and <= CaptureLimits.MaxKeyBytes and int length ? length : throw reader.Broken("a record does not start with a page key");

    private static void WriteCapture(ArrayBufferWriter<byte> buffer, Capture capture)
    {
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
}
