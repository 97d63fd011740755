using Vennlink.Links;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>
/// What queries ask of an index: lists of sources, and what is known of each source. <see cref="Snapshot"/> is the real
/// one.
/// </summary>
/// <remarks>Members mean what the members of <see cref="Snapshot"/> with these names say. A seam for tests that hold
/// their lists in memory.</remarks>
internal interface ISourceIndex
{
    PublicSuffixList PublicSuffixes { get; }

    /// <summary>Whether more is known of a link than that it is there.</summary>
    bool KnowsLinks { get; }

    uint SourcePageCount { get; }

    uint SourceDomainCount { get; }

    SourceSpace Sources(SourceScope scope);

    int PageKey(PageId page, Span<byte> destination);

    int PageTitle(PageId page, Span<byte> destination);

    int PageAuthority(PageId page);

    ReadOnlySpan<byte> PageAuthoritiesFrom(PageId first, int mostCount);

    SourceReach Reach { get; }

    IReadOnlyList<ushort> Languages { get; }

    ReadOnlySpan<byte> LanguagesFrom(PageId first, int mostCount);

    DomainId DomainOf(PageId page);

    int DomainKey(DomainId domain, Span<byte> destination);

    int DomainAuthority(DomainId domain);

    int SpamScore(DomainId domain);

    ReadOnlySpan<sbyte> SpamScoresFrom(DomainId first, int mostCount);

    IReadOnlyList<int> SpamScores { get; }

    PostingCursor OpenSpamList(int spamScore);

    uint FirstPage(DomainId domain);

    ReadOnlySpan<uint> FirstPagesFrom(DomainId first, int mostCount);

    /// <summary>Ranges of the source domains under a suffix, whose labels stand as in a key; ascending.</summary>
    IReadOnlyList<IdRange> DomainsUnder(ReadOnlySpan<byte> suffix);

    bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain);

    TargetLists Find(TargetScope scope, ReadOnlySpan<byte> key);

    /// <summary>The days of links to a target that count, by source page, in any order; several of one page.</summary>
    IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test, CancellationToken cancellationToken);

    /// <summary>The sources with a link to a target that counts, ascending; not to be changed.</summary>
    uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test,
        CancellationToken cancellationToken);
}
