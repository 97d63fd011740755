using Vennlink.Ranking;

namespace Vennlink.Tests.Ranking;

public sealed class AuthorityScaleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 7)]
    [InlineData(255, 34)]
    [InlineData(254, 33)]
    [InlineData(16_777_214, 99)]
    [InlineData(16_777_215, 100)]
    [InlineData(long.MaxValue, 100)]
    public void The_scale_has_these_points(long linkingDomainCount, int authority) =>
        Assert.Equal(authority, AuthorityScale.FromLinkingDomains(linkingDomainCount));

    [Fact]
    public void More_linking_domains_never_give_a_lower_score_and_the_formula_holds()
    {
        for (int count = 0; count < 200_000; count++)
        {
            int authority = AuthorityScale.FromLinkingDomains(count);
            Assert.InRange(authority, 1, 100);
            Assert.True(count == 0 || AuthorityScale.FromLinkingDomains(count - 1) <= authority);
            Assert.Equal(1 + (int)Math.Floor((99 * Math.Log2(1 + count) / 24) + 1e-9), authority);
        }
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1.1829, 1)]
    [InlineData(1.183, 2)]
    [InlineData(2, 5)]
    [InlineData(256, 34)]
    [InlineData(255.999, 33)]
    [InlineData(1 << 24, 100)]
    [InlineData(double.PositiveInfinity, 100)]
    public void The_scale_of_pages_has_these_points(double relativeRank, int authority) => Assert.Equal(authority, AuthorityScale.PageAuthority(relativeRank));

    [Fact]
    public void A_higher_rank_never_gives_a_lower_page_authority_and_the_formula_holds()
    {
        int before = 0;
        for (double rank = 1; rank < 1 << 25; rank *= 1.0007)
        {
            int authority = AuthorityScale.PageAuthority(rank);
            Assert.InRange(authority, Math.Max(1, before), 100);
            Assert.InRange(authority, Math.Min(100, 1 + (int)((99 * Math.Log2(rank) / 24) - 1e-5)), 1 + (int)((99 * Math.Log2(rank) / 24) + 1e-5));
            before = authority;
        }

        Assert.Equal(100, before);
    }
}
