using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// Writes the blocks that <see cref="PostingBlock"/> reads, each in its cheapest form. Reused; not thread-safe.
/// </summary>
/// <remarks>
/// The forms' sizes come from a count of the gaps' widths and from sums over all gaps, sixteen at a time; only
/// interpolative code is measured id by id, and only where the gaps are so uneven that it may pay.
/// </remarks>
internal sealed class PostingBlockWriter
{
    // In these each value starts where the one before ends, so decoding them takes several times as long as the other
    // forms: they must save an eighth.
    private const double SlowFormMustSave = 0.875;

    // Candidates around the width of the mean gap; few low bits pay where most gaps are far below the mean.
    private const int RiceBelowMean = 6;
    private const int RiceAboveMean = 1;

    private const int WidthCount = 33;

    private readonly BitWriter _interpolative = new();
    private readonly uint[] _gaps = new uint[PostingBlock.MaxCount];
    private readonly byte[] _bytes = new byte[PostingBlock.MaxBytes + sizeof(ulong)];

    /// <summary>Appends a run of <paramref name="count"/> ids.</summary>
    public static void WriteRun(ArrayBufferWriter<byte> output, long count)
    {
        output.GetSpan(1)[0] = (byte)PostingForm.Run;
        output.Advance(1);
        Varint.Append(output, (ulong)count);
    }

    /// <summary>Appends a block.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ids">1 to <see cref="PostingBlock.MaxCount"/> ids, ascending, no duplicates.</param>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> ids)
    {
        ulong span = ids[^1] - ids[0];
        ulong gapSum = span - (ulong)(ids.Length - 1);
        if (gapSum == 0)
        {
            WriteRun(output, ids.Length);
            return;
        }

        ReadOnlySpan<uint> gaps = Gaps(ids);
        (PostingForm form, int parameter, _) = Choose(ids, gaps, gapSum, triesInterpolative: true);
        bool isFull = ids.Length == PostingBlock.MaxCount;
        Span<byte> block = output.GetSpan(_bytes.Length);
        block[0] = (byte)((int)form | (isFull ? PostingBlock.IsFull : 0));
        block[1] = (byte)ids.Length;
        int head = isFull ? 1 : 2;
        output.Advance(head + WriteBody(block[head..], form, parameter, ids, gaps));
    }

    /// <summary>Bits of the block that <see cref="Write"/> would write, but for interpolative code.</summary>
    public long Measure(ReadOnlySpan<uint> ids)
    {
        ulong gapSum = ids[^1] - ids[0] - (ulong)(ids.Length - 1);
        return 8 * (gapSum == 0 ? 2 : 1 + Choose(ids, Gaps(ids), gapSum, triesInterpolative: false).Bytes);
    }

    private static long Bytes(long bits) => (bits + 7) / 8;

    private static int Width(uint value) => 32 - BitOperations.LeadingZeroCount(value);

    // The gaps, and zeros behind them up to a whole vector.
    private Span<uint> Gaps(ReadOnlySpan<uint> ids)
    {
        Span<uint> gaps = _gaps;
        int count = ids.Length - 1;
        for (int index = 0; index < count; index++)
        {
            gaps[index] = ids[index + 1] - ids[index] - 1;
        }

        gaps[count..].Clear();
        return gaps[..count];
    }

