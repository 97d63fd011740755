using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>
/// One block of a long posting list: up to 128 ids in the smallest of several forms, or one run of any length. The first id stands in the
/// list's skip table, not here. Layout in docs/formats/target-postings.md.
/// </summary>
internal static class PostingBlock
{
    /// <summary>Most ids of a block, but for runs.</summary>
    public const int MaximumCount = 128;

    /// <summary>Consecutive ids that are worth a block of their own: fewer cost less as zero gaps than a skip entry does.</summary>
    public const int ShortestRun = 64;

    /// <summary>Bit of the head: as many ids as there can be.</summary>
    public const int IsFull = 0x08;

    /// <summary>Bits of a width.</summary>
    public const int WidthBits = 6;

    /// <summary>Bits of a place in a block.</summary>
    public const int CountBits = 7;

    private const int FormMask = 0x07;

    /// <summary>
    /// Bytes that must be readable behind a block: decoders load eight at a time.
    /// </summary>
    public const int Slack = sizeof(ulong);

    /// <summary>No block but a run is longer: the packed form takes 32 bits a gap, and none longer is taken.</summary>
    public const int MaximumBytes = 600;

    /// <summary>Reads the head of a block.</summary>
    /// <param name="block">Bytes of the block.</param>
    /// <param name="form">Its form.</param>
    /// <param name="count">Its ids.</param>
    /// <returns>Bytes of the head.</returns>
    public static int ReadHead(ReadOnlySpan<byte> block, out PostingForm form, out long count)
    {
        form = (PostingForm)(block[0] & FormMask);
        if (form == PostingForm.Run)
        {
            int length = Varint.TryRead(block[1..], out ulong runLength);
            ArgumentOutOfRangeException.ThrowIfZero(length, nameof(block));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(runLength, uint.MaxValue, nameof(block));
            count = (long)runLength;
            return 1 + length;
        }

        bool isFull = (block[0] & IsFull) != 0;
        count = isFull ? MaximumCount : block[1];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount, nameof(block));
        ArgumentOutOfRangeException.ThrowIfZero(count, nameof(block));
        return isFull ? 1 : 2;
    }

    /// <summary>Decodes the ids of a block that is no run.</summary>
    /// <param name="body">Bytes after the head, and <see cref="Slack"/> more of any value.</param>
    /// <param name="form">Form by the head.</param>
    /// <param name="firstId">First id.</param>
    /// <param name="ids">As many ids as the head says; filled.</param>
    public static void Read(ReadOnlySpan<byte> body, PostingForm form, uint firstId, Span<uint> ids)
    {
        ids[0] = firstId;
        BitReader reader = new(body);
        switch (form)
        {
            case PostingForm.Packed:
                ReadPacked(body, ids);
                break;
            case PostingForm.EliasFano:
                ReadEliasFano(body, ids);
                break;
            case PostingForm.Bitmap:
                ReadBitmap(body, ids);
                break;
            case PostingForm.Rice:
                ReadRice(ref reader, ids);
                break;
            case PostingForm.Interpolative:
                ReadInterpolative(ref reader, ids);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of a block.");
        }
    }

    private static void ReadPacked(ReadOnlySpan<byte> body, Span<uint> ids)
    {
        BitReader reader = new(body);
        int width = (int)reader.Read(WidthBits);
        int exceptionCount = (int)reader.Read(CountBits);
        Unpack(body, (int)reader.Position, width, ids[1..]);
        if (exceptionCount > 0)
        {
            reader.Position += (long)width * (ids.Length - 1);
            int highBits = (int)reader.Read(WidthBits);
            for (; exceptionCount > 0; exceptionCount--)
            {
                int index = (int)reader.Read(CountBits);
                ids[1 + index] |= (uint)(reader.Read(highBits) << width);
            }
        }

        SumGaps(ids);
    }

    // Values of one width, which is at most 32.
    private static void Unpack(ReadOnlySpan<byte> body, int bit, int width, Span<uint> values)
    {
        ulong mask = (1UL << width) - 1;
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = (uint)((BinaryPrimitives.ReadUInt64LittleEndian(body[(bit >> 3)..]) >> (bit & 7)) & mask);
            bit += width;
        }
    }

    // Gaps to ids: ids[0] is an id, the others are gaps.
    private static void SumGaps(Span<uint> ids)
    {
        uint id = ids[0];
        for (int index = 1; index < ids.Length; index++)
        {
            id += ids[index] + 1;
            ids[index] = id;
        }
    }

    private static void ReadEliasFano(ReadOnlySpan<byte> body, Span<uint> ids)
    {
        int lowBits = body[0] & ((1 << WidthBits) - 1);
        Span<uint> values = ids[1..];
        Unpack(body, WidthBits, lowBits, values);
        int bit = WidthBits + (lowBits * values.Length);
        uint next = ids[0] + 1;
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(body[(bit >> 3)..]) & (ulong.MaxValue << (bit & 7));
        int wordByte = bit >> 3;
        for (int index = 0; index < values.Length; index++)
        {
            while (word == 0)
            {
                wordByte += sizeof(ulong);
                word = ReadWord(body, wordByte);
            }

            // The ones before this one stand for ids before, the zeros for steps of the high part.
            uint high = (uint)((8 * wordByte) + BitOperations.TrailingZeroCount(word) - bit - index);
            word &= word - 1;
            values[index] = next + (uint)index + ((high << lowBits) | values[index]);
        }
    }

    // Eight bytes, or as many as there are: the last word may reach over the end of body and slack.
    private static ulong ReadWord(ReadOnlySpan<byte> body, int start)
    {
        if (body.Length - start >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(body[start..]);
        }

        ulong word = 0;
        foreach (byte value in body[start..])
        {
            word = (word >> 8) | ((ulong)value << 56);
        }

        return word >> (8 * (sizeof(ulong) - (body.Length - start)));
    }

    // A bitmap that starts after the first id is the same bits as the gaps in unary code.
    private static void ReadBitmap(ReadOnlySpan<byte> body, Span<uint> ids)
    {
        uint next = ids[0] + 1;
        int wordByte = 0;
        ulong word = ReadWord(body, 0);
        for (int index = 1; index < ids.Length; index++)
        {
            while (word == 0)
            {
                wordByte += sizeof(ulong);
                word = ReadWord(body, wordByte);
            }

            ids[index] = next + (uint)((8 * wordByte) + BitOperations.TrailingZeroCount(word));
            word &= word - 1;
        }
    }

    private static void ReadRice(ref BitReader reader, Span<uint> ids)
    {
        int lowBits = (int)reader.Read(WidthBits);
        for (int index = 1; index < ids.Length; index++)
        {
            ulong high = reader.ReadUnary();
            ids[index] = ids[index - 1] + 1 + (uint)((high << lowBits) | reader.Read(lowBits));
        }
    }

    private static void ReadInterpolative(ref BitReader reader, Span<uint> ids)
    {
        ids[^1] = checked((uint)(ids[0] + reader.ReadDelta()));
        InterpolativeCode.Read(ref reader, ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
    }
}
