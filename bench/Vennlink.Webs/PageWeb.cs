using System.Numerics;

namespace Vennlink.Webs;

/// <summary>
/// A web of pages: which site a page belongs to, and what sites, pages and their links are called, all from numbers.
/// </summary>
/// <remarks>
/// Pages 0 … N − 1 are crawled; pages from N on are those of a later crawl. A site is an interval of pages, found by
/// cutting all pages in two again and again, each piece staying whole with a chance of 2 / (log2 of its length + 2): a
/// heavy tail, up to a hundredth of all pages. Domains of sites and of other targets are nodes of one
/// <see cref="DomainNames"/>.
/// </remarks>
internal sealed class PageWeb
{
    private const int HubCount = 256;
    private const int HubDraws = 4096;
    private const double CutEarly = 2;
    private const double ExternalPerPage = 16;
    private const double NofollowShare = 0.14;
    private const int ClusterCount = 64;
    private const int SitesInCluster = 30;
    private const int LargestClusterSite = 1000;
    private const int FittedPages = 20_000;

    private static readonly byte[][] _words = [.. PageWords.Words.Select(System.Text.Encoding.ASCII.GetBytes)];

    private readonly ulong _siteSeed;
    private readonly ulong _hostSeed;
    private readonly ulong _pathSeed;
    private readonly ulong _traitSeed;
    private readonly int _largestSite;
    private readonly int _multiplier;
    private readonly int _offset;
    private readonly int[] _hubs = new int[HubDraws];
    private readonly TargetLevels _levels;
    private readonly DomainNames _names;
    private readonly double _externalPerOrdinaryPage;

    public PageWeb(int pageCount, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageCount, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageCount, 1_000_000_000);
        PageCount = pageCount;
        Seed = RandomWords.Of(seed, (ulong)pageCount);
        _siteSeed = RandomWords.Of(Seed, 1);
        _hostSeed = RandomWords.Of(Seed, 2);
        _pathSeed = RandomWords.Of(Seed, 3);
        _traitSeed = RandomWords.Of(Seed, 7);
        _largestSite = Math.Max(8, pageCount / 100);

        // Twice as many domains as pages: one for any site of this crawl or a later one of at most as many pages; most
        // are only linked to.
        DomainCount = 2 * pageCount;
        _names = new DomainNames(DomainCount, RandomWords.Of(Seed, 4));
        _levels = new TargetLevels(DomainCount, RandomWords.Of(Seed, 5));

        // A one-to-one map of pages to domains: multiplication by a number without a common factor.
        _multiplier = (int)(DomainCount * 0.6180339887498949);
        while (BigInteger.GreatestCommonDivisor(_multiplier, DomainCount) != 1)
        {
            _multiplier++;
        }

        RandomWords words = new(RandomWords.Of(Seed, 6));
        _offset = words.Below(DomainCount);
        double[] weights = [.. Enumerable.Range(0, HubCount).Select(rank => Math.Pow(rank + 6, -0.91))];
        double sum = weights.Sum();
        double cumulated = 0;
        int draw = 0;
        foreach (double weight in weights)
        {
            cumulated += weight;
            int hub = words.Below(DomainCount);
            for (; draw < Math.Round(cumulated / sum * HubDraws); draw++)
            {
                _hubs[draw] = hub;
            }
        }

