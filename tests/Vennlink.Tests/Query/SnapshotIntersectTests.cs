using System.Text;
using CsCheck;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Orders;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query;

/// <summary>
/// The service: pages by sort keys, which mean the same in a snapshot of everything and in snapshots of some root
/// domains each.
/// </summary>
public sealed class SnapshotIntersectTests
{
    private static readonly string[] Targets = ["one.io", "two.io", "www.two.io", "three.io"];
    private static readonly CancellationToken Token = CancellationToken.None;

    // None half of the time.
    private static readonly OrderKey[][] Orders =
    [
        [], [], [], [new(SortColumn.Url, false)],
        [new(SortColumn.SpamScore, false), new(SortColumn.LinkLastSeen, true)],
        [new(SortColumn.MatchingTargetCount, false), new(SortColumn.Host, true)],
    ];

    private static readonly Gen<IntersectQuery> Queries =
        from minimum in Gen.Int[1, 3]
        from hasNegative in Gen.Bool
        from scope in Gen.OneOf(Enum.GetValues<SourceScope>())
        from sort in Gen.OneOf(Enum.GetValues<IntersectSort>())
        from keys in Gen.OneOf(Orders)
        select new IntersectQuery
        {
            PositiveTargets = [.. Targets[..3].Select(Target)],
            NegativeTargets = hasNegative ? [Target(Targets[3])] : [],
            MinMatchingTargets = minimum,
            SourceScope = scope,
            Sort = sort,
            SortKeys = keys,
        };

    private static readonly WebLink[] Links =
        [.. Enumerable.Range(0, 160).SelectMany(page => Targets.Where((_, target) => (page * 7 % (target + 3)) < 2)
        .Select(target =>
            new WebLink(
                $"{(page % 3 == 0 ? "www." : "")}site{page % 50}.{(page % 2 == 0 ? "com" : "co.uk")}/{page % 11}",
                $"{target}/", page % 5 == 0 ? LinkRel.Nofollow : LinkRel.None)))];

