using System.Text;
using Vennlink.Links;
using Vennlink.Query.Filters;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>
/// A <see cref="SourceFilter"/> in the ids of one index: ranges to keep to, ranges to leave out, and what each
/// candidate is asked. Immutable; thread-safe.
/// </summary>
/// <remarks>
/// Domains are numbered by (Domain Authority ↓, key ↑). So an authority range is one range of ids; and since the key
/// begins with the last label, a top-level domain is one range in each authority that occurs. Spam scores are a column
/// of their own.
/// </remarks>
internal sealed class FoundFilter
{
    // Of an index none of whose pages says its language.
    private static readonly byte[] NoLanguages = new byte[SourceWindow.Size];

    // Words of pages that are asked at once: where a list has few of them, not much is looked at in vain.
    private const int RunWords = 64;

    private readonly ISourceIndex _index;
    private readonly SourceFilter? _filter;
    private readonly SourceSpace _space;
    private readonly bool _asksPages; // asks it of pages that are no sources themselves

    /// <param name="query">The question.</param>
    /// <param name="index">Whose sources are meant.</param>
    /// <param name="space">What the sources are.</param>
    public FoundFilter(IntersectQuery query, ISourceIndex index, SourceSpace space)
    {
        SourceFilter? filter = query.Filter;
        (_index, _filter, _space) = (index, filter, space);
        _asksPages = filter?.AsksPages == true && !space.HasIdsOfPages;
        SpamScore = filter?.SpamScore;
        IdRange domains = new(0, index.SourceDomainCount);
        if (filter?.DomainAuthority is { } authority)
        {
            uint start = domains.First(domain => _index.DomainAuthority(new DomainId(domain)) <= authority.Max);
            domains = new IdRange(start, FirstBelow(domains, authority.Min));
        }

        bool isWhole = domains == new IdRange(0, index.SourceDomainCount);
        IReadOnlyList<string> suffixes = filter?.TopLevelDomains ?? [];
        if (suffixes.Count > 0)
        {
            Kept = [.. InTopLevelDomains(suffixes, domains).Select(InSpace)];
        }
        else if (!isWhole)
        {
            Kept = [InSpace(domains)];
        }

        SourceList? listed = query.SourcesIn is { } only ? new SourceList(only, index, space) : null;
        SourceList? unlisted = query.SourcesNotIn is { } none ? new SourceList(none, index, space) : null;
        Kept = listed is null ? Kept : Kept is null ? listed.Ranges : IdRanges.Intersect(Kept, listed.Ranges);
        Excluded = [.. InTopLevelDomains(filter?.ExcludedTopLevelDomains ?? [], domains).Select(InSpace),
            .. unlisted?.Ranges ?? []];
        string[] unknown = filter?.AsksLanguage == true && index.Languages.Count == 0
            ? ["no page of this index says its language: all are und"] : [];
        Notes = [.. unknown, .. listed?.Notes("sources.in") ?? [], .. unlisted?.Notes("sources.not_in") ?? []];

        IdRange InSpace(IdRange range) =>
            new(space.OfDomain(new DomainId(range.Start)).Start, space.OfDomain(new DomainId(range.End)).Start);
    }

    /// <summary>The only sources to look at; null for all. May overlap.</summary>
    public IReadOnlyList<IdRange>? Kept { get; }

    /// <summary>Sources to leave out. May overlap.</summary>
    public IReadOnlyList<IdRange> Excluded { get; }

    /// <summary>Spam scores of interest; null for all.</summary>
    public ScoreRange? SpamScore { get; }

    /// <summary>What whoever asks should know of the lists of sources given.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What is asked of each source, for one walk; null for nothing.</summary>
    /// <param name="width">Register width.</param>
    /// <param name="before">Another test, asked first; null for none.</param>
    public ISourceTest? OpenTest(LaneWidth width, ISourceTest? before = null)
    {
        if (_filter is null)
        {
            return before;
        }

        List<ISourceTest> tests = before is null ? [] : [before];
        if (_filter.OutgoingDomains is { } outgoing)
        {
            tests.Add(ReachTest(outgoing, width));
        }

        if (SpamScore is { } spam)
        {
            tests.Add(new SpamLevels(_index, _space, width) { Min = spam.Min, Max = spam.Max });
        }

        if (!_asksPages)
        {
            AddPageTests(_filter, width, tests);
        }

        return AllTests.Of(tests);
    }

