using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// Decides how the ids of one aligned span of 2¹⁶ ids are cut into blocks of form <see cref="PostingForm.Buckets"/>,
/// and writes them. Reused; not thread-safe.
/// </summary>
/// <remarks>
/// Sizes follow from two counts for each leaf of 2¹² ids: the ids, and the nonempty groups of four. A span is one block
/// in its cheapest form, or two halves where that is cheaper, skip entries included.
/// </remarks>
internal sealed class BucketBlockWriter
{
    private const int LeafBits = BucketHead.MinSpanBits;
    private const int LeafCount = 1 << (BucketHead.MaxSpanBits - LeafBits);

    // A block that is no plain bitmap is decoded whole to look one id up, so it is kept below about a microsecond.
    private const int MaxIdsToDecode = 4096;

    // Head and skip entry, about.
    private const int BlockOverheadBits = (8 * BucketHead.SizeBytes) + 48;

    // A plain bitmap is read many times faster, so it may be a sixteenth larger.
    private const int BitmapMayBeLargerBy = 16;

    private const int Halves = -1;
    private const int Nothing = -2;

    private readonly ulong[] _words = new ulong[1 << (BucketHead.MaxSpanBits - 6)];
    private readonly int[] _counts = new int[2 * LeafCount];
    private readonly int[] _nibbles = new int[2 * LeafCount];
    private readonly int[] _costs = new int[2 * LeafCount];
    private readonly int[] _plans = new int[2 * LeafCount]; // bucket bits, Halves or Nothing
    private readonly uint[] _rest = new uint[MaxIdsToDecode];
    private readonly byte[] _lows = new byte[MaxIdsToDecode + 1];
    private readonly byte[] _goesOn = new byte[MaxIdsToDecode + 1];

    /// <summary>Makes a plan for the ids of one span of 2¹⁶ ids.</summary>
    /// <returns>Bits it will take, skip entries included.</returns>
    public long Plan(ReadOnlySpan<uint> ids)
    {
        _words.AsSpan().Clear();
        ulong[] words = _words;
        foreach (uint id in ids)
        {
            words[(ushort)id >> 6] |= 1UL << (int)id;
        }

        for (int leaf = 0; leaf < LeafCount; leaf++)
        {
            int count = 0;
            int nibbles = 0;
            foreach (ulong word in words.AsSpan(leaf << (LeafBits - 6), 1 << (LeafBits - 6)))
            {
                count += BitOperations.PopCount(word);
                nibbles += BitOperations.PopCount(Nibbles(word));
            }

            _counts[LeafCount + leaf] = count;
            _nibbles[LeafCount + leaf] = nibbles;
        }

        // A heap: node n has the halves 2n and 2n + 1, node 1 is the whole span.
        for (int node = (2 * LeafCount) - 1; node > 0; node--)
        {
            if (node < LeafCount)
            {
                _counts[node] = _counts[2 * node] + _counts[(2 * node) + 1];
                _nibbles[node] = _nibbles[2 * node] + _nibbles[(2 * node) + 1];
            }

            (_plans[node], _costs[node]) = Cheapest(node, BucketHead.MaxSpanBits - BitOperations.Log2((uint)node));
        }

        return _costs[1];
    }

    /// <summary>Writes the blocks of the plan.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ids">The ids planned for.</param>
    /// <param name="onBlock">Called before each block with its first id.</param>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> ids, Action<uint> onBlock) =>
        Write(output, ids, 1, onBlock);

    // One bit for each group of four that is not empty.
    private static ulong Nibbles(ulong word)
    {
        word |= word >> 1;
        return (word | (word >> 2)) & 0x1111_1111_1111_1111;
    }

    private (int Plan, int Cost) Cheapest(int node, int spanBits)
    {
        int count = _counts[node];
        if (count == 0)
        {
            return (Nothing, 0);
        }

        int plan = 0;
        int cost = 1 << spanBits;
        int toBeat = cost - (cost / BitmapMayBeLargerBy);
        if (count <= MaxIdsToDecode)
        {
            int nibbleCost = (1 << (spanBits - BucketHead.NibbleBits)) + (4 * _nibbles[node]);
            if (nibbleCost < toBeat)
            {
                (plan, cost, toBeat) = (BucketHead.NibbleBits, nibbleCost, nibbleCost);
            }

            int maxLowBits = Math.Min(BucketHead.MaxLowBits, spanBits - 6);
            for (int lowBits = BucketHead.MinLowBits; lowBits <= maxLowBits; lowBits++)
            {
                int lowCost = (1 << (spanBits - lowBits)) + (count * (lowBits + 1));
                if (lowCost < toBeat)
                {
                    (plan, cost, toBeat) = (lowBits, lowCost, lowCost);
                }
            }
        }

        cost += BlockOverheadBits;
        if (node < LeafCount
            && _costs[2 * node] + _costs[(2 * node) + 1] < (plan == 0 ? toBeat + BlockOverheadBits : cost))
        {
            return (Halves, _costs[2 * node] + _costs[(2 * node) + 1]);
        }

        return (plan, cost);
    }

