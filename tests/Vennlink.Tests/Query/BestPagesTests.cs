using Vennlink.Query;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query;

public sealed class BestPagesTests
{
    private const uint PagesPerDomain = 4;

    private static readonly uint[][] Lists = [[1, 2, 7, 8, 11, 15, 16], [0, 3, 5, 9, 10, 12, 19]];

    // Rows by matching targets or spam score step back; a list that has been walked past a domain is opened again.
    [Theory]
    [InlineData(new uint[] { 0, 1, 2, 3, 4 })]
    [InlineData(new uint[] { 4, 3, 2, 1, 0 })]
    [InlineData(new uint[] { 2, 2, 4, 0, 3, 3, 1 })]
    public void In_whatever_order_domains_come_each_has_the_first_of_its_pages_in_the_list(uint[] domains)
    {
        using BestPages pages = Open();
        foreach (uint domain in domains)
        {
            Assert.All(Lists.Index(), list =>
                Assert.Equal(list.Item.First(page => page / PagesPerDomain == domain), pages.Find(domain, list.Index)
                    .Value));
        }
    }

    [Fact]
    public void A_domain_without_a_page_in_the_list_is_no_row()
    {
        using BestPages pages = Open();
        Assert.Throws<InvalidOperationException>(() => pages.Find(5, 0));
        Assert.Equal(16u, pages.Find(4, 0).Value);
    }

    private static BestPages Open() => new(new FoundQuery(
        new IntersectQuery
        {
            PositiveTargets = [MemoryIndex.List(0), MemoryIndex.List(1)],
            MinMatchingTargets = 1,
            SourceScope = SourceScope.RootDomain
        },
        new MemoryIndex(Lists, 24, PagesPerDomain, [-1])));
}
