using System.Buffers.Binary;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>
/// A record of a segment that holds one capture, as <see cref="Capture"/> wrote it. Layout in docs/formats/segment.md.
/// </summary>
internal readonly ref struct CaptureRecord
{
    /// <summary>Bytes of the whole seconds.</summary>
    public const int TimeBytes = 8;

    /// <summary>Bytes of the fraction of a second, where there is one.</summary>
    public const int FractionBytes = 4;

    /// <summary>Set in a fraction, which tells it from a weight.</summary>
    public const uint FractionFlag = 1u << 31;

    /// <summary>Bytes of weight, origin, truncation, digest, kind, status.</summary>
    public const int HeadBytes = 1 + 1 + 1 + 16 + 1 + 2;

    private const int NanosecondsPerSecond = 1_000_000_000;

    private readonly ReadOnlySpan<byte> _head;

    /// <summary>Reads a record, all but its links.</summary>
    /// <param name="reader">A reader of the record, at its start.</param>
    /// <exception cref="IndexFormatException">It does not decode.</exception>
    public CaptureRecord(ByteReader reader)
    {
        ReadOnlySpan<byte> record = reader.Rest;
        ReadOnlySpan<byte> key = SegmentRecord.ReadCaptureStart(ref reader);
        long? time = ReadTime(reader.ReadBytes(TimeBytes));
        Nanoseconds = ReadFraction(ref reader);
        ReadOnlySpan<byte> head = reader.ReadBytes(HeadBytes);
        _head = head;
        IsTruncated = head[2] != 0;
        Kind = (CaptureKind)head[19];
        if (head[1] > (byte)CaptureOrigin.Wat || Kind > CaptureKind.NoEffect)
        {
            throw reader.Broken($"found a capture of kind {head[19]} and origin {head[1]}");
        }

        ReadOnlySpan<byte> title = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));
        int linkCount = reader.ReadVarint(int.MaxValue);
        int httpStatus = BinaryPrimitives.ReadUInt16BigEndian(head[20..]);
        ByteReader links = reader;
        reader.ReadBytes(reader.ReadVarint(int.MaxValue));
        Saying = record[..^reader.Rest.Length];
        OffsetBytes = (long)reader.ReadVarint();
        int unnamedBytes = reader.Rest.Length;
        Name = reader.AtEnd ? default : reader.ReadBytes(reader.ReadVarint(RecordName.MaxBytes));

        // The live view keeps links and name as they stand here, and the language elsewhere.
        int otherBytes = Name.IsEmpty ? unnamedBytes : reader.Rest.Length;
        Page = new StoredPage(
            key, title, httpStatus, (time, time), linkCount, links.Slice(links.Rest.Length - otherBytes));
        Language = reader.AtEnd ? (ushort)0 : (ushort)reader.ReadVarint(ushort.MaxValue);
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

    /// <summary>Nanoseconds behind the second at which the page was seen.</summary>
    public int Nanoseconds { get; }

    /// <summary>What the capture says.</summary>
    public CaptureKind Kind { get; }

    /// <summary>Whether it shows that the page is there.</summary>
    public bool SeesPage => Kind is not (CaptureKind.Gone or CaptureKind.NoEffect);

    /// <summary>Whether only the first part of the page was read.</summary>
    public bool IsTruncated { get; }

    /// <summary>All of the record but where it starts in the input, and its name there.</summary>
    public ReadOnlySpan<byte> Saying { get; }

    /// <summary>Where the record starts in the input.</summary>
    public long OffsetBytes { get; }

    /// <summary>What the archive calls the record (<see cref="RecordName"/>); empty when that is not known.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Language of the page (<see cref="Links.LanguageCode"/>).</summary>
    public ushort Language { get; }

    /// <summary>Whether two captures of a page are of one moment.</summary>
    public bool IsOfMoment(scoped in CaptureRecord other) =>
        Page.FirstSeenSeconds == other.Page.FirstSeenSeconds && Nanoseconds == other.Nanoseconds;

    /// <summary>
    /// Orders captures of a page and a moment by how much they are believed, the most believed first: by weight,
    /// origin, kind, truncation, digest, then the rest. 0 for captures that say the same.
    /// </summary>
    public int CompareBelief(scoped in CaptureRecord other)
    {
        int order = _head[..2].SequenceCompareTo(other._head[..2]);
        order = order != 0 ? order : Kind.CompareTo(other.Kind);
        order = order != 0 ? order : _head[2..].SequenceCompareTo(other._head[2..]);
        return order != 0 ? order : Saying.SequenceCompareTo(other.Saying);
    }

    private static int ReadFraction(ref ByteReader reader)
    {
        if (reader.Rest is not [>= 0x80, ..])
        {
            return 0;
        }

        uint nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(reader.ReadBytes(FractionBytes)) & ~FractionFlag;
        return nanoseconds < NanosecondsPerSecond
            ? (int)nanoseconds : throw reader.Broken($"found {nanoseconds} nanoseconds");
    }

    private static long? ReadTime(ReadOnlySpan<byte> source)
    {
        ulong stored = BinaryPrimitives.ReadUInt64BigEndian(source);
        return stored == 0 ? null : (long)(stored ^ (1UL << 63));
    }
}
