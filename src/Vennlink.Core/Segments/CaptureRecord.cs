using System.Buffers.Binary;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>
/// A record of a segment that holds one capture, as <see cref="Capture"/> wrote it. Layout in docs/formats/segment.md.
/// </summary>
internal readonly ref struct CaptureRecord
{
    /// <summary>
    /// Bytes of time, weight, origin, truncation, digest, kind, status: of one length in every capture.
    /// </summary>
    public const int HeadBytes = 8 + 1 + 1 + 1 + 16 + 1 + 2;

    /// <summary>Reads a record, all but its links.</summary>
    /// <param name="reader">A reader of the record, at its start.</param>
    /// <exception cref="IndexFormatException">It does not decode.</exception>
    public CaptureRecord(ByteReader reader)
    {
        ReadOnlySpan<byte> record = reader.Rest;
        ReadOnlySpan<byte> key = SegmentRecord.ReadStart(ref reader, SegmentRecord.CaptureClass);
        ReadOnlySpan<byte> head = reader.ReadBytes(HeadBytes);
        long? time = ReadTime(head);
        IsTruncated = head[10] != 0;
        Kind = (CaptureKind)head[27];
        if (head[9] > (byte)CaptureOrigin.Wat || Kind > CaptureKind.NoEffect)
        {
            throw reader.Broken($"found a capture of kind {head[27]} and origin {head[9]}");
        }

        ReadOnlySpan<byte> title = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));
        int linkCount = reader.ReadVarint(int.MaxValue);
        int httpStatus = BinaryPrimitives.ReadUInt16BigEndian(head[28..]);
        Page = new StoredPage(key, title, httpStatus, (time, time), linkCount, reader);
        reader.ReadBytes(reader.ReadVarint(int.MaxValue));
        Saying = record[..^reader.Rest.Length];
        OffsetBytes = (long)reader.ReadVarint();
        if (!reader.AtEnd)
        {
            throw reader.Broken("bytes left over at the end of a record");
        }
    }

    /// <summary>
    /// The page as the capture shows it, first and last seen at its time; null = unknown, which counts as earlier than
    /// any time.
    /// </summary>
    public StoredPage Page { get; }

    /// <summary>What the capture says.</summary>
    public CaptureKind Kind { get; }

    /// <summary>Whether it shows that the page is there.</summary>
    public bool SeesPage => Kind is not (CaptureKind.Gone or CaptureKind.NoEffect);

    /// <summary>Whether only the first part of the page was read.</summary>
    public bool IsTruncated { get; }

    /// <summary>All of the record but where it starts in the input.</summary>
    public ReadOnlySpan<byte> Saying { get; }

    /// <summary>Where the record starts in the input.</summary>
    public long OffsetBytes { get; }

    private static long? ReadTime(ReadOnlySpan<byte> source)
    {
        ulong stored = BinaryPrimitives.ReadUInt64BigEndian(source);
        return stored == 0 ? null : (long)(stored ^ (1UL << 63));
    }
}
