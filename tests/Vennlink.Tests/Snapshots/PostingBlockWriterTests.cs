using System.Buffers;
using System.Numerics;
using CsCheck;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

/// <summary>One block: what is written is read, and no form that is quick to read would have been shorter.</summary>
public sealed class PostingBlockWriterTests
{
    private static readonly Gen<uint[]> Gaps = Gen.OneOf(
        Gen.UInt[1, 2].Array[1, 127], Gen.UInt[1, 40].Array[1, 127], Gen.UInt[1, 100_000].Array[127],
        Gen.Select(Gen.Int[0, 20], Gen.UInt[0, 31]).Select(
            (wild, bits) => wild == 0 ? 1 + (uint)((1UL << (int)bits) / 256) : 1).Array[1, 127]);

    private static readonly Gen<uint[]> Ids = Gen.Select(Gaps, Gen.UInt[0, 1000]).Select((gaps, first) =>
    {
        List<uint> ids = [first];
        foreach (uint gap in gaps)
        {
            ids.Add(ids[^1] + gap);
        }

        return ids.ToArray();
    });

    [Fact]
    public void What_is_written_is_read_at_every_width_and_is_no_longer_than_need_be()
    {
        HashSet<PostingForm> seen = [];
        Ids.Sample(ids =>
        {
            byte[] block = Write(ids, out int length);
            int head = PostingBlock.ReadHead(block, out PostingForm form, out long count);
            lock (seen)
            {
                seen.Add(form);
            }

            Assert.Equal(ids.Length, count);
            ulong gapSum = ids[^1] - ids[0] - (ulong)(ids.Length - 1);
            Assert.Equal(form == PostingForm.Run, gapSum == 0);
            if (form == PostingForm.Run)
            {
                return;
            }

            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                uint[] read = new uint[PostingBlock.BufferLength];
                PostingBlock.Read(width, block.AsSpan(head, length - head), form, ids[0], ids.Length, read);
                Assert.Equal(ids, read[..ids.Length]);
            }

            Assert.InRange(length - head, 1, ShortestQuick(ids, gapSum));
            long measured = new PostingBlockWriter().Measure(ids) / 8;
            Assert.True(
                form == PostingForm.Interpolative ? length - head <= measured - 1 : length - head == measured - 1);
        }, iter: 2000, threads: 1);
        Assert.Equal(Enum.GetValues<PostingForm>().Except([PostingForm.Buckets]).Order(), seen.Order());
    }

    [Fact]
    public void A_run_is_its_number()
    {
        ArrayBufferWriter<byte> output = new();
        PostingBlockWriter.WriteRun(output, 1_000_000);
        PostingBlock.ReadHead(
            [.. output.WrittenSpan, .. new byte[PostingBlock.Slack]], out PostingForm form, out long count);
        Assert.Equal((PostingForm.Run, 1_000_000), (form, count));
    }

    // The forms whose size is a formula: a bit for every id of the span, or Elias–Fano code with as many low bits as the mean gap has.
    private static int ShortestQuick(uint[] ids, ulong gapSum)
    {
        int gapCount = ids.Length - 1;
        int lowBits = BitOperations.Log2((gapSum / (ulong)gapCount) + 1);
        long bitmap = (long)gapSum + gapCount;
        long eliasFano = PostingBlock.ParameterBits + ((long)gapCount * (lowBits + 1)) + (long)(gapSum >> lowBits);
        return (int)((Math.Min(bitmap, eliasFano) + 7) / 8);
    }

    private static byte[] Write(uint[] ids, out int length)
    {
        ArrayBufferWriter<byte> output = new();
        new PostingBlockWriter().Write(output, ids);
        length = output.WrittenCount;
        return [.. output.WrittenSpan, .. new byte[PostingBlock.Slack]];
    }
}