    private (PostingForm Form, int Parameter, long Bytes) Choose(ReadOnlySpan<uint> ids, ReadOnlySpan<uint> gaps,
        ulong gapSum, bool triesInterpolative)
    {
        // Ties go to the form named first: the order is that of speed.
        (PostingForm Form, int Parameter, long Bytes) best = (PostingForm.Bitmap, 0, Bytes((long)gapSum + gaps.Length));
        int mean = BitOperations.Log2((gapSum / (ulong)gaps.Length) + 1);
        Span<int> widths = stackalloc int[WidthCount];
        CountWidths(gaps, widths);
        (int width, long packedBits) = CheapestWidth(widths, gaps.Length);
        if (Bytes(packedBits) < best.Bytes)
        {
            best = (PostingForm.Packed, width, Bytes(packedBits));
        }

        long eliasFanoBits = PostingBlock.ParameterBits + ((long)gaps.Length * (mean + 1)) + (long)(gapSum >> mean);
        if (Bytes(eliasFanoBits) < best.Bytes)
        {
            best = (PostingForm.EliasFano, mean, Bytes(eliasFanoBits));
        }

        double slowBytes = best.Bytes * SlowFormMustSave;
        (int riceBits, long riceTotal) = CheapestRice(gaps.Length, mean);
        if (Bytes(riceTotal) < slowBytes)
        {
            best = (PostingForm.Rice, riceBits, Bytes(riceTotal));
            slowBytes = best.Bytes;
        }

        // Interpolative code takes about two bits more than the bits of the gap itself, and little for a gap of none.
        if (triesInterpolative && Bytes(WidthSum(widths) + ((gaps.Length - widths[0]) * 2)) < slowBytes)
        {
            long interpolativeBits = BitWriter.DeltaLength(gapSum + (ulong)gaps.Length)
                + InterpolativeCode.Length(ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
            best = Bytes(interpolativeBits) < slowBytes
                ? (PostingForm.Interpolative, 0, Bytes(interpolativeBits)) : best;
        }

        return best;
    }

    // How many gaps there are of each width.
    private static void CountWidths(ReadOnlySpan<uint> gaps, Span<int> widths)
    {
        // Two tables in turn, since one add to a place waits for the one before.
        Span<int> others = stackalloc int[WidthCount];
        others.Clear();
        widths.Clear();
        int index = 0;
        for (; index + 1 < gaps.Length; index += 2)
        {
            widths[Width(gaps[index])]++;
            others[Width(gaps[index + 1])]++;
        }

        if (index < gaps.Length)
        {
            widths[Width(gaps[index])]++;
        }

        for (int width = 0; width < widths.Length; width++)
        {
            widths[width] += others[width];
        }
    }

    private static (int Width, long Bits) CheapestWidth(ReadOnlySpan<int> widths, int count)
    {
        int widest = WidthCount - 1;
        while (widths[widest] == 0)
        {
            widest--;
        }

        int best = widest;
        int bestBits = (2 * PostingBlock.ParameterBits) + (widest * count);
        int exceptions = 0;
        for (int width = widest - 1; width >= 0; width--)
        {
            exceptions += widths[width + 1];
            int bits = (2 * PostingBlock.ParameterBits) + (width * count) + PostingBlock.WidthBits
                + (exceptions * (PostingBlock.CountBits + widest - width));
            if (bits < bestBits)
            {
                (best, bestBits) = (width, bits);
            }
        }

        return (best, bestBits);
    }

    private (int LowBits, long Bits) CheapestRice(int count, int mean)
    {
        int best = 0;
        long bestBits = long.MaxValue;
        for (int lowBits = Math.Max(0, mean - RiceBelowMean); lowBits <= mean + RiceAboveMean; lowBits++)
        {
            long bits = PostingBlock.ParameterBits + ((long)count * (lowBits + 1)) + SumShifted(lowBits);
            if (bits < bestBits)
            {
                (best, bestBits) = (lowBits, bits);
            }
        }

        return (best, bestBits);
    }

    private uint Or()
    {
        Vector512<uint> bits = default;
        foreach (Vector512<uint> gaps in MemoryMarshal.Cast<uint, Vector512<uint>>(_gaps.AsSpan()))
        {
            bits |= gaps;
        }

        uint all = 0;
        for (int lane = 0; lane < Vector512<uint>.Count; lane++)
        {
            all |= bits[lane];
        }

        return all;
    }

    // All gaps add up to less than 2³², so no lane overflows.
    private uint SumShifted(int shift)
    {
        Vector512<uint> sum = default;
        foreach (Vector512<uint> gaps in MemoryMarshal.Cast<uint, Vector512<uint>>(_gaps.AsSpan()))
        {
            sum += gaps >>> shift;
        }

        return Vector512.Sum(sum);
    }

    private static int WidthSum(ReadOnlySpan<int> widths)
    {
        int sum = 0;
        for (int width = 1; width < widths.Length; width++)
        {
            sum += width * widths[width];
        }

        return sum;
    }

    // Returns the bytes written.
    private int WriteBody(
        Span<byte> body, PostingForm form, int parameter, ReadOnlySpan<uint> ids, ReadOnlySpan<uint> gaps)
    {
        switch (form)
        {
            case PostingForm.Packed:
                return WritePacked(body, gaps, parameter, Width(Or()));
            case PostingForm.EliasFano:
                return WriteEliasFano(body, gaps, parameter);
            case PostingForm.Bitmap:
                return WriteBitmap(body, gaps);
            case PostingForm.Rice:
                return WriteRice(body, gaps, parameter);
            default:
                // The last id stands in the span alone.
                _interpolative.Clear();
                _interpolative.WriteDelta(ids[^1] - ids[0]);
                InterpolativeCode.Write(_interpolative, ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
                _interpolative.Written.CopyTo(body);
                return _interpolative.Written.Length;
        }
    }

    private static int WriteBitmap(Span<byte> body, ReadOnlySpan<uint> gaps)
    {
        BitSink sink = new(body);
        foreach (uint gap in gaps)
        {
            sink.WriteUnary(gap);
        }

        return sink.ByteCount;
    }

    private static int WritePacked(Span<byte> body, ReadOnlySpan<uint> gaps, int width, int widest)
    {
        uint mask = (uint)((1UL << width) - 1);
        int exceptionCount = 0;
        foreach (uint gap in gaps)
        {
            exceptionCount += gap > mask ? 1 : 0;
        }

        BitSink sink = new(body);
        sink.Write((ulong)width, PostingBlock.ParameterBits);
        sink.Write((ulong)exceptionCount, PostingBlock.ParameterBits);
        foreach (uint gap in gaps)
        {
            sink.Write(gap & mask, width);
        }

        if (exceptionCount > 0)
        {
            sink.Write((ulong)(widest - width), PostingBlock.WidthBits);
            for (int index = 0; index < gaps.Length; index++)
            {
                if (gaps[index] > mask)
                {
                    sink.Write((ulong)index, PostingBlock.CountBits);
                    sink.Write((ulong)gaps[index] >> width, widest - width);
                }
            }
        }

        return sink.ByteCount;
    }

    private static int WriteEliasFano(Span<byte> body, ReadOnlySpan<uint> gaps, int lowBits)
    {
        BitSink sink = new(body);
        sink.Write((ulong)lowBits, PostingBlock.ParameterBits);
        uint mask = (uint)((1UL << lowBits) - 1);
        uint sum = 0;
        foreach (uint gap in gaps)
        {
            sum += gap;
            sink.Write(sum & mask, lowBits);
        }

        sum = 0;
        uint previous = 0;
        foreach (uint gap in gaps)
        {
            sum += gap;
            sink.WriteUnary((sum >> lowBits) - previous);
            previous = sum >> lowBits;
        }

        return sink.ByteCount;
    }

    private static int WriteRice(Span<byte> body, ReadOnlySpan<uint> gaps, int lowBits)
    {
        BitSink sink = new(body);
        sink.Write((ulong)lowBits, PostingBlock.ParameterBits);
        uint mask = (uint)((1UL << lowBits) - 1);
        foreach (uint gap in gaps)
        {
            sink.WriteUnary(gap >> lowBits);
            sink.Write(gap & mask, lowBits);
        }

        return sink.ByteCount;
    }
}