        (_externalPerOrdinaryPage, double clusterLinks) = Fit();
        NofollowBound =
            (uint)(uint.MaxValue * Math.Min(1, NofollowShare * ExternalPerPage / (ExternalPerPage - clusterLinks)));
    }

    /// <summary>
    /// A random 32-bit number below this makes a link outside the footers of spam clusters a nofollow link.
    /// </summary>
    public uint NofollowBound { get; }

    public ulong Seed { get; }

    /// <summary>Crawled pages.</summary>
    public int PageCount { get; }

    /// <summary>Domains there are names for.</summary>
    public int DomainCount { get; }

    /// <summary>The site of a crawled page, or of a page of a site that only the later crawl knows.</summary>
    public PageSite SiteOf(int page)
    {
        int low = page < PageCount ? 0 : PageCount;
        int high = page < PageCount ? PageCount : 2 * PageCount;
        while (true)
        {
            int length = high - low;
            RandomWords random = new(_siteSeed ^ (((ulong)(uint)low << 32) | (uint)high));
            if (length == 1
                || (length <= _largestSite && random.Fraction() * (Math.Log2(length) + CutEarly) < CutEarly))
            {
                return new PageSite(low, length, (int)((((long)low * _multiplier) + _offset) % DomainCount));
            }

            int cut = low + 1 + (int)((length - 1) * (0.2 + (0.6 * random.Fraction())));
            (low, high) = page < cut ? (low, cut) : (cut, high);
        }
    }

    /// <summary>What stands on every page of a site.</summary>
    public PageSiteTraits TraitsOf(PageSite site)
    {
        RandomWords random = new(RandomWords.Of(_traitSeed, (ulong)site.Domain));
        int navigationCount = 20 + random.Below(61);
        bool isSpam = site.PageCount <= LargestClusterSite && random.Below(SitesInCluster) == 0;
        int cluster = isSpam ? random.Below(ClusterCount) : -1;
        int footerCount = isSpam ? 24 + (int)(RandomWords.Of(_traitSeed, ~(ulong)cluster) & 31) : 2 + random.Below(11);
        return new PageSiteTraits(navigationCount, footerCount, cluster);
    }

    /// <summary>External links of a page beside the footer, on average.</summary>
    public double OwnLinks(PageSiteTraits traits) => OwnLinks(traits.FooterCount, _externalPerOrdinaryPage);

    /// <summary>A domain to link to: hubs most, then by level, near <paramref name="near"/> or anywhere.</summary>
    public int DrawTarget(int near, ref RandomWords random)
    {
        ulong word = random.Next();
        if ((word & 1023) < 300)
        {
            return _hubs[(word >> 10) & (HubDraws - 1)];
        }

        int spread = (word & 1024) != 0 ? DomainCount : Math.Max(64, DomainCount / 64);
        int start = (int)Math.Clamp(near - (spread / 2L), 0L, DomainCount - (long)spread);
        int place = start + random.Below(spread);
        for (int level = _levels.Draw(word >> 11); level > 0; level--)
        {
            int target = _levels.Representative(place, level);
            if (target < DomainCount)
            {
                return target;
            }
        }

        return place;
    }

    /// <summary>Writes <c>https://www.example.com</c>, the host of one page of a domain; returns its length.</summary>
    public int WriteHost(int domain, int page, Span<byte> text)
    {
        ulong word = RandomWords.Of(_hostSeed, (ulong)domain);
        ReadOnlySpan<byte> host = (word & 15) < 8 ? "www."u8 : (word & 15) == 8 ? "blog."u8 : ""u8;
        if (page >= 1000)
        {
            // Large sites have more than one host.
            host = ((page / 1000) & 3) switch { 1 => "shop."u8, 2 => "forum."u8, _ => host };
        }

        int length = Append(text, 0, "https://"u8);
        length = Append(text, length, host);
        Span<byte> reversed = stackalloc byte[DomainNames.MaxBytes];
        ReadOnlySpan<byte> name = reversed[.._names.Write(domain, reversed)];
        while (name.LastIndexOf((byte)'.') is var dot && dot >= 0)
        {
            length = Append(text, length, name[(dot + 1)..]);
            text[length++] = (byte)'.';
            name = name[..dot];
        }

        return Append(text, length, name);
    }

    /// <summary>
    /// Writes the path of page number <paramref name="page"/> of a domain; returns its length. 0 is the home page, the
    /// next 127 are sections.
    /// </summary>
    public int WritePath(int domain, int page, Span<byte> text)
    {
        text[0] = (byte)'/';
        if (page == 0)
        {
            return 1;
        }

        if (page < _words.Length)
        {
            int section = Append(text, 1, _words[(page + domain) & (_words.Length - 1)]);
            text[section++] = (byte)'/';
            return section;
        }

        ulong word = RandomWords.Of(_pathSeed, ((ulong)(uint)domain << 32) | (uint)page);
        int length = Append(text, 1, _words[(int)((uint)domain + (word & 7)) & (_words.Length - 1)]);
        text[length++] = (byte)'/';
        length = Append(text, length, _words[(int)(word >> 8) & (_words.Length - 1)]);
        text[length++] = (byte)'-';
        length = Append(text, length, _words[(int)(word >> 16) & (_words.Length - 1)]);
        text[length++] = (byte)'-';
        length += DecimalText.Write((uint)page, text[length..]);
        if ((word >> 24 & 3) == 0)
        {
            length = Append(text, length, ".html"u8);
        }

        return length;
    }

    /// <summary>Writes an anchor text as a field of a CSV row; returns its length.</summary>
    public static int WriteAnchor(ulong word, Span<byte> text)
    {
        int kind = (int)(word & 63);
        word >>= 6;
        if (kind < 5)
        {
            // An image, say: no text.
            return 0;
        }

        if (kind < 26)
        {
            return Append(text, 0, PageWords.CommonAnchors[(int)(word % (ulong)PageWords.CommonAnchors.Length)]);
        }

        bool isQuoted = kind == 63;
        int length = Append(text, 0, isQuoted ? "\"The \"\"best\"\", "u8 : ""u8);
        int count = 1 + (int)(word & 3);
        word >>= 2;
        for (int number = 0; number < count; number++)
        {
            if (number > 0)
            {
                text[length++] = (byte)' ';
            }

            length = Append(text, length, _words[(int)(word >> (8 * number)) & (_words.Length - 1)]);
        }

        return Append(text, length, isQuoted ? "\""u8 : ""u8);
    }

    private static double OwnLinks(int footerCount, double externalCount) => Math.Max(1, externalCount - footerCount);

    /// <summary>
    /// Finds how many external links a page must have, if its footer does not have more, for the mean to be right; from
    /// a sample of pages.
    /// </summary>
    /// <returns>That number, and the links of clusters' footers on an average page.</returns>
    private (double ExternalCount, double ClusterLinks) Fit()
    {
        int count = Math.Min(PageCount, FittedPages);
        PageSiteTraits[] traits =
            [.. Enumerable.Range(0, count).Select(sample => TraitsOf(SiteOf((int)((long)sample * PageCount / count))))];
        double clusterLinks = traits.Sum(site => site.Cluster >= 0 ? site.FooterCount : 0) / (double)count;
        (double low, double high) = (0.0, 2 * ExternalPerPage);
        for (int step = 0; step < 40; step++)
        {
            double middle = (low + high) / 2;
            double mean = traits.Average(site => site.FooterCount + OwnLinks(site.FooterCount, middle));
            (low, high) = mean < ExternalPerPage ? (middle, high) : (low, middle);
        }

        return (low, clusterLinks);
    }

    private static int Append(Span<byte> text, int length, ReadOnlySpan<byte> more)
    {
        more.CopyTo(text[length..]);
        return length + more.Length;
    }
}
