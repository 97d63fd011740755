using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// One block of a long posting list: up to 128 ids by their gaps in the smallest of several forms, or one run of any
/// length; blocks of buckets are
/// <see cref="BucketHead"/>'s. The first id stands in the list's skip table, not here. Layout in
/// docs/formats/target-postings.md.
/// </summary>
internal static class PostingBlock
{
    /// <summary>Most ids of a block, but for runs.</summary>
    public const int MaxCount = 128;

    /// <summary>
    /// Consecutive ids that are worth a block of their own: fewer cost less as zero gaps than a skip entry does.
    /// </summary>
    public const int MinRunCount = 64;

    /// <summary>Bit of the head: as many ids as there can be.</summary>
    public const int IsFull = 0x08;

    /// <summary>
    /// Bits of a width or count at the start of a body: whole bytes, so that what comes behind starts at one.
    /// </summary>
    public const int ParameterBits = 8;

    /// <summary>Bits of a width elsewhere.</summary>
    public const int WidthBits = 6;

    /// <summary>Bits of a place in a block.</summary>
    public const int CountBits = 7;

    /// <summary>Bits of the head that tell the form.</summary>
    public const int FormMask = 0x07;

    /// <summary>Bytes that must be readable behind a block, whatever they are: decoders load whole registers.</summary>
    public const int Slack = 64;

    /// <summary>No block of gaps is longer: the packed form takes 32 bits a gap, and none longer is taken.</summary>
    public const int MaxBytes = 600;

    /// <summary>Room that <see cref="Read"/> needs: ids are unpacked sixteen at a time.</summary>
    public const int BufferLength = MaxCount + 16;

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
            ArgumentOutOfRangeException.ThrowIfZero(runLength, nameof(block));
            count = (long)runLength;
            return 1 + length;
        }

        if (form == PostingForm.Buckets)
        {
            count = BucketHead.Read(block).Count;
            return BucketHead.SizeBytes;
        }

        bool isFull = (block[0] & IsFull) != 0;
        count = isFull ? MaxCount : block[1];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount, nameof(block));
        ArgumentOutOfRangeException.ThrowIfZero(count, nameof(block));
        return isFull ? 1 : 2;
    }

    /// <summary>Decodes the ids of a block of gaps.</summary>
    /// <param name="width">Which way; all give the same.</param>
    /// <param name="body">Bytes after the head; <see cref="Slack"/> more are readable behind them.</param>
    /// <param name="form">Form by the head; neither <see cref="PostingForm.Run"/> nor
    /// <see cref="PostingForm.Buckets"/>.</param>
    /// <param name="firstId">First id.</param>
    /// <param name="count">Ids by the head.</param>
    /// <param name="ids"><see cref="BufferLength"/> long; the ids are at its start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are no such body.</exception>
    public static void Read(
        LaneWidth width, ReadOnlySpan<byte> body, PostingForm form, uint firstId, int count, Span<uint> ids)
    {
        ids[0] = firstId;
        ReadOnlySpan<byte> readable =
            MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetReference(body), body.Length + Slack);
        switch (form)
        {
            case PostingForm.Packed:
                ReadPacked(width, readable, count, ids);
                break;
            case PostingForm.EliasFano:
                ReadEliasFano(width, readable, count, ids);
                break;
            case PostingForm.Bitmap:
                ReadBitmap(readable, ids[..count]);
                break;
            case PostingForm.Rice:
                ReadRice(readable, ids[..count]);
                break;
            case PostingForm.Interpolative:
                ReadInterpolative(readable, ids[..count]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of a block.");
        }
    }

    private static void ReadPacked(LaneWidth lanes, ReadOnlySpan<byte> body, int count, Span<uint> ids)
    {
        int width = body[0];
        int exceptionCount = body[1];
        BitUnpacker.Unpack(lanes, body[2..], width, count - 1, ids[1..]);
        if (exceptionCount > 0)
        {
            BitReader reader = new(body, (2 * ParameterBits) + ((long)width * (count - 1)));
            int highBits = (int)reader.Read(WidthBits);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(width + highBits, 32, nameof(body));
            for (; exceptionCount > 0; exceptionCount--)
            {
                int index = (int)reader.Read(CountBits);
                ids[1 + index] |= (uint)(reader.Read(highBits) << width);
            }
        }

        SumGaps(ids[..count]);
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

    private static void ReadEliasFano(LaneWidth lanes, ReadOnlySpan<byte> body, int count, Span<uint> ids)
    {
        int lowBits = body[0];
        Span<uint> values = ids[1..];
        BitUnpacker.Unpack(lanes, body[1..], lowBits, count - 1, values);
        values = values[..(count - 1)];
        int bit = ParameterBits + (lowBits * values.Length);
        uint next = ids[0] + 1;
        ulong word = ReadWord(body, bit >> 3) & (ulong.MaxValue << (bit & 7));
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
            values[index] += next + (uint)index + (high << lowBits);
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

    private static void ReadRice(ReadOnlySpan<byte> body, Span<uint> ids)
    {
        int lowBits = body[0];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowBits, 32, nameof(body));
        BitReader reader = new(body, ParameterBits);
        for (int index = 1; index < ids.Length; index++)
        {
            ulong high = reader.ReadUnary();
            ids[index] = ids[index - 1] + 1 + (uint)((high << lowBits) | reader.Read(lowBits));
        }
    }

    private static void ReadInterpolative(ReadOnlySpan<byte> body, Span<uint> ids)
    {
        BitReader reader = new(body);
        ids[^1] = checked((uint)(ids[0] + reader.ReadDelta()));
        InterpolativeCode.Read(ref reader, ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
    }
}

/// <summary>
/// How the ids of one block are written; a block takes the form that is smallest. Stored: never renumber.
/// </summary>
internal enum PostingForm : byte
{
    /// <summary>Consecutive ids: only their number.</summary>
    Run = 0,

    /// <summary>Gaps in bits of one width, the few wider ones patched.</summary>
    Packed = 1,

    /// <summary>Sums of gaps in Elias–Fano code.</summary>
    EliasFano = 2,

    /// <summary>A bit for every id of the span.</summary>
    Bitmap = 3,

    /// <summary>Gaps in Rice code.</summary>
    Rice = 4,

    /// <summary>
    /// Interpolative code between first and last id: slow to read, so taken only when a good deal smaller.
    /// </summary>
    Interpolative = 5,

    /// <summary>
    /// All ids of an aligned span, by the buckets they are in: see <see cref="BucketHead"/>. Read whole into a bitmap,
    /// many ids at a time.
    /// </summary>
    Buckets = 6,
}
