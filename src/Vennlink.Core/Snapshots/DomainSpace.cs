using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>Source root domains.</summary>
internal sealed class DomainSpace(ISourceIndex index) : SourceSpace
{
    public override SourceScope Scope => SourceScope.RootDomain;

    public override uint Count => index.SourceDomainCount;

    public override bool IsOfDomains => true;

    public override bool HasIdsOfPages => index.SourcePageCount == index.SourceDomainCount;

    public override bool IsOfPages => false;

    public override DomainId DomainOf(uint source) => new(source);

    public override uint SourceOf(PageId page) => index.DomainOf(page).Value;

    public override IdRange OfDomain(DomainId domain) => new(domain.Value, Math.Min(domain.Value + 1, Count));

    public override IdRange PagesOf(uint source) =>
        new(index.FirstPage(new DomainId(source)), index.FirstPage(new DomainId(source + 1)));

    public override uint OfPage(PageId page, DomainId domain) => domain.Value;

    public override uint[] Fold(ReadOnlySpan<uint> pages) =>
        DomainFold.Fold(pages, Count, (domain, mostCount) => index.FirstPagesFrom(new DomainId(domain), mostCount));

    public override int Key(uint source, Span<byte> destination) => index.DomainKey(new DomainId(source), destination);
}
