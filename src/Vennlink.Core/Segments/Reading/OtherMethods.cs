using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Vennlink.Archives;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Drops the captures that answer another method than GET: what a POST or a HEAD gets says nothing of what the page
/// holds.
/// </summary>
/// <remarks>
/// A WARC tells the method in the request record, which stands before the response or behind it, anywhere in the input;
/// either may name the other (WARC-Concurrent-To). So both go through the sorter with the key of their page: requests
/// come first there, and memory holds the requests of one page. What ties them together are hashes of record ids.
/// <para>
/// While it is sorted a capture has a suffix: the hash of its own id, then those of the ids it names, 16 bytes each,
/// then their number as two bytes.
/// </para>
/// </remarks>
/// <param name="take">Given every other record, in order and without suffix.</param>
/// <param name="skips">Counts what is dropped.</param>
/// <param name="parts">What offsets of the input count in.</param>
internal sealed class OtherMethods(
    Action<ReadOnlySpan<byte>> take, SkipCounts skips, IReadOnlyList<InputPart> parts)
{
    /// <summary>Most ids of requests that are held of one page; answers to those behind are not told.</summary>
    public const int MaxIdsOfPage = 1 << 20;

    // Below the classes of a segment: requests stand before the captures of their page.
    private const byte RequestClass = 0;
    private const int HashBytes = 16;
    private const int CountBytes = sizeof(ushort);

    private readonly HashSet<UInt128> _ids = [];
    private byte[] _key = [];

    /// <summary>Captures that were dropped.</summary>
    public long DroppedCaptureCount { get; private set; }

    /// <summary>Links of those.</summary>
    public long DroppedLinkCount { get; private set; }

    /// <summary>Sets <paramref name="hashes"/> to those of the ids of a record, 16 bytes each.</summary>
    /// <param name="id">Its own id, without angle brackets; may be empty.</param>
    /// <param name="concurrentTo">Those it names, between commas, with angle brackets or without.</param>
    /// <param name="hashes">Gets them.</param>
    public static void SetHashes(ReadOnlySpan<byte> id, ReadOnlySpan<byte> concurrentTo, ByteList hashes)
    {
        hashes.Clear();
        Append(id, hashes);
        foreach (Range named in concurrentTo.Split((byte)','))
        {
            Append(concurrentTo[named].Trim("<> "u8), hashes);
        }

        static void Append(ReadOnlySpan<byte> id, ByteList hashes)
        {
            if (!id.IsEmpty)
            {
                BinaryPrimitives.WriteUInt128BigEndian(hashes.Reserve(HashBytes), XxHash128.HashToUInt128(id));
                hashes.Length += HashBytes;
            }
        }
    }

    /// <summary>Appends the suffix of a capture.</summary>
    /// <param name="record">Ends with the capture.</param>
    /// <param name="hashes">Its hashes; those behind 65,535 are left out.</param>
    public static void AppendSuffix(ArrayBufferWriter<byte> record, ReadOnlySpan<byte> hashes)
    {
        int count = Math.Min(hashes.Length / HashBytes, ushort.MaxValue);
        record.Write(hashes[..(count * HashBytes)]);
        BinaryPrimitives.WriteUInt16BigEndian(record.GetSpan(CountBytes), (ushort)count);
        record.Advance(CountBytes);
    }

    /// <summary>Hands over the records to sort of a request by another method: one for each id.</summary>
    /// <param name="pageKey">Key of the page that was asked for.</param>
    /// <param name="hashes">Its own id and those it names.</param>
    /// <param name="record">Used on the way.</param>
    /// <param name="add">Takes each.</param>
    public static void AddRequest(
        ReadOnlySpan<byte> pageKey, ReadOnlySpan<byte> hashes, ArrayBufferWriter<byte> record,
        Action<ReadOnlySpan<byte>> add)
    {
        for (ReadOnlySpan<byte> rest = hashes; !rest.IsEmpty; rest = rest[HashBytes..])
        {
            record.ResetWrittenCount();
            SegmentRecord.WriteStart(record, pageKey, RequestClass);
            record.Write(rest[..HashBytes]);
            add(record.WrittenSpan);
        }
    }

    /// <summary>Takes the next record in byte order.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        int keyLength = SegmentRecord.KeyLength(record);
        byte recordClass = record[keyLength + 1];
        if (recordClass == RequestClass)
        {
            Keep(record[..keyLength], BinaryPrimitives.ReadUInt128BigEndian(record[^HashBytes..]));
        }
        else if (recordClass != SegmentRecord.CaptureClass)
        {
            take(record);
        }
        else
        {
            int suffixBytes = CountBytes + (BinaryPrimitives.ReadUInt16BigEndian(record[^CountBytes..]) * HashBytes);
            ReadOnlySpan<byte> capture = record[..^suffixBytes];
            if (_ids.Count > 0 && record[..keyLength].SequenceEqual(_key)
                && Answers(record[^suffixBytes..^CountBytes]))
            {
                Drop(new CaptureRecord(new ByteReader(capture, "sorted captures", 0)));
            }
            else
            {
                take(capture);
            }
        }
    }

    private void Drop(in CaptureRecord capture)
    {
        DroppedCaptureCount++;
        DroppedLinkCount += capture.Page.LinkCount;
        InputPart part = InputPart.Find(parts, capture.OffsetBytes);
        skips.Place = new SkipPlace(capture.OffsetBytes - part.StartOffset, part.InnerName);
        skips.Add(SkipReason.OtherMethod);
    }

    private void Keep(ReadOnlySpan<byte> key, UInt128 id)
    {
        if (!key.SequenceEqual(_key))
        {
            _key = key.ToArray();
            _ids.Clear();
        }

        if (_ids.Count < MaxIdsOfPage)
        {
            _ids.Add(id);
        }
    }

    private bool Answers(ReadOnlySpan<byte> hashes)
    {
        for (; !hashes.IsEmpty; hashes = hashes[HashBytes..])
        {
            if (_ids.Contains(BinaryPrimitives.ReadUInt128BigEndian(hashes)))
            {
                return true;
            }
        }

        return false;
    }
}