    /// <summary>What is asked of the pages of sources that are no pages themselves; null for nothing.</summary>
    public ISourceTest? OpenPageTest() => _asksPages ? TestOfPages() : null;

    /// <summary>The same of sources that have the ids of their pages; null for nothing.</summary>
    /// <remarks>The lists of targets do not know it.</remarks>
    public ISourceTest? OpenTestOfPageIds() =>
        _filter?.AsksPages == true && _space.HasIdsOfPages ? TestOfPages() : null;

    private ISourceTest? TestOfPages()
    {
        List<ISourceTest> tests = [];
        AddPageTests(_filter!, Lanes.Widest, tests);
        return AllTests.Of(tests);
    }

    /// <summary>The pages of a target's list that pass a test, ascending.</summary>
    public static uint[] PagesOf(
        TargetLists target, bool followedOnly, ISourceTest pageTest, CancellationToken cancellationToken)
    {
        using PostingCursor list = target.Open(SourceScope.Page, followedOnly);
        uint[] pages = new uint[list.Count + SetBits.Slack];
        Span<ulong> run = stackalloc ulong[RunWords];
        int count = 0;
        while (list.Current != PostingCursor.End)
        {
            cancellationToken.ThrowIfCancellationRequested();
            uint start = list.Current & ~63u;
            run.Clear();
            list.FillWindow(start, run);
            pageTest.Narrow(start, run);
            count += SetBits.Write(run, start, pages.AsSpan(count));
        }

        return pages[..count];
    }

    private ColumnTest ReachTest(ScoreRange range, LaneWidth width)
    {
        ReachColumn column = _space.ReachOf(_index.Reach);
        ByteRuns values = new(value => value == ReachColumn.Rare
            ? range.Max >= value : value >= range.Min && value <= range.Max);
        return new ColumnTest(column.From, values, width, source =>
            column.Of(source) is var count && count >= range.Min && count <= range.Max);
    }

    private ColumnTest LanguageTest(SourceFilter filter, LaneWidth width)
    {
        IReadOnlyList<ushort> languages = _index.Languages;
        ByteRuns numbers = new(number =>
        {
            string language = LanguageCode.ToText(
                number > 0 && number <= languages.Count ? languages[number - 1] : LanguageCode.Unknown);
            return (filter.Languages.Count == 0 || filter.Languages.Contains(language))
                && !filter.ExcludedLanguages.Contains(language);
        });
        return new ColumnTest(
            (first, mostCount) => languages.Count > 0 ? _index.LanguagesFrom(new PageId(first), mostCount)
                : NoLanguages.AsSpan(0, (int)Math.Min(mostCount, _index.SourcePageCount - first)),
            numbers, width);
    }

    private void AddPageTests(SourceFilter filter, LaneWidth width, List<ISourceTest> tests)
    {
        if (filter.AsksLanguage)
        {
            tests.Add(LanguageTest(filter, width));
        }

        if (filter.PageAuthority is { } authority)
        {
            tests.Add(new ColumnTest(
                (first, mostCount) => _index.PageAuthoritiesFrom(new PageId(first), mostCount),
                new ByteRuns(value => value >= authority.Min && value <= authority.Max), width));
        }

        if (filter.TitleContains is not null || filter.UrlContains is not null)
        {
            tests.Add(new PageTextTest(_index, filter.TitleContains, filter.UrlContains));
        }
    }

    // The first of some domains with a lower authority.
    private uint FirstBelow(IdRange domains, int authority) =>
        domains.First(domain => _index.DomainAuthority(new DomainId(domain)) < authority);

    private IEnumerable<IdRange> InTopLevelDomains(IReadOnlyList<string> suffixes, IdRange domains) =>
        suffixes.SelectMany(suffix => _index.DomainsUnder(Encoding.ASCII.GetBytes(string.Join(
            (char)UrlKey.LabelSeparator, suffix.ToLowerInvariant().Split('.').Reverse()))))
        .Select(range => new IdRange(Math.Max(range.Start, domains.Start), Math.Min(range.End, domains.End)))
        .Where(range => range.Start < range.End);
}
