using System.Buffers;
using System.Numerics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// Writes posting lists as bytes: count, blocks, and a skip table when there is more than one block. Reused; not
/// thread-safe.
/// </summary>
/// <remarks>
/// Layout in docs/formats/target-postings.md. Equal lists give equal bytes. Where a span of 2¹⁶ ids holds many ids of
/// the list, its blocks are of form
/// <see cref="PostingForm.Buckets"/>, which windows are filled from many times faster, unless gaps take a good deal
/// less.
/// </remarks>
internal sealed class PostingListWriter
{
    private const int SpanBits = BucketHead.MaxSpanBits;

    // Buckets may take a sixth more than gaps: on ids without any order they take up to 1.19 times the entropy, gaps
    // 1.03 to 1.08.
    private const double BucketsMayBeLargerBy = 7.0 / 6;

    private readonly ArrayBufferWriter<byte> _blocks = new();
    private readonly PostingBlockWriter _block = new();
    private readonly BucketBlockWriter _buckets = new();
    private readonly Action<uint> _addSkip;
    private readonly BitWriter _bits = new();
    private readonly List<(uint FirstId, int Offset)> _skips = [];

    public PostingListWriter()
    {
        _addSkip = AddSkip;
    }

    /// <summary>Appends one list.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ids">At least one id, ascending, no duplicates, below <see cref="PostingCursor.End"/>.</param>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> ids)
    {
        _blocks.ResetWrittenCount();
        _skips.Clear();
        int start = 0;
        int gapsStart = 0;
        while (start + PostingBlock.MaxCount < ids.Length)
        {
            uint span = ids[start] >> SpanBits;
            if (ids[start + PostingBlock.MaxCount] >> SpanBits != span)
            {
                // Too few ids for a block in this span, and nearly always in the next ones too: a whole block on, then
                // back to where its span starts.
                start += PostingBlock.MaxCount;
                span = ids[start] >> SpanBits;
                while (ids[start - 1] >> SpanBits == span)
                {
                    start--;
                }

                continue;
            }

            int end = start + SpanLength(ids[start..], span);
            if (_buckets.Plan(ids[start..end]) <= GapBits(ids[start..end]) * BucketsMayBeLargerBy)
            {
                WriteGaps(ids[gapsStart..start]);
                _buckets.Write(_blocks, ids[start..end], _addSkip);
                gapsStart = end;
            }

            start = end;
        }

        WriteGaps(ids[gapsStart..]);
        Varint.Append(output, (ulong)ids.Length);
        Varint.Append(output, (ulong)_skips.Count);
        if (_skips.Count == 1)
        {
            Varint.Append(output, ids[0]);
        }
        else
        {
            WriteSkips(output);
        }

        output.Write(_blocks.WrittenSpan);
    }

    // Ids at the start that are in the span; at least one is.
    private static int SpanLength(ReadOnlySpan<uint> ids, uint span)
    {
        int low = 0;
        int high = Math.Min(ids.Length, 1 << SpanBits);

        // Invariant: the id at low is in the span, the one at high is not.
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (ids[middle] >> SpanBits == span)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    // Ids at the start that are consecutive.
    private static int RunLength(ReadOnlySpan<uint> ids)
    {
        int length = 1;
        while (length < ids.Length && ids[length] == ids[length - 1] + 1)
        {
            length++;
        }

        return length;
    }

    // A block ends when it is full, or where a run starts that is worth a block of its own.
    private static int BlockEnd(ReadOnlySpan<uint> ids, int start)
    {
        int limit = Math.Min(start + PostingBlock.MaxCount, ids.Length);
        if (!MayStartRun(ids, start, limit))
        {
            return limit;
        }

        int runStart = start;
        for (int index = start + 1; index < ids.Length && runStart < limit; index++)
        {
            if (ids[index] != ids[index - 1] + 1)
            {
                runStart = index;
            }
            else if (index - runStart + 1 == PostingBlock.MinRunCount)
            {
                return runStart;
            }
        }

        return limit;
    }

    // A run holds a whole stride of half its least length, wherever the strides begin: looking at their ends is enough
    // to know that there is none.
    private static bool MayStartRun(ReadOnlySpan<uint> ids, int start, int limit)
    {
        const int Stride = PostingBlock.MinRunCount / 2;
        for (int index = start; index < limit + Stride && index + Stride < ids.Length; index += Stride)
        {
            if (ids[index + Stride] - ids[index] == Stride)
            {
                return true;
            }
        }

        return false;
    }

    // The end of the block or run that starts there.
    private static int GapBlockEnd(ReadOnlySpan<uint> ids, int start, out bool isRun)
    {
        int end = start + RunLength(ids[start..]);
        isRun = end - start >= PostingBlock.MinRunCount;
        return isRun ? end : BlockEnd(ids, start);
    }

    private void WriteGaps(ReadOnlySpan<uint> ids)
    {
        for (int start = 0; start < ids.Length;)
        {
            int end = GapBlockEnd(ids, start, out bool isRun);
            AddSkip(ids[start]);
            if (isRun)
            {
                PostingBlockWriter.WriteRun(_blocks, end - start);
            }
            else
            {
                _block.Write(_blocks, ids[start..end]);
            }

            start = end;
        }
    }

    // What the ids would take as blocks of gaps, skip entries included.
    private long GapBits(ReadOnlySpan<uint> ids)
    {
        const int SkipEntryBits = 48;
        long bits = 0;
        for (int start = 0; start < ids.Length;)
        {
            int end = GapBlockEnd(ids, start, out bool isRun);
            bits += SkipEntryBits + (isRun ? 32 : _block.Measure(ids[start..end]));
            start = end;
        }

        return bits;
    }

    private void AddSkip(uint firstId) => _skips.Add((firstId, _blocks.WrittenCount));

    private void WriteSkips(ArrayBufferWriter<byte> output)
    {
        int idWidth = Width(_skips[^1].FirstId);
        int offsetWidth = Width((uint)_skips[^1].Offset);
        Span<byte> widths = output.GetSpan(2);
        widths[0] = (byte)idWidth;
        widths[1] = (byte)offsetWidth;
        output.Advance(2);
        _bits.Clear();
        foreach ((uint firstId, int offset) in _skips)
        {
            _bits.Write(firstId, idWidth);
            _bits.Write((ulong)offset, offsetWidth);
        }

        output.Write(_bits.Written);
    }

    private static int Width(uint value) => 32 - BitOperations.LeadingZeroCount(value);
}