    [Fact]
    public async Task Pages_by_keys_follow_each_other_as_pages_by_positions_do()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Links);
        LinkIntersect engine = new(fixture.Snapshot);
        SnapshotIntersect service = new(fixture.Snapshot);
        await Queries.SampleAsync(async query =>
        {
            FoundQuery question = engine.Find(query);
            List<SourceRow> expected = [.. engine.Describe(question, engine.Stream(question, Token))];
            List<SourceRow> rows = [];
            IntersectSortKey? after = null;
            IntersectPage page;
            do
            {
                page = await service.RowsAsync(query, 7, after, Token);
                rows.AddRange(await service.DescribeAsync(query, page.Rows, Token));
                Assert.True(page.Coverage.IsComplete);
                for (int row = 0; row < page.Rows.Count; row++)
                {
                    Assert.True(after is null || after.CompareTo(page.Rows[row].Key) < 0);
                    after = page.Rows[row].Key;
                    Assert.Equal(after, service.KeyOf(query, service.PositionOf(page.Rows[row])));
                }

                // As it would come back from elsewhere: by value alone.
                after = after is null ? null : Copy(after);
            }
            while (page.Rows.Count == 7);

            Assert.Equal(expected.Select(Text), rows.Select(Text));
            Assert.Equal(expected.Count, (await service.CountAsync(query, Token)).RowCount);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public async Task Keys_of_rows_that_are_not_there_resume_where_they_would_stand()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Links);
        SnapshotIntersect service = new(fixture.Snapshot);
        await Gen.Select(Queries, Gen.Int[0, 200], Gen.Int[0, 3], Gen.Int[-1, 1])
            .SampleAsync(async (query, place, what, step) =>
        {
            IReadOnlyList<RankedRow> all = (await service.RowsAsync(query, int.MaxValue, null, Token)).Rows;
            if (all.Count == 0)
            {
                return;
            }

            // A key a little before or behind that of a row.
            IntersectSortKey key = Copy(all[place % all.Count].Key);
            byte[] domain = [.. key.DomainKey.Span];
            domain[^1] += (byte)step;
            byte[] page = [.. key.PageKey.Span];
            key = what switch
            {
                0 => key with { DomainAuthority = key.DomainAuthority + step },
                1 => key with { DomainKey = domain },
                2 when page.Length > 0 => key with { PageKey = step < 0 ? page[..^1] : [.. page, (byte)'a'] },
                3 when query.Sort != IntersectSort.SourceDomainAuthority && query.SortKeys.Count == 0 => key with { Level = key.Level + step },
                _ => key,
            };
            IReadOnlyList<RankedRow> rows = (await service.RowsAsync(query, int.MaxValue, key, Token)).Rows;
            Assert.Equal(all.Select(row => row.Key).Where(other => other.CompareTo(key) > 0),
                rows.Select(row => row.Key));
        }, iter: 400, threads: 1);
    }

    [Fact]
    public async Task Rows_that_came_from_elsewhere_are_described_and_rows_of_another_index_are_refused()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Links);
        SnapshotIntersect service = new(fixture.Snapshot);
        foreach (SourceScope scope in Enum.GetValues<SourceScope>())
        {
            IntersectQuery query = new() { PositiveTargets = [Target(Targets[0])], SourceScope = scope };
            IReadOnlyList<RankedRow> rows = (await service.RowsAsync(query, 20, null, Token)).Rows;
            RankedRow[] copies = [.. rows.Select(row => new RankedRow(Copy(row.Key), row.MatchingTargetIndexes))];
            Assert.Equal((await service.DescribeAsync(query, rows, Token)).Select(Text),
                (await service.DescribeAsync(query, copies, Token)).Select(Text));
            RankedRow stranger = new(Copy(rows[0].Key) with { DomainKey = "com\u0001nobody"u8.ToArray() }, [0]);
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await service.DescribeAsync(query, [stranger], Token));
        }
    }

    [Fact]
    public async Task Rows_of_another_snapshot_are_described_from_this_one_even_for_the_same_question()
    {
        using SnapshotFixture one = SnapshotFixture.Build(Links);
        using SnapshotFixture other = SnapshotFixture.Build(Links[(Links.Length / 2)..]);
        SnapshotIntersect service = new(one.Snapshot);
        SnapshotIntersect stranger = new(other.Snapshot);
        IntersectQuery query = new() { PositiveTargets = [Target(Targets[0])], SourceScope = SourceScope.RootDomain };
        HashSet<string> own = [.. (await service.DescribeAsync(
            query, (await service.RowsAsync(query, 100, null, Token)).Rows, Token)).Select(row => row.Page)];
        foreach (RankedRow row in (await stranger.RowsAsync(query, 100, null, Token)).Rows)
        {
            Assert.Throws<ArgumentException>(() => service.PositionOf(row));
            try
            {
                Assert.Contains((await service.DescribeAsync(query, [row], Token))[0].Page, own);
            }
            catch (ArgumentException)
            {
                // Its scores differ, so it is no row of this snapshot.
            }
        }
    }

    [Fact]
    public void A_range_of_authority_without_a_highest_leaves_nobody_out()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Links);
        LinkIntersect intersect = new(fixture.Snapshot);
        IntersectQuery all = new() { PositiveTargets = [Target(Targets[0])], SourceScope = SourceScope.RootDomain };
        IntersectQuery open = all with { Filter = new SourceFilter { DomainAuthority = new(1, int.MaxValue) } };
        long count = intersect.Count(intersect.Find(all), Token);
        Assert.True(count > 0);
        Assert.Equal(count, intersect.Count(intersect.Find(open), Token));
    }

    private static string Text(SourceRow row) =>
        $"{row.Page} {row.Title} {row.DomainAuthority} {row.SpamScore} "
            + $"{string.Join(',', row.MatchingTargetIndexes)} {string.Join(',', row.MatchingSourcePages ?? [])}";

    private static IntersectSortKey Copy(IntersectSortKey key) =>
        new(key.Level, key.DomainAuthority, key.DomainKey.ToArray(), key.PageAuthority, key.PageKey.ToArray())
        {
            Keys = key.Keys.ToArray(),
        };

    private static Target Target(string host)
    {
        byte[] key = Encoding.ASCII.GetBytes(string.Join('\u0001', host.Split('.').Reverse()));
        return host.StartsWith("www", StringComparison.Ordinal) ? new Target(TargetScope.Subdomain, key, host)
            : new Target(TargetScope.RootDomain, key, host);
    }
}
