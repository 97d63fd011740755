using CsCheck;
using Vennlink.Query;
using Vennlink.Snapshots;

namespace Vennlink.Tests.Query;

public sealed class IdRangesCursorTests
{
    private static readonly Gen<(uint Start, uint End)[]> Ranges =
        Gen.Select(Gen.UInt[0, 300], Gen.UInt[0, 100]).Select(range => (range.Item1, range.Item1 + range.Item2)).Array[0, 5];

    [Fact]
    public void Ranges_hold_each_id_of_each_range_once() =>
        Ranges.Sample(ranges =>
        {
            List<uint> walked = [];
            IdRangesCursor cursor = new(ranges);
            for (uint id = cursor.Advance(); id != PostingCursor.End; id = cursor.Advance())
            {
                walked.Add(id);
            }

            Assert.Equal(Naive(ranges), walked);
            Assert.Equal(walked.Count, cursor.Count);
            Assert.Equal(PostingCursor.End, cursor.Advance());
        });

    [Fact]
    public void Windows_and_seeks_see_what_a_plain_list_shows() =>
        Gen.Select(Ranges, Gen.Select(Gen.Bool, Gen.UInt[0, 450]).Array[1, 6]).Sample((ranges, steps) =>
        {
            IdRangesCursor cursor = new(ranges);
            ArrayCursor expected = new(Naive(ranges));
            ulong windowEnd = 0;
            foreach ((bool fill, uint to) in steps)
            {
                uint start = to / 64 * 64;
                if (!fill)
                {
                    Assert.Equal(expected.Seek(to), cursor.Seek(to));
                }
                else if (start >= windowEnd)
                {
                    ulong[] expectedBits = new ulong[3];
                    ulong[] bits = new ulong[3];
                    Assert.Equal(expected.FillWindow(start, expectedBits), cursor.FillWindow(start, bits));
                    Assert.Equal(expectedBits, bits);
                    Assert.Equal(expected.Current, cursor.Current);
                    windowEnd = start + (3 * 64);
                }
            }
        });

    [Fact]
    public void The_last_window_of_the_id_space_ends_with_the_last_id()
    {
        IdRangesCursor cursor = new([(PostingCursor.End - 70, PostingCursor.End)]);
        ulong[] bits = new ulong[SourceWindow.WordCount];
        Assert.Equal(70, cursor.FillWindow(SourceWindow.Start(SourceWindow.Count - 1), bits));
        Assert.Equal(ulong.MaxValue >> 1, bits[^1]);
        Assert.Equal(PostingCursor.End, cursor.Current);
    }

    private static uint[] Naive((uint Start, uint End)[] ranges) =>
        [.. ranges.SelectMany(range => Enumerable.Range((int)range.Start, (int)(range.End - range.Start))).Distinct().Order().Select(id => (uint)id)];
}
