using System.Text;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>Fills in what a person reads of the rows of an answer: URL, title, scores, best linking pages. Thread-safe.</summary>
/// <remarks>Most of a short request is spent here: names lie in compressed blocks. So the texts that were read last are kept; the best sources stand in answer after answer.</remarks>
internal sealed class RowDescriber(ISourceIndex index)
{
    private readonly RecentTexts _domainNames = new();
    private readonly RecentTexts _pageUrls = new();
    private readonly RecentTexts _pageTitles = new();

    /// <summary>Describes each row as it comes.</summary>
    public IEnumerable<SourceRow> Describe(IntersectQuery query, IEnumerable<IntersectRow> rows)
    {
        using BestPages bestPages = new(index, query);
        foreach (IntersectRow row in rows)
        {
            DomainId domain = DomainOf(query, row);
            int domainAuthority = index.DomainAuthority(domain);
            int spamScore = index.SpamScore(domain);
            if (query.SourceScope == SourceScope.Page)
            {
                PageId page = new(row.SourceId);
                yield return new SourceRow(UrlOf(page), TitleOf(page), domainAuthority, spamScore, row.MatchingTargetIndexes, null);
            }
            else
            {
                MatchingSourcePage[] pages = Array.ConvertAll(row.MatchingTargetIndexes, target => Shown(bestPages.Find(domain, target)));
                yield return new SourceRow(NameOf(domain), "", domainAuthority, spamScore, row.MatchingTargetIndexes, pages);
            }
        }
    }

    /// <summary>The root domain of a row.</summary>
    public DomainId DomainOf(IntersectQuery query, IntersectRow row) =>
        query.SourceScope == SourceScope.RootDomain ? new DomainId(row.SourceId) : index.DomainOf(new PageId(row.SourceId));

    private MatchingSourcePage Shown(PageId page) => new(UrlOf(page), index.PageAuthority(page));

    private string NameOf(DomainId domain) =>
        _domainNames.Find(domain.Value) ?? Read(_domainNames, domain.Value, (id, destination) => index.DomainKey(new DomainId(id), destination), UrlKey.ToText);

    private string UrlOf(PageId page) =>
        _pageUrls.Find(page.Value) ?? Read(_pageUrls, page.Value, (id, destination) => index.PageKey(new PageId(id), destination), UrlKey.ToText);

    private string TitleOf(PageId page) =>
        _pageTitles.Find(page.Value) ?? Read(_pageTitles, page.Value, (id, destination) => index.PageTitle(new PageId(id), destination), Encoding.UTF8.GetString);

    private static string Read(RecentTexts recent, uint id, ReadBytes read, BytesToText toText)
    {
        Span<byte> bytes = stackalloc byte[512];
        int length = read(id, bytes);
        if (length > bytes.Length)
        {
            bytes = new byte[length];
            read(id, bytes);
        }

        string text = toText(bytes[..length]);
        recent.Add(id, text);
        return text;
    }

    private delegate int ReadBytes(uint id, Span<byte> destination);

    private delegate string BytesToText(ReadOnlySpan<byte> bytes);
}
