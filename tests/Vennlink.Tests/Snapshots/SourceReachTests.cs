using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Snapshots;

/// <summary>The file of how many sites a source links to.</summary>
public sealed class SourceReachTests
{
    [Fact]
    public void Sites_of_equal_sets_are_joined_and_so_are_those_that_link_to_each_other_besides()
    {
        // Both sets of nine are too small. one.com and two.com link to the same ten sites; three.com and four.com to
        // ten and to each other; five.com has one more than one.com.
        string[] ten = [.. Enumerable.Range(0, 10).Select(number => $"t{number}.org")];
        List<WebLink> web =
        [
            .. Links("one.com", ten), .. Links("two.com", ten), .. Links("three.com", [.. ten, "four.com"]),
            .. Links("four.com", [.. ten, "three.com"]), .. Links("five.com", [.. ten, "extra.org"]),
            .. Links("six.com", ten[1..]), .. Links("seven.com", ten[1..]),
        ];
        using SnapshotFixture fixture = SnapshotFixture.Build(web);
        ISourceIndex index = fixture.Snapshot;
        Assert.Equal(First("one.com", "two.com"), Owner("one.com"));
        Assert.Equal(Owner("one.com"), Owner("two.com"));
        Assert.Equal(First("three.com", "four.com"), Owner("three.com"));
        Assert.Equal(Owner("three.com"), Owner("four.com"));
        Assert.Equal(3, ((string[])["five.com", "six.com", "seven.com"]).Count(site => Owner(site) == Id(site)));

        uint Owner(string site) => index.Reach.OwnerOf(Id(site));
        uint First(string left, string right) => Math.Min(Id(left), Id(right));
        uint Id(string site)
        {
            byte[] key = SnapshotFixture.Key($"http://{site}/");
            Assert.True(index.TryFindDomain(key, out DomainId domain));
            return domain.Value;
        }
    }

    [Fact]
    public void Numbers_of_255_and_more_are_told_exactly_and_pages_that_do_not_link_out_are_counted()
    {
        string[] many = [.. Enumerable.Range(0, 300).Select(number => $"t{number}.org")];
        using SnapshotFixture fixture = SnapshotFixture.Build(
        [
            .. Links("one.com", many), new("http://one.com/inner", "http://one.com/"),
            new("http://www.one.com/x", "http://other.org/"), .. Links("two.com", many[..255]),
            .. Links("three.com", many[..254]),
        ]);
        ISourceIndex index = fixture.Snapshot;
        ReachColumn domains = index.Reach.Domains;
        Assert.Equal([301u, 255u, 254u], ((string[])["one.com", "two.com", "three.com"]).Select(site =>
            domains.Of(Id(site))));
        Assert.Equal(3u, index.Reach.PageCount(Id("one.com")));

        uint Id(string site)
        {
            byte[] key = SnapshotFixture.Key($"http://{site}/");
            Assert.True(index.TryFindDomain(key, out DomainId domain));
            return domain.Value;
        }
    }

    [Fact]
    public void An_index_without_the_file_makes_the_same_one()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(
            [.. Links("one.com", ["a.org", "b.org"]), new("http://www.one.com/x", "http://two.com/")]);
        Assert.Empty(fixture.Snapshot.Verify(TestContext.Current.CancellationToken));
    }

    private static IEnumerable<WebLink> Links(string site, string[] targets) =>
        targets.Select(target => new WebLink($"http://{site}/", $"http://{target}/"));
}
