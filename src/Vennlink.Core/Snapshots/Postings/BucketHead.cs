using System.Buffers.Binary;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// Head of a block of form <see cref="PostingForm.Buckets"/>: all ids of an aligned span of ids, told by which buckets
/// of the span they are in.
/// </summary>
/// <param name="SpanBits">The span is 2ˢ ids from a multiple of 2ˢ on; 12–16.</param>
/// <param name="BucketBits">A bucket is 2ˡ ids: 0 is a plain bitmap, 2 the bits of each nonempty bucket, 3–8 the low
/// bits of each id. <c>SpanBits − l</c> is at least 6.</param>
/// <param name="Count">Ids; 1 … 2ˢ.</param>
internal readonly record struct BucketHead(int SpanBits, int BucketBits, int Count)
{
    public const int SizeBytes = 4;
    public const int MinSpanBits = 12;
    public const int MaxSpanBits = 16;

    /// <summary>Bits of the buckets that are written bit by bit.</summary>
    public const int NibbleBits = 2;

    /// <summary>Smallest buckets whose ids are written by their low bits.</summary>
    public const int MinLowBits = 3;

    /// <summary>Largest ones.</summary>
    public const int MaxLowBits = 8;

    private const int SpanShift = 3;

    /// <summary>Ids of the span.</summary>
    public int Span => 1 << SpanBits;

    /// <summary>Words of the span's bitmap.</summary>
    public int WordCount => 1 << (SpanBits - 6);

    /// <summary>First id of the span that an id lies in.</summary>
    public uint Base(uint id) => id & ~((1u << SpanBits) - 1);

    /// <summary>Reads a head and checks its ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a head.</exception>
    public static BucketHead Read(ReadOnlySpan<byte> block)
    {
        BucketHead head = new(MinSpanBits + (block[0] >> SpanShift), block[1],
            BinaryPrimitives.ReadUInt16LittleEndian(block[2..]) + 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(head.SpanBits, MaxSpanBits, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(head.BucketBits, Math.Min(MaxLowBits, head.SpanBits - 6),
            nameof(block));
        ArgumentOutOfRangeException.ThrowIfEqual(head.BucketBits, 1, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(head.Count, head.Span, nameof(block));
        return head;
    }

    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> block)
    {
        block[0] = (byte)((int)PostingForm.Buckets | ((SpanBits - MinSpanBits) << SpanShift));
        block[1] = (byte)BucketBits;
        BinaryPrimitives.WriteUInt16LittleEndian(block[2..], (ushort)(Count - 1));
    }
}
