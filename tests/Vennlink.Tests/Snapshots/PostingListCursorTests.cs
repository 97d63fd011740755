using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Snapshots;

/// <summary>A cursor at the edges of blocks, runs and spans; the laws that hold everywhere are those of <see
/// cref="PostingListTests"/>.</summary>
public sealed class PostingListCursorTests : IDisposable
{
    private const int Full = PostingBlock.MaxCount;

    private readonly TemporaryFolder _folder = new();
    private readonly List<SealedFile> _files = [];

    /// <summary>Lists by the borders they have: between full blocks, around a run, around a span of buckets, at the
    /// last id there can be.</summary>
    public static TheoryData<string> Lists => ["blocks", "run", "buckets", "end"];

    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_seek_from_each_side_of_a_border_to_each_side_of_any_finds_the_next_id(string list)
    {
        uint[] ids = Ids(list);
        FileSection section = Store(ids);
        uint[] points = Borders(ids);
        foreach (uint from in points)
        {
            foreach (uint to in points.Where(to => to >= from))
            {
                using PostingListCursor cursor = new(section);
                cursor.Seek(from);
                Assert.Equal(ids.FirstOrDefault(id => id >= to, PostingCursor.End), cursor.Seek(to));
                Assert.Equal(cursor.Current, cursor.Seek(from));
                Assert.Equal(ids.FirstOrDefault(id => id > cursor.Current, PostingCursor.End), cursor.Advance());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_window_that_begins_or_ends_at_a_border_holds_its_ids(string list)
    {
        uint[] ids = Ids(list);
        FileSection section = Store(ids);
        foreach (uint border in Borders(ids))
        {
            foreach (int words in (int[])[1, 5])
            {
                ulong[] bitmap = new ulong[words];
                uint start = border & ~63u;
                uint[] expected = [.. ids.Where(id => id >= start && id - start < 64 * words)];
                using PostingListCursor cursor = new(section);
                Assert.Equal(expected.Length, cursor.FillWindow(start, bitmap));
                Assert.Equal(expected.Length, bitmap.Sum(word => BitOperations.PopCount(word)));
                Assert.All(expected, id => Assert.Equal(1UL,
                    (bitmap[(id - start) / 64] >> (int)((id - start) % 64)) & 1));
                Assert.Equal(ids.FirstOrDefault(id => id >= start + (64UL * (uint)words), PostingCursor.End),
                    cursor.Current);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Copies_from_a_border_on_go_as_far_as_was_asked(string list)
    {
        uint[] ids = Ids(list);
        FileSection section = Store(ids);
        foreach (uint border in Borders(ids))
        {
            using PostingListCursor cursor = new(section);
            cursor.Seek(border);
            Assert.Equal(0, cursor.CopyIds(PostingCursor.End, []));
            uint[] copy = new uint[Full + 5];
            int count = cursor.CopyIds(PostingCursor.End, copy);
            Assert.Equal(ids.Where(id => id >= border).Take(copy.Length), copy[..count]);
            Assert.Equal(ids.Where(id => id >= border).Skip(count).FirstOrDefault(PostingCursor.End), cursor.Current);
            Assert.Equal(0, cursor.CopyIds(cursor.Current - 1, copy));
        }
    }

    [Fact]
    public void A_cursor_that_goes_to_another_list_keeps_nothing_of_the_one_before()
    {
        ConcurrentBag<PostingListCursor> idle = [];
        PostingListCursor cursor = new(Lanes.Widest);
        foreach (string list in Lists.Select(list => list.Data).SelectMany(list => (string[])[list, "buckets"]))
        {
            uint[] ids = Ids(list);
            cursor.Start(Store(ids), idle);
            Assert.Equal(ids.Length, cursor.Count);
            Assert.Equal(ids[0], cursor.Seek(0));
            Assert.Equal(ids[^1], cursor.Seek(ids[^1]));
            cursor.Dispose();
            cursor.Dispose();
            Assert.Same(cursor, Assert.Single(idle));
            Assert.True(idle.TryTake(out _));
        }
    }

    private static uint[] Ids(string list) => list switch
    {
        "blocks" => [.. Enumerable.Range(0, (3 * Full) + 1).Select(index => 100 + ((uint)index * 90_001))],
        "run" => [5, 60, .. Range(1000, 3 * Full), 9000, 9003, .. Range(20_000, PostingBlock.MinRunCount), 90_000],
        "buckets" => [3, 50_000, .. Range(0, 3000).Select(index => (1u << 16) + (index * 21) + (index % 7)),
            (2u << 16) + 1, 3u << 16],
        _ => [.. Range(PostingCursor.End - (2 * Full), 2 * Full)
            .Where(id => id % 3 != 1 || id > PostingCursor.End - 3)],
    };

    private static IEnumerable<uint> Range(uint start, int count) =>
        Enumerable.Range(0, count).Select(index => start + (uint)index);

    // Around the first and last id of the list, of full blocks, and of whatever is followed by a wide gap.
    private static uint[] Borders(uint[] ids)
    {
        SortedSet<uint> points = [0, PostingCursor.End - 1];
        for (int index = 0; index < ids.Length; index++)
        {
            bool isBorder = index == 0 || index == ids.Length - 1 || index % Full <= 1
                || ids[index] - ids[index - 1] > 500 || ids[index + 1] - ids[index] > 500;
            if (isBorder && points.Count < 60)
            {
                points.UnionWith([ids[index] - Math.Min(ids[index], 1), ids[index], Math.Min(ids[index] + 1,
                    PostingCursor.End - 1)]);
            }
        }

        return [.. points];
    }

    private FileSection Store(uint[] ids)
    {
        ArrayBufferWriter<byte> list = new();
        new PostingListWriter().Write(list, ids);
        string path = _folder.File($"list-{_files.Count}");
        using (SealedFileWriter writer = new(path, "TestList"u8, 1))
        {
            writer.StartSection();
            writer.Write(list.WrittenSpan);
            writer.Complete();
        }

        _files.Add(SealedFile.Open(path, "TestList"u8, 1));
        return _files[^1].Section(0);
    }
}
