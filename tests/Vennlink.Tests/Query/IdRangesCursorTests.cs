using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Tests.Laws;

namespace Vennlink.Tests.Query;

public sealed class IdRangesCursorTests
{
    private static readonly Gen<(uint Start, uint End)[]> Ranges =
        Gen.Select(Gen.UInt[0, 300], Gen.UInt[0, 100]).Select(range => (range.Item1, range.Item1 + range.Item2))
            .Array[0, 5];

    [Fact]
    public void Ranges_obey_the_laws_of_a_list_of_all_their_ids() =>
        Ranges.Sample(ranges => CursorLaws.Check(Naive(ranges), () => Cursor(ranges)), iter: 30);

    [Fact]
    public void Lists_in_memory_that_the_engine_is_tested_on_obey_the_laws() =>
        Ranges.Sample(ranges => CursorLaws.Check(Naive(ranges), () => new ArrayCursor(Naive(ranges))), iter: 10);

    [Fact]
    public void The_last_window_of_the_id_space_ends_with_the_last_id()
    {
        IdRangesCursor cursor = Cursor([(PostingCursor.End - 70, PostingCursor.End)]);
        ulong[] bits = new ulong[SourceWindow.WordCount];
        Assert.Equal(70, cursor.FillWindow(SourceWindow.Start(SourceWindow.Count - 1), bits));
        Assert.Equal(ulong.MaxValue >> 1, bits[^1]);
        Assert.Equal(PostingCursor.End, cursor.Current);
    }

    private static uint[] Naive((uint Start, uint End)[] ranges) =>
        [.. ranges.SelectMany(range => Enumerable.Range((int)range.Start, (int)(range.End - range.Start))).Distinct()
            .Order().Select(id => (uint)id)];

    private static IdRangesCursor Cursor(IEnumerable<(uint Start, uint End)> ranges)
    {
        IdRangesCursor cursor = new();
        cursor.Start([.. ranges.Select(range => new IdRange(range.Start, range.End))]);
        return cursor;
    }
}
