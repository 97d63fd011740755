using Vennlink.Snapshots.Postings;

namespace Vennlink.Tests.Laws;

/// <summary>
/// What every <see cref="PostingCursor"/> obeys, whatever it stands on; written once, applied to all of them.
/// </summary>
internal static class CursorLaws
{
    /// <summary>Checks all laws of a list.</summary>
    /// <param name="ids">The ids the list must hold.</param>
    /// <param name="open">Opens a new cursor over it.</param>
    /// <param name="isCountExact">False for cursors that find ids on the way.</param>
    public static void Check(uint[] ids, Func<PostingCursor> open, bool isCountExact = true)
    {
        CountIsThatOfIds(ids, open, isCountExact);
        AdvanceYieldsAllIds(ids, open);
        SeekFindsFromEveryPoint(ids, open);
        WindowsHoldAllIds(ids, open);
        CopiesHoldAllIds(ids, open);
        LookupsFindAllIds(ids, open);
    }

    private static void CountIsThatOfIds(uint[] ids, Func<PostingCursor> open, bool isCountExact)
    {
        using PostingCursor cursor = open();
        Assert.InRange(cursor.Count, ids.Length, isCountExact ? ids.Length : long.MaxValue);
        Assert.Equal(ids.Length == 0 ? PostingCursor.End : ids[0], cursor.Current);
    }

