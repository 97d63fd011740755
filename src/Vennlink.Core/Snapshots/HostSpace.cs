using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>Hosts of source pages: a host stands in its domain where its best page does.</summary>
/// <param name="index">Whose sources they are.</param>
/// <param name="hosts">Tells the hosts; of an index without their file it takes a while to make.</param>
internal sealed class HostSpace(ISourceIndex index, Lazy<SourceHosts> hosts) : SourceSpace
{
    private SourceHosts Hosts => hosts.Value;

    public override SourceScope Scope => SourceScope.Subdomain;

    public override uint Count => Hosts.Count;

    public override bool HasIdsOfPages => Count == index.SourcePageCount;

    public override bool IsOfDomains => Count == index.SourceDomainCount;

    public override bool IsOfPages => false;

    public override DomainId DomainOf(uint source) => new(Hosts.DomainOf(source));

    public override uint SourceOf(PageId page) => Hosts.HostOf(page.Value, index.DomainOf(page).Value);

    public override IdRange OfDomain(DomainId domain) => domain.Value == index.SourceDomainCount
        ? new IdRange(Count, Count)
        : new IdRange(Hosts.FirstHost(domain.Value), Hosts.FirstHost(domain.Value + 1));

    public override IdRange PagesOf(uint source) =>
        new(Hosts.BestPage(source), index.FirstPage(new DomainId(Hosts.DomainOf(source) + 1)));

    public override bool HasPage(uint source, PageId page) =>
        Hosts.HostOf(page.Value, Hosts.DomainOf(source)) == source;

    public override uint OfPage(PageId page, DomainId domain) => Hosts.HostOf(page.Value, domain.Value);

    public override uint[] Fold(ReadOnlySpan<uint> pages) => Hosts.Fold(pages);

    public override int Key(uint source, Span<byte> destination) =>
        HostKey(index, new PageId(Hosts.BestPage(source)), destination);

    /// <summary>Copies the labels of the host of a page; same return as
    /// <see cref="SourceSpace.Key(uint, Span{byte})"/>.</summary>
    public static int HostKey(ISourceIndex index, PageId page, Span<byte> destination)
    {
        byte[] key = index.Sources(SourceScope.Page).Key(page.Value);
        int length = UrlKey.HostLength(key);
        key.AsSpan(0, length).TryCopyTo(destination);
        return length;
    }
}
