using CsCheck;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Snapshots;

/// <summary>Pages folded to their root domains, against a set of the domains of each.</summary>
public sealed class DomainFoldTests
{
    // From all pages of few domains to few pages of more domains than are looked at in one go.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(50, 40, 0.5)]
    [InlineData(20_000, 3, 0.7)]
    [InlineData(20_000, 2, 0.001)]
    public void Each_domain_of_a_page_is_there_once(int domainCount, int mostPages, double share) =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            uint[] firstPages = new uint[domainCount + 1];
            for (int domain = 0; domain < domainCount; domain++)
            {
                firstPages[domain + 1] = firstPages[domain] + (uint)random.Next(1, mostPages + 1);
            }

            uint[] pages = [.. Enumerable.Range(0, (int)firstPages[^1]).Where(_ => random.NextDouble() < share)
                .Select(page => (uint)page)];
            SortedSet<uint> expected = [];
            for (uint domain = 0; domain < domainCount; domain++)
            {
                if (pages.AsSpan().BinarySearch(firstPages[domain]) is var found && found >= 0)
                {
                    expected.Add(domain);
                }
                else if (~found < pages.Length && pages[~found] < firstPages[domain + 1])
                {
                    expected.Add(domain);
                }
            }

            Assert.Equal(expected, DomainFold.Fold(pages, (uint)domainCount, (domain, mostCount) =>
                firstPages.AsSpan((int)domain, Math.Min(mostCount, firstPages.Length - (int)domain))));
        }, iter: 20);
}
