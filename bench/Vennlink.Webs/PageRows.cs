namespace Vennlink.Webs;

/// <summary>Writes the links of pages as rows of CSV: <c>source,target,anchor,rel</c>; one for each thread.</summary>
/// <remarks>
/// What stands on every page of a site — navigation, footer links to other domains, the footer of a spam cluster — is
/// made once for the site and copied behind each page's own URL; a page's own links follow.
/// </remarks>
internal sealed class PageRows(PageWeb web)
{
    private const int MaxRowBytes = 1024;
    private const double InternalPerPage = 85;

    private readonly ulong _seed = RandomWords.Of(web.Seed, 10);
    private readonly byte[] _sitewide = new byte[192 * MaxRowBytes];
    private readonly byte[] _source = new byte[MaxRowBytes];
    private readonly byte[] _row = new byte[MaxRowBytes];
    private readonly List<int> _ends = [];
    private PageSite _site = new(-1, 0, 0);
    private PageSiteTraits _traits;
    private int _footerNofollowCount;

    /// <summary>Counts of what was written since the last reset by the caller.</summary>
    public PageCounts Counts { get; set; } = new();

    /// <summary>Writes the links of a crawled page, or of one of the later crawl's new sites.</summary>
    public void Write(int page, TextMember text)
    {
        if (_site.FirstPage < 0 || page < _site.FirstPage || page >= _site.FirstPage + _site.PageCount)
        {
            SetSite(web.SiteOf(page));
        }

        WritePage(page - _site.FirstPage, text);
    }

    /// <summary>Writes the links of a page that the later crawl finds on a site of this one.</summary>
    /// <param name="page">A crawled page of the site.</param>
    /// <param name="number">Which of the new pages it is.</param>
    /// <param name="text">Where to.</param>
    public void WriteLater(int page, int number, TextMember text)
    {
        SetSite(web.SiteOf(page));
        WritePage(_site.PageCount + 128 + number, text);
    }

    private void SetSite(PageSite site)
    {
        _site = site;
        _ends.Clear();
        RandomWords random = new(RandomWords.Of(_seed, (ulong)site.Domain));
        int length = 0;

        _traits = web.TraitsOf(site);

        // Navigation: the home page and the first of the sections, crawled or not.
        for (int page = 0; page < _traits.NavigationCount; page++)
        {
            length += WriteTarget(site.Domain, page, random.Next(), random.Below(8) == 0, ref random,
                _sitewide.AsSpan(length), out _);
            _ends.Add(length);
        }

        bool isSpam = _traits.Cluster >= 0;
        RandomWords clusterWords = new(RandomWords.Of(_seed, ~(ulong)_traits.Cluster));
        _footerNofollowCount = 0;
        uint turn = (uint)random.Next();
        for (int link = 0; link < _traits.FooterCount; link++)
        {
            int target = isSpam ? clusterWords.Below(web.DomainCount) : web.DrawTarget(site.Domain, ref random);

            // Spread evenly, so that the share of nofollow holds on every large site.
            turn += 0x9E3779B9;
            bool isNofollow = !isSpam && turn < web.NofollowBound;
            _footerNofollowCount += isNofollow ? 1 : 0;
            ulong anchor = isSpam ? clusterWords.Next() : random.Next();
            length += WriteTarget(target, link % 3 == 2 ? random.Below(40) : 0, anchor, isNofollow, ref random,
                _sitewide.AsSpan(length), out _);
            _ends.Add(length);
        }
    }

    private void WritePage(int page, TextMember text)
    {
        int sourceLength = web.WriteHost(_site.Domain, page, _source);
        sourceLength += web.WritePath(_site.Domain, page, _source.AsSpan(sourceLength));
        ReadOnlySpan<byte> source = _source.AsSpan(0, sourceLength);
        int start = 0;
        foreach (int end in _ends)
        {
            Write(source, _sitewide.AsSpan(start, end - start), text);
            start = end;
        }

        RandomWords random = new(RandomWords.Of(_seed ^ 1, ((ulong)(uint)_site.Domain << 32) | (uint)page));
        int internalCount = Draw(InternalPerPage - _traits.NavigationCount, ref random);
        int lastPage = Math.Max(256, (int)Math.Min(1.2 * _site.PageCount, int.MaxValue / 2));
        for (int link = 0; link < internalCount; link++)
        {
            int length =
                WriteTarget(_site.Domain, random.Below(lastPage), random.Next(), false, ref random, _row, out _);
            Write(source, _row.AsSpan(0, length), text);
        }

        int externalCount = Draw(web.OwnLinks(_traits), ref random);
        int nofollowCount = 0;
        int ownCount = 0;
        for (int link = 0; link < externalCount; link++)
        {
            // Most links lead to home pages, the rest to early pages more than to late ones.
            int target = web.DrawTarget(_site.Domain, ref random);
            ulong word = random.Next();
            int targetPage = (word & 15) < 8 ? 0 : (int)(Math.Pow(2, (word >> 11) * (10.0 / (1UL << 53))) - 1);
            bool isNofollow = (uint)random.Next() < web.NofollowBound;
            int length = WriteTarget(target, targetPage, random.Next(), isNofollow, ref random, _row, out bool isOwn);
            nofollowCount += isNofollow && !isOwn ? 1 : 0;
            ownCount += isOwn ? 1 : 0;
            Write(source, _row.AsSpan(0, length), text);
        }

        Counts.Pages++;
        Counts.InternalLinks += _traits.NavigationCount + internalCount + ownCount;
        Counts.ExternalLinks += _traits.FooterCount + externalCount - ownCount;
        Counts.NofollowLinks += _footerNofollowCount + nofollowCount;
    }

    private void Write(ReadOnlySpan<byte> source, ReadOnlySpan<byte> rest, TextMember text)
    {
        Span<byte> room = text.Room(source.Length + rest.Length);
        source.CopyTo(room);
        rest.CopyTo(room[source.Length..]);
        text.Advance(source.Length + rest.Length);
        Counts.TextBytes += source.Length + rest.Length;
    }

    /// <summary>Writes <c>,target,anchor,rel</c> and the line end; returns the length.</summary>
    private int WriteTarget(int domain, int page, ulong anchor, bool isNofollow, ref RandomWords random, Span<byte> row,
        out bool isOwn)
    {
        isOwn = domain == _site.Domain;
        row[0] = (byte)',';
        int length = 1 + web.WriteHost(domain, page, row[1..]);
        length += web.WritePath(domain, page, row[length..]);
        row[length++] = (byte)',';
        length += PageWeb.WriteAnchor(anchor, row[length..]);
        row[length++] = (byte)',';
        ReadOnlySpan<byte> rel = (isNofollow, random.Below(20)) switch
        {
            (true, < 12) => "nofollow"u8,
            (true, < 17) => "nofollow noopener"u8,
            (true, < 19) => "ugc nofollow"u8,
            (true, _) => "sponsored"u8,
            (false, < 14) => ""u8,
            (false, < 17) => "noopener"u8,
            (false, _) => "noopener noreferrer"u8,
        };
        rel.CopyTo(row[length..]);
        length += rel.Length;
        row[length++] = (byte)'\n';
        return length;
    }

    /// <summary>A number of links: geometric with a mean.</summary>
    private static int Draw(double mean, ref RandomWords random) =>
        (int)(-Math.Log(1 - random.Fraction()) / Math.Log(1 + (1 / mean)));
}