    private void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> ids, int node, Action<uint> onBlock)
    {
        if (_plans[node] == Halves)
        {
            int first = _counts[2 * node];
            Write(output, ids[..first], 2 * node, onBlock);
            Write(output, ids[first..], (2 * node) + 1, onBlock);
        }
        else if (_plans[node] != Nothing)
        {
            onBlock(ids[0]);
            int depth = BitOperations.Log2((uint)node);
            BucketHead head = new(BucketHead.MaxSpanBits - depth, _plans[node], ids.Length);
            int place = node - (1 << depth);
            Span<byte> block = output.GetSpan(BucketHead.SizeBytes + (head.Span / 8) + sizeof(ulong));
            head.Write(block);
            output.Advance(
                BucketHead.SizeBytes + WriteBody(block[BucketHead.SizeBytes..], head, ids,
                    _words.AsSpan(place * head.WordCount, head.WordCount)));
        }
    }

    private int WriteBody(Span<byte> body, in BucketHead head, ReadOnlySpan<uint> ids, ReadOnlySpan<ulong> words) =>
        head.BucketBits switch
        {
            0 => WriteBitmap(body, words),
            BucketHead.NibbleBits => WriteNibbles(body, words),
            _ => WriteLayers(body, head, ids),
        };

    private static int WriteBitmap(Span<byte> body, ReadOnlySpan<ulong> words)
    {
        BitSink sink = new(body);
        foreach (ulong word in words)
        {
            sink.Write((uint)word, 32);
            sink.Write(word >> 32, 32);
        }

        return sink.ByteCount;
    }

    private static int WriteNibbles(Span<byte> body, ReadOnlySpan<ulong> words)
    {
        BitSink sink = new(body);
        foreach (ulong word in words)
        {
            ulong mask = 0;
            for (ulong nibbles = Nibbles(word); nibbles != 0; nibbles &= nibbles - 1)
            {
                mask |= 1UL << (BitOperations.TrailingZeroCount(nibbles) >> 2);
            }

            sink.Write(mask, 16);
        }

        foreach (ulong word in words)
        {
            for (ulong nibbles = Nibbles(word); nibbles != 0; nibbles &= nibbles - 1)
            {
                sink.Write((word >> BitOperations.TrailingZeroCount(nibbles)) & 0xF, 4);
            }
        }

        return sink.ByteCount;
    }

    private int WriteLayers(Span<byte> body, in BucketHead head, ReadOnlySpan<uint> ids)
    {
        // The mask of the first layer, then for each id in the order of layers whether its bucket goes on, then its low
        // bits.
        int lowBits = head.BucketBits;
        int firstMaskBytes = 1 << (head.SpanBits - lowBits - 3);
        WriteFirstMask(body[..firstMaskBytes], ids, head);
        int count = 0;
        while (ids.Length > 0)
        {
            ids = TakeLayer(ids, lowBits, ref count);
        }

        BitSink sink = new(body[firstMaskBytes..]);
        foreach (byte goesOn in _goesOn.AsSpan(0, count))
        {
            sink.Write(goesOn, 1);
        }

        int maskBytes = firstMaskBytes + sink.ByteCount;
        sink = new BitSink(body[maskBytes..]);
        foreach (byte low in _lows.AsSpan(0, count))
        {
            sink.Write(low, lowBits);
        }

        return maskBytes + sink.ByteCount;
    }

    private static void WriteFirstMask(Span<byte> body, ReadOnlySpan<uint> ids, in BucketHead head)
    {
        body.Clear();
        uint spanMask = (1u << head.SpanBits) - 1;
        uint word = 0;
        ulong bits = 0;
        foreach (uint id in ids)
        {
            uint bucket = (id & spanMask) >> head.BucketBits;
            if (bucket >> 6 != word)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(body[(int)(word * sizeof(ulong))..], bits);
                (word, bits) = (bucket >> 6, 0);
            }

            bits |= 1UL << (int)bucket;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(body[(int)(word * sizeof(ulong))..], bits);
    }

    // Takes the first id of each bucket; returns the others. Without branches, since which id is first is as good as
    // random.
    private Span<uint> TakeLayer(ReadOnlySpan<uint> ids, int lowBits, scoped ref int count)
    {
        uint lowMask = (1u << lowBits) - 1;
        byte[] lows = _lows;
        byte[] goesOn = _goesOn;
        uint[] rest = _rest;
        int restCount = 0;
        int place = count;
        uint isFirst = 1;
        for (int index = 0; index < ids.Length - 1; index++)
        {
            // Another bucket comes next when the ids differ in more than the low bits.
            uint isLast = (ids[index] ^ ids[index + 1]) > lowMask ? 1u : 0;
            lows[place] = (byte)(ids[index] & lowMask);
            goesOn[place] = (byte)(1 - isLast);
            place += (int)isFirst;
            rest[restCount] = ids[index];
            restCount += (int)(1 - isFirst);
            isFirst = isLast;
        }

        lows[place] = (byte)(ids[^1] & lowMask);
        goesOn[place] = 0;
        place += (int)isFirst;
        rest[restCount] = ids[^1];
        restCount += (int)(1 - isFirst);
        count = place;
        return rest.AsSpan(0, restCount);
    }
}
