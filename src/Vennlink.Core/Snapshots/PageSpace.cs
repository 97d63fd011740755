using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>Source pages.</summary>
internal class PageSpace(ISourceIndex index) : SourceSpace
{
    public override SourceScope Scope => SourceScope.Page;

    public override uint Count => index.SourcePageCount;

    // Every source domain has a source page, so equal counts are one page each, and both are in the same order.
    public override bool IsOfDomains => index.SourcePageCount == index.SourceDomainCount;

    public override bool HasIdsOfPages => true;

    public override bool IsOfPages => true;

    public override DomainId DomainOf(uint source) =>
        IsOfDomains ? new DomainId(source) : index.DomainOf(new PageId(source));

    public override uint SourceOf(PageId page) => page.Value;

    public override IdRange OfDomain(DomainId domain) =>
        domain.Value == index.SourceDomainCount ? new IdRange(Count, Count)
            : new IdRange(index.FirstPage(domain), index.FirstPage(new DomainId(domain.Value + 1)));

    public override IdRange PagesOf(uint source) => new(source, source + 1);

    public override uint OfPage(PageId page, DomainId domain) => page.Value;

    public override uint[] Fold(ReadOnlySpan<uint> pages) => pages.ToArray();

    public override int Key(uint source, Span<byte> destination) => index.PageKey(new PageId(source), destination);
}
