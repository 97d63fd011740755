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
}
