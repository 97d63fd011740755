using CsCheck;
using Vennlink.Ranking;

namespace Vennlink.Tests.Ranking;

public sealed class AuthorityScaleTests
{
    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1.0000001, 2)] // the least float above 1
    [InlineData(1 + (0.85 / 300), 4)]
    [InlineData(1 + (0.85 / 20), 13)]
    [InlineData(1.85, 26)]
    [InlineData(1 + (255 / 256.0), 26)] // 24.75 points
    [InlineData(256, 51)]
    [InlineData(1 << 23, 97)]
    [InlineData(1 << 24, 100)]
    [InlineData(double.PositiveInfinity, 100)]
    public void The_scale_of_pages_has_these_points(double relativeRank, int authority) =>
        Assert.Equal(authority, AuthorityScale.PageAuthority(relativeRank));

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1.85, 1, 5)]
    [InlineData(1.85, 0, 2)]
    [InlineData(2, 1, 5)]
    [InlineData(5, 3, 10)]
    [InlineData(4_000_000, 17_300_000, 99)]
    [InlineData(1, long.MaxValue, 100)]
    [InlineData(double.PositiveInfinity, 1, 100)]
    [InlineData(double.NaN, 1, 1)]
    public void The_scale_of_root_domains_has_these_points(double relativeRank, long linkingDomainCount,
        int authority) =>
        Assert.Equal(authority, AuthorityScale.DomainAuthority(relativeRank, linkingDomainCount));

    [Fact]
    public void Domain_authority_is_monotone_in_both_and_the_formula_holds() =>
        Gen.Select(Gen.Double[0, 23], Gen.Double[0, 25], Gen.Double[0, 3], Gen.Double[0, 3]).Sample(
            (rankBits, linkingBits, moreRankBits, moreLinkingBits) =>
            {
                float rank = (float)Math.Pow(2, rankBits);
                long linking = (long)Math.Pow(2, linkingBits);
                int authority = AuthorityScale.DomainAuthority(rank, linking);
                double exact = 99 * (Math.Log2(rank) + Math.Log2(1 + linking)) / 46;
                Assert.InRange(authority, Math.Min(100, 1 + (int)(exact - 1e-5)),
                    Math.Min(100, 1 + (int)(exact + 1e-5)));
                Assert.InRange(AuthorityScale.DomainAuthority(rank * Math.Pow(2, moreRankBits), linking),
                    authority, 100);
                Assert.InRange(AuthorityScale.DomainAuthority(rank, (long)(linking * Math.Pow(2, moreLinkingBits))),
                    authority, 100);
            });

    // Every bound is far from the middle between two floats, so a power that is off in its last bits is rounded to the
    // same bound.
    [Fact]
    public void Bounds_do_not_depend_on_how_a_machine_computes_powers()
    {
        for (int step = 0; step < 100; step++)
        {
            double domainPower = Math.Pow(2, step * 46 / 99d);
            double pagePower = Math.Pow(2, step * 32 / 99d);
            Assert.Equal((float)(domainPower * (1 - 1e-12)), (float)(domainPower * (1 + 1e-12)));
            Assert.Equal((float)(1 + (((pagePower * (1 - 1e-12)) - 1) / 256)),
                (float)(1 + (((pagePower * (1 + 1e-12)) - 1) / 256)));
        }
    }

    [Fact]
    public void A_higher_rank_never_gives_a_lower_page_authority_and_the_formula_holds()
    {
        int before = 0;
        for (double rank = 1; rank < 1 << 25; rank *= 1.0007)
        {
            int authority = AuthorityScale.PageAuthority(rank);
            Assert.InRange(authority, Math.Max(1, before), 100);
            double points = 99 * Math.Log2(1 + (256 * ((float)rank - 1d))) / 32;
            Assert.InRange(authority, Math.Min(100, 1 + (int)Math.Ceiling(points - 1e-5)),
                1 + (int)Math.Ceiling(points + 1e-5));
            before = authority;
        }

        Assert.Equal(100, before);
    }
}
