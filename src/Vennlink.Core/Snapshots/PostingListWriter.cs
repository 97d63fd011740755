using System.Buffers;
using System.Numerics;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Writes posting lists as bytes: count, blocks, and a skip table when there is more than one block. Reused; not thread-safe.</summary>
/// <remarks>Layout in docs/formats/target-postings.md. Equal lists give equal bytes.</remarks>
internal sealed class PostingListWriter
{
    private readonly ArrayBufferWriter<byte> _blocks = new();
    private readonly PostingBlockWriter _block = new();
    private readonly BitWriter _bits = new();
    private readonly List<(uint FirstId, int Offset)> _skips = [];

    /// <summary>Appends one list.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ids">At least one id, ascending, no duplicates, below <see cref="PostingCursor.End"/>.</param>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> ids)
    {
        _blocks.ResetWrittenCount();
        _skips.Clear();
        int start = 0;
        while (start < ids.Length)
        {
            int end = start + RunLength(ids[start..]);
            if (end - start < PostingBlock.ShortestRun)
            {
                end = BlockEnd(ids, start);
                AddSkip(ids[start]);
                _block.Write(_blocks, ids[start..end]);
            }
            else
            {
                AddSkip(ids[start]);
                PostingBlockWriter.WriteRun(_blocks, end - start);
            }

            start = end;
        }

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
        int limit = Math.Min(start + PostingBlock.MaximumCount, ids.Length);
        int runStart = start;
        for (int index = start + 1; index < ids.Length && runStart < limit; index++)
        {
            if (ids[index] != ids[index - 1] + 1)
            {
                runStart = index;
            }
            else if (index - runStart + 1 == PostingBlock.ShortestRun)
            {
                return runStart;
            }
        }

        return limit;
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
