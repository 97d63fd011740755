using System.Globalization;
using System.Text;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Query;

/// <summary>
/// An index made of lists of ids: target <c>list:N</c> has the N-th list, and root domain <c>site:N</c> is domain N.
/// Domains are of one size.
/// </summary>
internal sealed class MemoryIndex(uint[][] lists, uint sourcePageCount, uint pagesPerDomain, int[] spamScores)
    : ISourceIndex
{
    private sbyte[]? _spamColumn;

    public PublicSuffixList PublicSuffixes => PublicSuffixList.Embedded;

    /// <summary>How many steps a cursor makes before it finds a damaged block.</summary>
    public int DamagedAfter { get; set; } = int.MaxValue;

    /// <summary>What it throws then; null for what a damaged block is.</summary>
    public Exception? Damage { get; set; }

    public byte[] KnownHost { get; init; } = [];

    /// <summary>How often a target was looked up.</summary>
    public int LookUpCount { get; private set; }

    /// <summary>How often a list was opened.</summary>
    public int OpenCount { get; private set; }

    public bool KnowsLinks => false;

    public uint SourcePageCount => sourcePageCount;

    public uint SourceDomainCount => ((sourcePageCount - 1) / pagesPerDomain) + 1;

    public static Target List(int list) => new(TargetScope.RootDomain, Encoding.ASCII.GetBytes($"list:{list}"), "");

    public static Target Site(uint domain) =>
        new(TargetScope.RootDomain, Encoding.ASCII.GetBytes($"site:{domain}"), "");

    public int PageKey(PageId page, Span<byte> destination) => throw new NotSupportedException();

    public int PageTitle(PageId page, Span<byte> destination) => throw new NotSupportedException();

    public int PageAuthority(PageId page) => throw new NotSupportedException();

    public ReadOnlySpan<byte> PageAuthoritiesFrom(PageId first, int mostCount) => throw new NotSupportedException();

    public SourceReach Reach => throw new NotSupportedException();

    public IReadOnlyList<ushort> Languages => [];

    public ReadOnlySpan<byte> LanguagesFrom(PageId first, int mostCount) => [];

    public DomainId DomainOf(PageId page) => new(page.Value / pagesPerDomain);

    public int DomainKey(DomainId domain, Span<byte> destination)
    {
        Keys[domain.Value].AsSpan().TryCopyTo(destination);
        return Keys[domain.Value].Length;
    }

    public int DomainAuthority(DomainId domain) => 100 - (int)(99UL * domain.Value / SourceDomainCount);

    public int SpamScore(DomainId domain) => spamScores[domain.Value % (uint)spamScores.Length];

    public ReadOnlySpan<sbyte> SpamScoresFrom(DomainId first, int mostCount) =>
        (_spamColumn ??= [.. Enumerable.Range(0, (int)SourceDomainCount)
            .Select(domain => (sbyte)spamScores[domain % spamScores.Length])])
            .AsSpan((int)first.Value..(int)Math.Min(first.Value + (long)mostCount, SourceDomainCount));

    public IReadOnlyList<int> SpamScores => field ??= [.. SpamLists.Keys.OrderDescending()];

    public PostingCursor OpenSpamList(int spamScore) => new ArrayCursor(SpamLists[spamScore], DamagedAfter, Damage);

    public uint FirstPage(DomainId domain) => (uint)Math.Min(domain.Value * (ulong)pagesPerDomain, sourcePageCount);

    public ReadOnlySpan<uint> FirstPagesFrom(DomainId first, int mostCount) =>
        (uint[])[.. Enumerable.Range((int)first.Value, (int)Math.Min(mostCount, SourceDomainCount + 1L - first.Value))
            .Select(domain => FirstPage(new DomainId((uint)domain)))];

    // In order of authority, then key: in each authority first those of one top-level domain, then those of the next.
    private byte[][] Keys =>
        field ??= [.. Enumerable.Range(0, (int)SourceDomainCount)
            .GroupBy(domain => DomainAuthority(new DomainId((uint)domain)))
        .SelectMany(level =>
            level.Index()
            .Select(domain =>
                Encoding.ASCII.GetBytes(
                    $"{Suffixes[domain.Index * Suffixes.Length / level.Count()]}\u0001{domain.Item:D9}")))];

    /// <summary>What keys of domains begin with.</summary>
    public static string[] Suffixes { get; } = ["co", "com", "com\u0001uk", "de"];

    private Dictionary<int, uint[]> SpamLists => field ??= Enumerable.Range(0, (int)SourceDomainCount)
        .GroupBy(domain => spamScores[domain % spamScores.Length], domain => (uint)domain)
        .ToDictionary(domains => domains.Key, domains => domains.ToArray());

    public IReadOnlyList<IdRange> DomainsUnder(ReadOnlySpan<byte> suffix)
    {
        byte[] labels = suffix.ToArray();
        return [.. Keys.Index()
            .Where(key => key.Item.AsSpan().SequenceEqual(labels)
                || key.Item.AsSpan().StartsWith((byte[])[.. labels, UrlKey.LabelSeparator]))
            .Select(key => new IdRange((uint)key.Index, (uint)key.Index + 1))];
    }

    public bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain)
    {
        domain = rootDomainKey.StartsWith("site:"u8)
            ? new DomainId(uint.Parse(rootDomainKey[5..], CultureInfo.InvariantCulture)) : default;
        return rootDomainKey.StartsWith("site:"u8) && domain.Value < SourceDomainCount;
    }

    public SourceSpace Sources(SourceScope scope) =>
        scope switch
        {
            SourceScope.Page => new PageSpace(this),
            SourceScope.Subdomain => new VertexSpace(this),
            _ => new DomainSpace(this),
        };

    public TargetLists Find(TargetScope scope, ReadOnlySpan<byte> key)
    {
        LookUpCount++;
        bool isList = key.StartsWith("list:"u8);
        int list = isList ? int.Parse(key[5..], CultureInfo.InvariantCulture) : -1;
        DomainId? domain = scope == TargetScope.RootDomain && TryFindDomain(key, out DomainId found) ? found : null;
        return new MemoryLists(this, list >= 0 && list < lists.Length ? lists[list] : [], domain,
            key.SequenceEqual(KnownHost));
    }

    public uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private sealed class MemoryLists(MemoryIndex index, uint[] ids, DomainId? domain, bool isKnown) : TargetLists
    {
        public override bool IsKnown => isKnown || ids.Length > 0 || domain is not null;

        public override DomainId? Domain => domain;

        public override PostingCursor Open(SourceScope sources, bool followedOnly = false)
        {
            index.OpenCount++;
            return new ArrayCursor(ids, index.DamagedAfter, index.Damage);
        }
    }
}
