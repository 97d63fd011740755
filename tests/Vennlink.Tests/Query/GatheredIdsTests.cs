using CsCheck;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Query;

public sealed class GatheredIdsTests
{
    private const int Stride = WalkBuffers.BitmapStride;

    private static readonly Gen<uint[][]> Lists = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 900], Gen.Int[1, 65_536],
        Gen.Int).Select((listCount, idCount, below, seed) =>
    {
        Random random = new(seed);
        return Enumerable.Range(0, listCount)
            .Select(_ => Enumerable.Range(0, random.Next(idCount + 1))
                .Select(_ => SourceWindow.Start(3) + (uint)random.Next(below)).Distinct().Order().ToArray()).ToArray();
    });

    [Fact]
    public void Levels_add_up_to_how_often_each_id_was_taken() => Lists.Sample(lists =>
    {
        GatheredIds gathered = Gather(lists);
        ulong[] levels = new ulong[lists.Length * Stride];
        Array.Fill(levels, ulong.MaxValue);
        int levelCount = gathered.WriteLevels(levels, Stride);
        int[] expected = new int[SourceWindow.Size];
        foreach (uint id in lists.SelectMany(list => list))
        {
            expected[id % SourceWindow.Size]++;
        }

        Assert.Equal(expected.Max(), levelCount);
        for (int offset = 0; offset < SourceWindow.Size; offset++)
        {
            int count = Enumerable.Range(0, levelCount)
                .Count(level => ((levels[(level * Stride) + (offset >> 6)] >> offset) & 1) != 0);
            Assert.Equal((expected[offset], expected[offset]), (count, gathered.CountOf(offset)));
        }
    }, iter: 60);

    [Fact]
    public void Positions_of_an_offset_are_those_of_the_lists_that_have_it() => Lists.Sample(lists =>
    {
        // More often than ids are searched before they are sorted.
        GatheredIds gathered = Gather(lists);
        gathered.CountFrom(0, int.MaxValue, []);
        foreach (uint id in lists.SelectMany(list => list).Distinct().Order().Take(200))
        {
            int[] positions = new int[gathered.CountOf((int)(id % SourceWindow.Size))];
            gathered.CopyPositions((int)(id % SourceWindow.Size), positions);
            Assert.Equal(Enumerable.Range(0, lists.Length).Where(list => lists[list].Contains(id)), positions);
        }
    }, iter: 60);

    [Fact]
    public void Nothing_is_left_of_a_window_that_was_forgotten() => Lists.Sample(lists =>
    {
        GatheredIds gathered = Gather(lists);
        gathered.CountFrom(0, int.MaxValue, []);
        gathered.Add(7, 1);
        gathered.Forget();
        Assert.Equal(0, gathered.Count);
        Assert.All(Enumerable.Range(0, SourceWindow.Size), offset => Assert.Equal(0, gathered.CountOf(offset)));
    }, iter: 30);

    [Fact]
    public void Taking_stops_where_it_is_told_and_goes_on_from_there()
    {
        uint[] ids = [.. Enumerable.Range(0, 50_000).Select(index => SourceWindow.Start(1) + (uint)index)];
        ArrayCursor list = new(ids);
        GatheredIds gathered = new();
        Assert.Equal(GatheredIds.FewIds, gathered.Take(list, 5, 1, GatheredIds.FewIds));
        Assert.Equal(0, gathered.Take(list, 5, 1, GatheredIds.FewIds));
        Assert.Equal(ids[GatheredIds.FewIds], list.Current);
        Assert.Equal(ids.Length - GatheredIds.FewIds, gathered.Take(list, 5, 1, int.MaxValue));
        ulong[] reached = new ulong[SourceWindow.WordCount];
        gathered.CountFrom(0, 1, reached);
        Assert.Equal(ids.Length, MatchCounters.PopulationCount(reached));
    }

    private static GatheredIds Gather(uint[][] lists)
    {
        GatheredIds gathered = new();
        for (int list = 0; list < lists.Length; list++)
        {
            Assert.Equal(lists[list].Length, gathered.Take(new ArrayCursor(lists[list]), list, 3, int.MaxValue));
        }

        return gathered;
    }
}
