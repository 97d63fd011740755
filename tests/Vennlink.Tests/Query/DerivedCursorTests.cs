using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Laws;

namespace Vennlink.Tests.Query;

/// <summary>Cursors made of other cursors obey the laws, on lists in memory and on stored ones.</summary>
public sealed class DerivedCursorTests
{
    private static readonly Gen<uint[]> Ids = Gen.Select(Gen.UInt[1, 5000], Gen.Int[0, 3000], Gen.Int)
        .Select((gap, count, seed) =>
    {
        Random random = new(seed);
        return Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(gap * (long)count)).Distinct().Order()
            .ToArray();
    });

    [Fact]
    public void What_two_lists_have_in_common_obeys_the_laws() =>
        Gen.Select(Ids, Ids).Sample((left, right) =>
        {
            using StoredLists stored = new(left, right);
            uint[] expected = [.. left.Intersect(right).Order()];
            CursorLaws.Check(expected, () =>
                new IntersectionCursor(Open(stored, 0), Open(stored, 1)), isCountExact: false);
            CursorLaws.Check(expected, () =>
                new IntersectionCursor(new IdArrayCursor(left), new IdArrayCursor(right)), isCountExact: false);
        }, iter: 30);

    [Fact]
    public void Lists_of_different_ids_together_obey_the_laws() =>
        Gen.Select(Ids, Gen.Int[1, 6]).Sample((ids, parts) =>
        {
            uint[][] lists =
                [.. Enumerable.Range(0, parts).Select(part => ids.Where(id => id % (uint)parts == part).ToArray())];
            using StoredLists stored = new(lists);
            CursorLaws.Check(ids, () => new UnionCursor([.. lists.Select((_, list) => Open(stored, list))]));
        }, iter: 30);

    [Fact]
    public void Lists_with_ids_in_common_together_obey_the_laws() =>
        Gen.Select(Ids, Ids, Ids).Sample((first, second, third) =>
        {
            uint[][] lists = [first, second, third];
            using StoredLists stored = new(lists);
            CursorLaws.Check([.. lists.SelectMany(ids => ids).Distinct().Order()], () =>
                new UnionCursor([.. lists.Select((_, list) => Open(stored, list))], mayOverlap: true),
                isCountExact: false);
        }, iter: 30);

    [Fact]
    public void The_sources_of_a_list_of_domains_obey_the_laws() =>
        Gen.Select(Gen.UInt[0, 60].Array[0, 30], Gen.OneOf<uint>(1, 3, 100)).Sample((domains, pagesPerDomain) =>
        {
            uint[] distinct = [.. domains.Distinct().Order()];
            MemoryIndex index = new([], (61 * pagesPerDomain) - (pagesPerDomain / 2), pagesPerDomain, [-1]);
            uint[] pages =
                [.. distinct.SelectMany(domain =>
                    Enumerable.Range((int)index.FirstPage(new DomainId(domain)),
                        (int)(index.FirstPage(new DomainId(domain + 1)) - index.FirstPage(new DomainId(domain))))
                            .Select(page => (uint)page))];
            CursorLaws.Check(pages, () =>
                new DomainSourcesCursor(new IdArrayCursor(distinct), index.Sources(SourceScope.Page)),
                isCountExact: false);
        }, iter: 30);

    [Fact]
    public void Followed_sources_of_stored_lists_obey_the_laws() =>
        Gen.Select(Ids, Gen.UInt[2, 9]).Sample((ids, every) =>
        {
            uint[] notFollowed = [.. ids.Where(id => id % every == 0)];
            using StoredLists stored = new(ids, notFollowed);
            CursorLaws.Check([.. ids.Except(notFollowed)], () => new FollowedCursor(Open(stored, 0), Open(stored, 1)));
        }, iter: 30);

    private static PostingCursor Open(StoredLists stored, int list) => stored.Open(list, LaneWidth.Bits256);
}