    private static void LookupsFindAllIds(uint[] ids, Func<PostingCursor> open)
    {
        // Long ways and short ones, several ids of one block and one of many, seeks in between.
        const uint Behind = PostingCursor.End - 200_001;
        HashSet<uint> held = [.. ids];
        foreach (int most in (int[])[1, 3, 40, 5000, 200_000])
        {
            Random random = new(most);
            using PostingCursor cursor = open();
            uint id = ids.Length == 0 ? 0 : ids[0] - Math.Min(ids[0], 5);
            for (int round = 0; round < 400 && id < Behind; round++, id += (uint)random.Next(1, most + 1))
            {
                Assert.Equal(held.Contains(id), cursor.Contains(id));
                Assert.Equal(held.Contains(id), cursor.Contains(id));
                switch (random.Next(48))
                {
                    case 0:
                        Assert.Equal(FirstFrom(ids, ++id), cursor.Seek(id));
                        break;
                    case 1:
                        // A lookup moves as a seek does.
                        Assert.Equal(FirstFrom(ids, id), cursor.Seek(id == 0 ? 0 : id - 1));
                        Assert.Equal(FirstFrom(ids, id), cursor.Current);
                        break;
                    case 2:
                        uint next = FirstFrom(ids, id);
                        Assert.Equal(next == PostingCursor.End ? next : FirstFrom(ids, next + 1), cursor.Advance());
                        id = Math.Clamp(next, id, Behind);
                        break;
                    case 3:
                        uint[] copy = new uint[3];
                        uint[] expected = [.. ids.Where(other => other >= id).Take(copy.Length)];
                        Assert.Equal(expected, copy[..cursor.CopyIds(PostingCursor.End, copy)]);
                        id = expected.Length == 0 ? Behind : Math.Clamp(expected[^1], id, Behind);
                        break;
                    case 4:
                        ulong[] window = new ulong[2];
                        uint start = id & ~63u;
                        Assert.Equal(ids.Count(other => other >= id && other < start + 128UL),
                            cursor.FillWindow(start, window));
                        id = start + 128;
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private static uint FirstFrom(uint[] ids, uint minimum)
    {
        int place = Array.BinarySearch(ids, minimum);
        place = place < 0 ? ~place : place;
        return place < ids.Length ? ids[place] : PostingCursor.End;
    }

    private static void AdvanceYieldsAllIds(uint[] ids, Func<PostingCursor> open)
    {
        using PostingCursor cursor = open();
        foreach (uint id in ids)
        {
            Assert.Equal(id, cursor.Current);
            cursor.Advance();
        }

        Assert.Equal(PostingCursor.End, cursor.Advance());
        Assert.Equal(PostingCursor.End, cursor.Advance());
        Assert.Equal(PostingCursor.End, cursor.Current);
        Assert.Equal(PostingCursor.End, cursor.Seek(0));
    }

    private static void SeekFindsFromEveryPoint(uint[] ids, Func<PostingCursor> open)
    {
        // Around every id of a sample, from the start and from places before: short steps, long ones, none.
        int step = Math.Max(1, ids.Length / 40);
        List<uint> minimums = [0, 1, PostingCursor.End - 1, PostingCursor.End];
        for (int index = 0; index < ids.Length; index += step)
        {
            minimums.AddRange([ids[index] - (ids[index] > 0 ? 1u : 0), ids[index], ids[index] + 1]);
        }

        foreach (uint minimum in minimums)
        {
            using PostingCursor fresh = open();
            ExpectSeek(ids, fresh, minimum, 0);
        }

        for (int start = 0; start < ids.Length; start += step)
        {
            foreach (uint minimum in minimums)
            {
                using PostingCursor cursor = open();
                cursor.Seek(ids[start]);
                ExpectSeek(ids, cursor, minimum, start);
            }
        }
    }

    private static void ExpectSeek(uint[] ids, PostingCursor cursor, uint minimum, int start)
    {
        int place = start;
        while (place < ids.Length && ids[place] < minimum)
        {
            place++;
        }

        Assert.Equal(place < ids.Length ? ids[place] : PostingCursor.End, cursor.Seek(minimum));
        Assert.Equal(place + 1 < ids.Length ? ids[place + 1] : PostingCursor.End, cursor.Advance());
    }

    private static void WindowsHoldAllIds(uint[] ids, Func<PostingCursor> open)
    {
        foreach (int words in (int[])[1, 3, 1024])
        {
            using PostingCursor cursor = open();
            ulong[] bitmap = new ulong[words];
            uint windowLength = 64u * (uint)words;
            int place = 0;
            while (place < ids.Length)
            {
                uint windowStart = ids[place] / windowLength * windowLength;
                Array.Clear(bitmap);
                bitmap[0] = 1;
                ulong[] expected = [.. bitmap];
                int count = 0;
                for (; place < ids.Length && ids[place] - windowStart < windowLength; place++, count++)
                {
                    expected[(ids[place] - windowStart) / 64] |= 1UL << (int)((ids[place] - windowStart) % 64);
                }

                Assert.Equal(count, cursor.FillWindow(windowStart, bitmap));
                Assert.Equal(expected, bitmap);
                Assert.Equal(place < ids.Length ? ids[place] : PostingCursor.End, cursor.Current);
            }

            Assert.Equal(
                0, cursor.FillWindow(windowLength * ((ids.Length == 0 ? 0 : ids[^1] / windowLength) + 1), bitmap));
        }

        // Ids that were passed are not looked at.
        if (ids.Length > 2)
        {
            using PostingCursor cursor = open();
            cursor.Seek(ids[ids.Length / 2]);
            ulong[] bitmap = new ulong[4];
            uint windowStart = ids[ids.Length / 2] / 64 * 64;
            Assert.Equal(ids.Skip(ids.Length / 2).Count(id => id < windowStart + 256UL),
                cursor.FillWindow(windowStart, bitmap));
        }
    }

    private static void CopiesHoldAllIds(uint[] ids, Func<PostingCursor> open)
    {
        // Up to some id, or as many as there is room for.
        foreach ((uint distance, int room) in ((uint, int)[])[(0, 1), (63, 7), (5000, 100), (1 << 16, 1 << 16),
            (uint.MaxValue, 77), (uint.MaxValue, ids.Length + 1)])
        {
            using PostingCursor cursor = open();
            uint[] copy = new uint[room];
            int place = 0;
            for (cursor.Seek(0); place < ids.Length;)
            {
                uint last = ids[place] + Math.Min(distance, uint.MaxValue - ids[place]);
                uint[] expected =
                    [.. ids.AsSpan(place..Math.Min(ids.Length, place + room)).ToArray().TakeWhile(id => id <= last)];
                Assert.Equal(expected, copy[..cursor.CopyIds(last, copy)]);
                place += expected.Length;
                Assert.Equal(place < ids.Length ? ids[place] : PostingCursor.End, cursor.Current);
            }

            Assert.Equal(0, cursor.CopyIds(uint.MaxValue, copy));
        }
    }
}
