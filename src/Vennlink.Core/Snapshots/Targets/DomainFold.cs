namespace Vennlink.Snapshots.Targets;

/// <summary>First pages of up to so many domains from one on; behind the last one stands the page count.</summary>
internal delegate ReadOnlySpan<uint> ReadFirstPages(uint domain, int mostCount);

/// <summary>Folds source pages to their root domains.</summary>
internal static class DomainFold
{
    // Domains looked at without asking for them one by one.
    private const int RunLength = 4096;

    /// <summary>The distinct domains of ascending pages, ascending.</summary>
    /// <param name="pages">Page ids, ascending.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="read">Their first pages.</param>
    public static uint[] Fold(ReadOnlySpan<uint> pages, uint domainCount, ReadFirstPages read)
    {
        uint[] domains = new uint[Math.Min((uint)pages.Length, domainCount)];
        int count = 0;
        uint start = 0; // of the run
        ReadOnlySpan<uint> run = [];
        uint nextDomainsFirst = 0;
        foreach (uint page in pages)
        {
            if (page < nextDomainsFirst)
            {
                continue;
            }

            int place = 0;
            if (run.IsEmpty || page >= run[^1])
            {
                start = Find(start, domainCount, page, domain => read(domain, 1)[0]);
                run = read(start, RunLength);
            }
            else
            {
                place = PlaceOf(page, run);
            }

            domains[count++] = start + (uint)place;
            nextDomainsFirst = run[place + 1];
            start += (uint)place;
            run = run[place..];
        }

        return count == domains.Length ? domains : domains[..count];
    }

    // The last first page at or below a page, which the first is: mostly one of the next.
    private static int PlaceOf(uint page, ReadOnlySpan<uint> firstPages)
    {
        int end = 1;
        while (end < firstPages.Length && firstPages[end] <= page)
        {
            end *= 2;
        }

        int start = end / 2;
        int found = firstPages[start..Math.Min(end, firstPages.Length)].BinarySearch(page);
        return start + (found < 0 ? ~found - 1 : found);
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
