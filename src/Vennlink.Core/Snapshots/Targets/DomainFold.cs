namespace Vennlink.Snapshots.Targets;

/// <summary>Folds source pages to their root domains.</summary>
internal static class DomainFold
{
    /// <summary>The distinct domains of ascending pages, ascending.</summary>
    /// <param name="pages">Page ids, ascending.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="firstPage">First page of a domain; legal for the domain count.</param>
    public static uint[] Fold(ReadOnlySpan<uint> pages, uint domainCount, Func<uint, uint> firstPage)
    {
        uint[] domains = new uint[Math.Min((uint)pages.Length, domainCount)];
        int count = 0;
        uint domain = 0;
        uint nextDomainsFirst = 0;
        foreach (uint page in pages)
        {
            if (page < nextDomainsFirst)
            {
                continue;
            }

            domain = Find(domain, domainCount, page, firstPage);
            domains[count++] = domain;
            nextDomainsFirst = firstPage(domain + 1);
        }

        return count == domains.Length ? domains : domains[..count];
    }

    /// <summary>The last domain from one on whose first page is at or below a page.</summary>
    /// <param name="low">A domain whose first page is at or below it.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="page">The page.</param>
    /// <param name="firstPage">First page of a domain; legal for the domain count.</param>
    public static uint Find(uint low, uint domainCount, uint page, Func<uint, uint> firstPage)
    {
        ulong step = 1;
        uint high = (uint)Math.Min(domainCount, low + step);
        while (high < domainCount && firstPage(high) <= page)
        {
            low = high;
            step *= 2;
            high = (uint)Math.Min(domainCount, low + step);
        }

        // Invariant: first page of low ≤ page < first page of high (or high is the end).
        while (high - low > 1)
        {
            uint middle = low + ((high - low) / 2);
            if (firstPage(middle) <= page)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
