using System.Numerics;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Targets;

/// <summary>
/// Codes the few ids of a short list in the cheapest of three ways: all over the whole range of ids, or the first one
/// and then the others close to it, by interpolation or by gaps. The first id may be told from that of the list before:
/// pages of one site are mostly linked from the same places.
/// </summary>
/// <remarks>Holds the first id of the list before; starts anew with each block of the dictionary.</remarks>
/// <param name="pageCount">Number of source pages: ids are below.</param>
internal struct ShortListCode(uint pageCount)
{
    private const int FormBits = 2;

    private readonly int _idWidth = 32 - BitOperations.LeadingZeroCount(pageCount);
    private uint _previousFirst;

    private enum Form : byte
    {
        /// <summary>Interpolative code over all ids.</summary>
        Scattered = 0,

        /// <summary>First id, distance of the last, interpolative code between.</summary>
        Clustered = 1,

        /// <summary>First id, then gaps in delta code.</summary>
        Gaps = 2,
    }

    /// <summary>Writes a list of at least one id.</summary>
    public void Write(BitWriter writer, ReadOnlySpan<uint> ids)
    {
        if (ids.Length > 1)
        {
            Form form = Choose(ids);
            writer.Write((ulong)form, FormBits);
            if (form == Form.Scattered)
            {
                InterpolativeCode.Write(writer, ids, 0, pageCount - 1L);
                _previousFirst = ids[0];
                return;
            }

            WriteFirst(writer, ids[0]);
            if (form == Form.Clustered)
            {
                writer.WriteDelta(ids[^1] - ids[0]);
                InterpolativeCode.Write(writer, ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
                return;
            }
        }
        else
        {
            WriteFirst(writer, ids[0]);
        }

        for (int index = 1; index < ids.Length; index++)
        {
            writer.WriteDelta(ids[index] - ids[index - 1]);
        }
    }

    /// <summary>Reads as many ids as <paramref name="ids"/> has room for.</summary>
    public void Read(ref BitReader reader, scoped Span<uint> ids)
    {
        Form form = ids.Length > 1 ? (Form)reader.Read(FormBits) : Form.Gaps;
        switch (form)
        {
            case Form.Scattered:
                InterpolativeCode.Read(ref reader, ids, 0, pageCount - 1L);
                _previousFirst = ids[0];
                break;
            case Form.Clustered:
                ids[0] = ReadFirst(ref reader);
                ids[^1] = checked(ids[0] + (uint)reader.ReadDelta());
                InterpolativeCode.Read(ref reader, ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
                break;
            case Form.Gaps:
                ids[0] = ReadFirst(ref reader);
                for (int index = 1; index < ids.Length; index++)
                {
                    ids[index] = checked(ids[index - 1] + (uint)reader.ReadDelta());
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(reader), form, "Not a form of a short list.");
        }
    }

    private readonly Form Choose(ReadOnlySpan<uint> ids)
    {
        int first = FirstLength(ids[0]);
        long scattered = InterpolativeCode.Length(ids, 0, pageCount - 1L);
        long clustered = first + BitWriter.DeltaLength(ids[^1] - ids[0])
            + InterpolativeCode.Length(ids[1..^1], ids[0] + 1L, ids[^1] - 1L);
        long gaps = first;
        for (int index = 1; index < ids.Length; index++)
        {
            gaps += BitWriter.DeltaLength(ids[index] - ids[index - 1]);
        }

        return scattered <= clustered && scattered <= gaps ? Form.Scattered : clustered <= gaps ? Form.Clustered
            : Form.Gaps;
    }

    // Whole, or as the difference from the list before with the sign in the lowest bit.
    private void WriteFirst(BitWriter writer, uint first)
    {
        ulong difference = Difference(first);
        bool isRelative = BitWriter.DeltaLength(difference) < _idWidth;
        writer.Write(isRelative ? 1UL : 0, 1);
        if (isRelative)
        {
            writer.WriteDelta(difference);
        }
        else
        {
            writer.Write(first, _idWidth);
        }

        _previousFirst = first;
    }

    private uint ReadFirst(ref BitReader reader)
    {
        if (reader.Read(1) == 0)
        {
            _previousFirst = (uint)reader.Read(_idWidth);
        }
        else
        {
            ulong difference = reader.ReadDelta() - 1;
            long distance = (long)(difference >> 1);
            _previousFirst = checked((uint)(_previousFirst + ((difference & 1) != 0 ? -distance : distance)));
        }

        return _previousFirst;
    }

    private readonly int FirstLength(uint first) => 1 + Math.Min(_idWidth, BitWriter.DeltaLength(Difference(first)));

    private readonly ulong Difference(uint first) =>
        1 + (first >= _previousFirst ? (ulong)(first - _previousFirst) << 1
            : ((ulong)(_previousFirst - first) << 1) | 1);
}
