using System.Buffers;
using CsCheck;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Tests.Laws;

namespace Vennlink.Tests.Snapshots;

public sealed class PostingListTests
{
    // Runs of consecutive ids of any length, then gaps of any size: all forms of blocks, alone and side by side.
    private static readonly Gen<uint[]> Ids =
        Gen.Select(Gen.Int[1, 300], Gen.OneOf(Gen.UInt[1, 3], Gen.UInt[1, 40], Gen.UInt[1, 5000], Gen.UInt[1, 1 << 20]),
            Gen.Int[1, 8])
            .Array[1, 12]
            .Select(parts =>
            {
                List<uint> ids = [];
                uint id = parts[0].Item2 - 1;
                foreach ((int count, uint gap, int wildEvery) in parts)
                {
                    for (int index = 0; index < count; index++)
                    {
                        ids.Add(id);
                        id += gap == 2 || index % wildEvery != 0 ? 1 : gap;
                    }

                    id += gap;
                }

                return ids.ToArray();
            });

    private static readonly Gen<LaneWidth> Width = Gen.OneOf(Enum.GetValues<LaneWidth>());

    [Fact]
    public void Every_list_obeys_the_laws_of_cursors() => Gen.Select(Ids, Width).Sample(CheckLaws, iter: 200);

    [Fact]
    public void Dense_lists_obey_the_laws_of_cursors() =>
        Gen.Select(Gen.UInt[2, 300], Gen.UInt[0, 70_000], Gen.Int[130, 6000], Width)
            .Sample((gap, start, count, width) =>
        {
            Random random = new(count);
            CheckLaws(
                [.. Enumerable.Range(0, count)
                    .Select(index => start + ((uint)index * gap) + (uint)random.Next((int)gap))], width);
        }, iter: 60);

    [Fact]
    public void Lists_of_all_gaps_alike_and_of_wide_ids_obey_the_laws()
    {
        foreach (uint gap in (uint[])[1, 2, 7, 64, 1000, 1 << 20])
        {
            foreach (int count in (int[])[1, 2, 63, 64, 65, 127, 128, 129, 1000])
            {
                CheckLaws([.. Enumerable.Range(0, count).Select(index => (uint)index * gap)]);
                CheckLaws(
                    [.. Enumerable.Range(0, count)
                        .Select(index => uint.MaxValue - 1 - ((uint)(count - 1 - index) * gap))]);
            }
        }

        CheckLaws([0, uint.MaxValue - 1]);
        CheckLaws([.. Enumerable.Range(0, 128).Select(index => (uint)index * 33_554_431)]);
    }

    [Fact]
    public void Ids_in_memory_obey_the_laws() =>
        Ids.Sample(ids => CursorLaws.Check(ids, () => new IdArrayCursor(ids)), iter: 50);

    [Fact]
    public void An_empty_list_obeys_the_laws() => CursorLaws.Check([], () => new IdArrayCursor(default));

    [Fact]
    public void A_list_without_a_part_of_it_obeys_the_laws() =>
        Gen.Select(Ids, Gen.Int[1, 5]).Sample((ids, every) =>
        {
            uint[] part = [.. ids.Where(id => id % 5 < every)];
            CursorLaws.Check([.. ids.Except(part)], () =>
                new FollowedCursor(new IdArrayCursor(ids), new IdArrayCursor(part)));
        }, iter: 100);

    [Fact]
    public void A_sitewide_link_costs_a_few_bytes() =>
        Assert.InRange(Encode([.. Enumerable.Range(5000, 1_000_000).Select(id => (uint)id)]).Length, 1, 12);

    [Fact]
    public void Equal_lists_give_equal_bytes_whatever_was_written_before()
    {
        uint[] ids = [1, 5, 9, 1000, 1001, 1002];
        PostingListWriter writer = new();
        ArrayBufferWriter<byte> other = new();
        writer.Write(other, [.. Enumerable.Range(0, 5000).Select(id => (uint)(id * 3))]);
        ArrayBufferWriter<byte> again = new();
        writer.Write(again, ids);
        Assert.Equal(Encode(ids), again.WrittenSpan.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_list_give_an_error_of_the_index_or_wrong_ids_but_no_crash() =>
        Gen.Select(Ids, Gen.Int[0, 100_000], Gen.Byte[1, 255], Width).Sample((ids, place, flip, width) =>
        {
            byte[] bytes = Encode(ids);
            bytes[place % bytes.Length] ^= flip;
            try
            {
                using TemporaryFolder folder = new();
                using SealedFile file = Store(folder, bytes);
                using PostingListCursor cursor = new(file.Section(0), width);
                for (int count = 0; cursor.Advance() != PostingCursor.End && count < 100_000; count++)
                {
                }
            }
            catch (IndexFormatException)
            {
            }

            try
            {
                using TemporaryFolder folder = new();
                using SealedFile file = Store(folder, bytes);
                using PostingListCursor cursor = new(file.Section(0), width);
                ulong[] window = new ulong[1024];
                for (uint id = cursor.Seek((uint)place); id != PostingCursor.End; id = cursor.Current)
                {
                    cursor.FillWindow(id & 0xFFFF_0000, window);
                }
            }
            catch (IndexFormatException)
            {
            }
        }, iter: 400);

    private static void CheckLaws(uint[] ids, LaneWidth width = LaneWidth.Bits512)
    {
        using TemporaryFolder folder = new();
        using SealedFile file = Store(folder, Encode(ids));
        CursorLaws.Check(ids, () => new PostingListCursor(file.Section(0), width));
    }

    private static byte[] Encode(uint[] ids)
    {
        ArrayBufferWriter<byte> output = new();
        new PostingListWriter().Write(output, ids);
        return output.WrittenSpan.ToArray();
    }

    private static SealedFile Store(TemporaryFolder folder, byte[] list)
    {
        using (SealedFileWriter writer = new(folder.File("list"), "TestList"u8, 1))
        {
            writer.StartSection();
            writer.Write(list);
            writer.Complete();
        }

        return SealedFile.Open(folder.File("list"), "TestList"u8, 1);
    }
}
