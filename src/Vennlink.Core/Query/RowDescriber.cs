using System.Text;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>
/// Fills in what a person reads of the rows of an answer: URL, title, scores, best linking pages. Thread-safe.
/// </summary>
/// <remarks>Most of a short request is spent here: names lie in compressed blocks. So the texts that were read last are
/// kept; the best sources stand in answer after answer.</remarks>
internal sealed class RowDescriber(ISourceIndex index)
{
    private readonly RecentTexts[] _texts = [new(), new(), new()]; // by source scope
    private readonly RecentTexts _pageTitles = new();

    /// <summary>Describes each row as it comes.</summary>
    public IEnumerable<SourceRow> Describe(FoundQuery question, IEnumerable<IntersectRow> rows)
    {
        SourceSpace space = question.Space;
        using BestPages bestPages = new(question);
        foreach (IntersectRow row in rows)
        {
            DomainId domain = space.DomainOf(row.SourceId);
            int[] targets = row.MatchingTargetIndexes;
            PageId[]? best =
                space.IsOfPages ? null : Array.ConvertAll(targets, target => bestPages.Find(row.SourceId, target));
            yield return new SourceRow(
                TextOf(space, row.SourceId),
                space.IsOfPages ? TitleOf(new PageId(row.SourceId)) : "",
                index.DomainAuthority(domain),
                index.SpamScore(domain),
                targets,
                best is null ? null : Array.ConvertAll(best, Shown));
        }
    }

    private MatchingSourcePage Shown(PageId page) =>
        new(TextOf(index.Sources(SourceScope.Page), page.Value), index.PageAuthority(page));

    private string TextOf(SourceSpace space, uint source)
    {
        RecentTexts recent = _texts[(int)space.Scope];
        return recent.Find(source) ?? Read(recent, source, space.Key, UrlKey.ToText);
    }

    private string TitleOf(PageId page) =>
        _pageTitles.Find(page.Value) ?? Read(_pageTitles, page.Value, (id, destination) =>
            index.PageTitle(new PageId(id), destination), Encoding.UTF8.GetString);

    private static string Read(RecentTexts recent, uint id, CopyBytes read, BytesToText toText)
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

    private delegate string BytesToText(ReadOnlySpan<byte> bytes);
}
