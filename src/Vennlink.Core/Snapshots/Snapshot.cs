using System.Globalization;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>
/// One published index: an immutable folder, mapped. Thread-safe for readers; dispose when nobody reads any more.
/// </summary>
public sealed class Snapshot : IDisposable, ISourceIndex
{
    private readonly List<IDisposable> _readers = [];
    private readonly List<SealedFile> _files = [];
    private readonly SourcePages _pages;
    private readonly SourceDomains _domains;
    private readonly SuffixRanges _suffixes;
    private readonly TargetKeys _targets;
    private readonly TargetPostings _postings;
    private readonly SealedFile _suffixList;
    private readonly SealedFile _spamModel;
    private readonly Lazy<SpamScorer> _spam;
    private readonly SourceSpace[] _sources; // by scope
    private readonly Lazy<SourceHosts>? _hosts; // null of a graph
    private readonly Lazy<SourceReach> _reach;

    private Snapshot(string folder)
    {
        Manifest = ManifestFile.Read(folder);
        CheckFiles(folder, Manifest);
        try
        {
            _pages = Keep(new SourcePages(folder), reader => reader.File);
            _domains = Keep(new SourceDomains(folder), reader => reader.File);
            _suffixes = new SuffixRanges(_domains);
            _targets = Keep(new TargetKeys(folder), reader => reader.File);
            _postings = Keep(new TargetPostings(folder), reader => reader.File);
            _suffixList = Keep(SuffixListFile.Open(folder), file => file);
            _spamModel = Keep(SpamModelFile.Open(folder), file => file);
            _spam = new Lazy<SpamScorer>(() => SpamModelFile.Read(_spamModel));
            ScoresOfDomains = Keep(new DomainScoresReader(folder), reader => reader.File);
            _hosts = HostsOf(folder);
            _reach = ReachOf(folder);
            Evidence = Manifest.Options.ContainsKey(SnapshotManifest.GraphOption)
                ? new ArcEvidence(this) : OpenLive(folder);
            PublicSuffixes = SuffixListFile.Read(_suffixList);
            _sources =
                [new PageSpace(this), new DomainSpace(this),
                    _hosts is null ? new VertexSpace(this) : new HostSpace(this, _hosts)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a snapshot folder; checks versions, names and sizes of all files and that they belong together, not their
    /// content.
    /// </summary>
    /// <exception cref="IndexFormatException">Something is missing, cut short, of another snapshot, or newer than this
    /// build reads.</exception>
    public static Snapshot Open(string folder) => new(folder);

    /// <summary>Files, counts, inputs, options.</summary>
    public Manifest Manifest { get; }

    /// <summary>The suffix list the index was built with.</summary>
    public PublicSuffixList PublicSuffixes { get; }

    /// <summary>Model and lists that gave the spam scores. Read when first asked for.</summary>
    /// <exception cref="IndexFormatException">The file is damaged.</exception>
    internal SpamScorer Spam => _spam.Value;

    /// <summary>
    /// Source pages: crawled or listed pages with at least one live external link; ids are <c>0 … count − 1</c>.
    /// </summary>
    public uint SourcePageCount => _pages.Count;

    /// <summary>Root domains of the source pages; ids are <c>0 … count − 1</c>.</summary>
    public uint SourceDomainCount => _domains.Count;

    /// <summary>The sources of a scope.</summary>
    public SourceSpace Sources(SourceScope scope) => _sources[(int)scope];

    /// <summary>What is known of pages, and of the links behind the lists.</summary>
    public ILinkEvidence Evidence { get; }

    /// <summary>
    /// Whether the index was built from a graph of root domains alone: every vertex is its site's root page, and a root
    /// domain as given.
    /// </summary>
    public bool IsDomainGraph =>
        Manifest.Options.GetValueOrDefault(SnapshotManifest.GraphOption) == SnapshotManifest.DomainGraph;

    /// <summary>The root domain of a host or page of this index.</summary>
    /// <param name="key">Page, host or root-domain key.</param>
    /// <returns>Labels alone: a slice of <paramref name="key"/>.</returns>
    public ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> key) =>
        IsDomainGraph ? UrlKey.HostKey(key) : PublicSuffixes.RootDomainKey(key);

    /// <summary>Whether a page is what a target names, or a part of it.</summary>
    internal bool IsWithin(ReadOnlySpan<byte> page, TargetScope scope, ReadOnlySpan<byte> key) => scope switch
    {
        TargetScope.Page => page.SequenceEqual(key),
        TargetScope.Subfolder => page.StartsWith(key),
        TargetScope.Subdomain => UrlKey.HostKey(page).SequenceEqual(UrlKey.HostKey(key)),
        _ => RootDomainKey(page).SequenceEqual(key) || UrlKey.HostKey(page).SequenceEqual(key),
    };

    /// <summary>Scores of all root domains.</summary>
    internal DomainScoresReader ScoresOfDomains { get; }

    /// <summary>
    /// Copies the key of a source page; returns its length, or the length needed when it does not fit.
    /// </summary>
    public int PageKey(PageId page, Span<byte> destination) => _pages.Key(page.Value, destination);

    /// <summary>Title of a source page, UTF-8; same return as <see cref="PageKey"/>.</summary>
    public int PageTitle(PageId page, Span<byte> destination) => _pages.Title(page.Value, destination);

    /// <summary>Page Authority, 1–100.</summary>
    public int PageAuthority(PageId page) => _pages.Authority(page.Value);

    /// <summary>
    /// Page Authorities of up to <paramref name="mostCount"/> pages from one on, fewer where there are no more; into
    /// the map.
    /// </summary>
    ReadOnlySpan<byte> ISourceIndex.PageAuthoritiesFrom(PageId first, int mostCount) =>
        _pages.AuthoritiesFrom(first.Value, mostCount);

    /// <summary>Languages that source pages say they have, as <see cref="LanguageCode"/>; by the number of the most
    /// pages. A page's number is the place here, from 1 on, and 0 for none.</summary>
    IReadOnlyList<ushort> ISourceIndex.Languages => _pages.Languages;

    /// <summary>Those numbers of up to <paramref name="mostCount"/> pages from one on, where there are any.</summary>
    ReadOnlySpan<byte> ISourceIndex.LanguagesFrom(PageId first, int mostCount) =>
        _pages.LanguagesFrom(first.Value, mostCount);

    /// <summary>To how many root domains sources link. Of an older index it takes a while to make.</summary>
    SourceReach ISourceIndex.Reach => _reach.Value;

    /// <summary>Root domain of a source page. O(log domains).</summary>
    public DomainId DomainOf(PageId page) => new(_domains.DomainOf(page.Value));

    /// <summary>Copies the key of a source domain; same return as <see cref="PageKey"/>.</summary>
    public int DomainKey(DomainId domain, Span<byte> destination) => _domains.Key(domain.Value, destination);

    /// <summary>Domain Authority, 1–100.</summary>
    public int DomainAuthority(DomainId domain) => _domains.Authority(domain.Value);

    /// <summary>Spam score 1–100, −1 without enough evidence.</summary>
    public int SpamScore(DomainId domain) => _domains.SpamScore(domain.Value);

    /// <summary>
    /// Spam scores of up to <paramref name="mostCount"/> domains from one on, fewer where there are no more; into the
    /// map.
    /// </summary>
    ReadOnlySpan<sbyte> ISourceIndex.SpamScoresFrom(DomainId first, int mostCount) =>
        _domains.SpamScoresFrom(first.Value, mostCount);

    /// <summary>Spam scores that source domains have, the highest first.</summary>
    public IReadOnlyList<int> SpamScores => _domains.SpamScores;

    /// <summary>Opens the list of source domains with a spam score: domain ids, ascending.</summary>
    public PostingCursor OpenSpamList(int spamScore) => _domains.OpenSpamList(spamScore);

    /// <summary>
    /// First page of a domain; its pages are <c>[FirstPage(d), FirstPage(d + 1))</c>. Legal for d = count: the page
    /// count.
    /// </summary>
    public uint FirstPage(DomainId domain) => _domains.FirstPage(domain.Value);

    /// <summary>
    /// First pages of up to <paramref name="mostCount"/> domains from one on; behind the last one stands the page
    /// count.
    /// </summary>
    ReadOnlySpan<uint> ISourceIndex.FirstPagesFrom(DomainId first, int mostCount) =>
        _domains.FirstPagesFrom(first.Value, mostCount);

    /// <summary>Ranges of the source domains under a suffix, ascending.</summary>
    IReadOnlyList<IdRange> ISourceIndex.DomainsUnder(ReadOnlySpan<byte> suffix) => _suffixes.Find(suffix);

    /// <summary>Finds a source domain by its key.</summary>
    public bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain)
    {
        bool isFound = _targets.TryFind(UrlKey.HostKey(rootDomainKey), out TargetEntry entry)
            && entry.Domain is not null;
        domain = new DomainId(entry.Domain ?? 0);
        return isFound;
    }

    /// <summary>
    /// Finds the scores of a root domain, whether or not it links out. O(log domains), and one block of 4 KiB to
    /// decompress.
    /// </summary>
    /// <param name="rootDomainKey">Labels, with or without <see cref="UrlKey.HostEnd"/>.</param>
    /// <param name="scores">Its scores.</param>
    /// <returns>Whether the index knows the root domain as source or as target.</returns>
    public bool TryFindScores(ReadOnlySpan<byte> rootDomainKey, out DomainScores scores)
    {
        scores = default;
        if (!ScoresOfDomains.TryFind(UrlKey.HostKey(rootDomainKey), out long domain))
        {
            return false;
        }

        scores = ScoresOfDomains.Read(domain);
        return true;
    }

    /// <summary>
    /// What the spam score of a root domain was made from beside its name; nothing where the index does not know it.
    /// </summary>
    internal SpamEvidence EvidenceOf(ReadOnlySpan<byte> rootDomainKey) =>
        ScoresOfDomains.TryFind(UrlKey.HostKey(rootDomainKey), out long domain)
            ? ScoresOfDomains.Evidence(domain, Spam.Model.EvidenceFeatures) : default;

    /// <summary>
    /// Finds a source page by its key. Cost: a search for each Page Authority that occurs in its domain.
    /// </summary>
    public bool TryFindPage(ReadOnlySpan<byte> pageKey, out PageId page)
    {
        page = default;
        if (!TryFindDomain(RootDomainKey(pageKey), out DomainId domain))
        {
            return false;
        }

        // The pages of a domain stand in order of (Page Authority ↓, key ↑): one sorted range for each authority.
        uint end = FirstPage(new DomainId(domain.Value + 1));
        for (uint start = FirstPage(domain); start < end;)
        {
            uint rangeEnd = EndOfAuthority(start, end);
            uint found = (uint)_pages.FirstAtOrAbove(pageKey, start, rangeEnd, start);
            if (found < rangeEnd && _pages.CompareKey(found, pageKey) == 0)
            {
                page = new PageId(found);
                return true;
            }

            start = rangeEnd;
        }

        return false;
    }

    /// <summary>Finds a target: one look-up, whatever is asked of its lists then.</summary>
    /// <param name="scope">Kind of target.</param>
    /// <param name="key">Page, host (labels and <see cref="UrlKey.HostEnd"/> or labels alone) or root-domain key; of
    /// a subfolder, what the keys of its pages begin with. The lists of a subfolder are found when first opened: that
    /// reads the part of the dictionary that its pages stand in.</param>
    public TargetLists Find(TargetScope scope, ReadOnlySpan<byte> key)
    {
        if (scope == TargetScope.Subfolder)
        {
            return FindFolder(key.ToArray());
        }

        if (TryFindTarget(scope, key, out TargetEntry entry))
        {
            return new StoredTargetLists(entry, () => true, _postings, this)
            {
                FindLostLinks = entry.Kind == TargetListKind.None ? LostLinks(scope, key.ToArray()) : () => false,
            };
        }

        // A crawled page that nothing links to stands in no dictionary; of a graph every vertex does.
        byte[]? page = scope == TargetScope.Page ? key.ToArray() : null;
        return new StoredTargetLists(
            TargetEntry.Unknown, () => page is not null && Evidence.HasPage(page), _postings, this)
        {
            FindLostLinks = LostLinks(scope, key.ToArray()),
        };
    }

    /// <summary>The sources with a link to a target that counts, ascending.</summary>
    /// <exception cref="LinkFactsException">The test asks for what the index does not know.</exception>
    uint[] ISourceIndex.SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test,
        CancellationToken cancellationToken) => Evidence.SourcesOf(sources, scope, key, test, cancellationToken);

    bool ISourceIndex.KnowsLinks => Evidence.KnowsLinks;

    IEnumerable<SourceDays> ISourceIndex.SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test, CancellationToken cancellationToken) =>
        Evidence.SourceDays(scope, key, test, cancellationToken);

    /// <summary>
    /// Whether any host or page of exactly this key is in the index at all, as source or as target, linked from inside
    /// or outside, by links that are lost too.
    /// </summary>
    public bool IsKnown(TargetScope scope, ReadOnlySpan<byte> key) =>
        Find(scope, key) is var lists && (lists.IsKnown || lists.Presence() == TargetPresence.LinksLost);

    /// <summary>
    /// Whether the dictionary of targets has it: of a graph every vertex, but no crawled page that nothing links to.
    /// </summary>
    internal bool IsTarget(TargetScope scope, ReadOnlySpan<byte> key) => TryFindTarget(scope, key, out _);

    /// <summary>
    /// Opens a list of a target of which nothing else is asked: <see cref="Find"/> and <see cref="TargetLists.Open"/>.
    /// </summary>
    public PostingCursor OpenList(TargetScope scope, ReadOnlySpan<byte> key, SourceScope sources,
        bool followedOnly = false) => Find(scope, key).Open(sources, followedOnly);

    /// <summary>
    /// Keys of all targets of a scope in key order, as <see cref="OpenList"/> takes them: those linked only from inside
    /// too, and the hosts and root domains of pages that nobody links to. Read block by block.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> Targets(TargetScope scope)
    {
        foreach ((byte[] key, _) in _targets.ReadAll())
        {
            if (ScopeOf(key) == scope)
            {
                yield return key;
            }
        }
    }

    /// <summary>
    /// The targets of every scope from a key on, in key order, their keys in the stored form: root domains labels
    /// alone, hosts with <see cref="UrlKey.HostEnd"/>. Read block by block.
    /// </summary>
    internal IEnumerable<(byte[] Key, TargetLists Lists)> TargetsFrom(ReadOnlyMemory<byte> storedKey) =>
        _targets.ReadFrom(storedKey).Select(pair => (pair.StoredKey,
            (TargetLists)new StoredTargetLists(pair.Entry, () => true, _postings, this)));

    /// <summary>
    /// Targets of a scope that others link to, with the number of their source pages, in key order. Reads the whole
    /// dictionary.
    /// </summary>
    internal IEnumerable<(ReadOnlyMemory<byte> Key, long SourcePageCount)> LinkedTargets(TargetScope scope)
    {
        foreach ((byte[] key, TargetEntry entry) in _targets.ReadAll())
        {
            if (entry.Kind != TargetListKind.None && ScopeOf(key) == scope)
            {
                using PostingCursor? list = entry.Kind == TargetListKind.Long
                    ? _postings.Open(entry.Offset, PostingPart.Pages) : null;
                yield return (key, list?.Count ?? entry.Ids.Length);
            }
        }
    }

    /// <summary>
    /// Keys of the pages of a root domain that others link to, in key order; of a graph these are the root pages of its
    /// hosts. Reads what lies between them.
    /// </summary>
    /// <param name="rootDomainKey">Root-domain key.</param>
    internal IEnumerable<ReadOnlyMemory<byte>> LinkedPages(ReadOnlyMemory<byte> rootDomainKey)
    {
        foreach ((byte[] key, TargetEntry entry) in _targets.ReadFrom(rootDomainKey))
        {
            bool isWithin = key.AsSpan().StartsWith(rootDomainKey.Span)
                && (key.Length == rootDomainKey.Length
                    || key[rootDomainKey.Length] is UrlKey.HostEnd or UrlKey.LabelSeparator);
            if (!isWithin)
            {
                yield break;
            }

            // Other root domains may lie between its hosts.
            if (entry.Kind != TargetListKind.None && ScopeOf(key) == TargetScope.Page
                && RootDomainKey(key).SequenceEqual(rootDomainKey.Span))
            {
                yield return key;
            }
        }
    }

    /// <summary>
    /// Whether nobody can write to a file of the snapshot or cut it short while it is open here; else that may end this
    /// process (docs/decisions/0010-files-cut-short.md).
    /// </summary>
    public bool IsGuarded => _files.TrueForAll(file => file.IsGuarded);

    /// <summary>
    /// Whether another program has changed a file, or waits to do so. Then nobody may read the snapshot any more, and
    /// it is to be disposed within seconds. Costs a microsecond a file.
    /// </summary>
    public IndexFormatException? FindChange()
    {
        foreach (SealedFile file in _files)
        {
            if (file.FindChange() is { } change)
            {
                return change;
            }
        }

        return null;
    }

    /// <summary>
    /// Reads all bytes again, whatever was read before, and compares their checksums. What is found damaged is never
    /// read from then on.
    /// </summary>
    /// <param name="goesOn">Told the bytes of each read, 256 KiB at most; false ends the check.</param>
    /// <returns>Problems found.</returns>
    public IEnumerable<IndexFormatException> CheckBytes(Func<int, bool> goesOn)
    {
        bool isEnded = false;
        return _files.TakeWhile(_ => !isEnded)
            .SelectMany(file => file.CheckAll(length => !(isEnded = !goesOn(length))));
    }

    /// <summary>Reads every file to the end, checking all checksums and invariants.</summary>
    /// <returns>Problems found; empty when the snapshot is sound.</returns>
    public IReadOnlyList<string> Verify(CancellationToken cancellationToken) =>
        new SnapshotVerification(this, _pages, _domains, _targets, _postings, _suffixList, _spamModel,
            HasHosts ? _hosts?.Value : null, HasReach ? _reach.Value : null)
            .Run(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable reader in _readers)
        {
            reader.Dispose();
        }
    }

    private static void CheckFiles(string folder, Manifest manifest)
    {
        foreach (SnapshotFile file in manifest.Files)
        {
            FileInfo found = new(Path.Combine(folder, file.Name));
            if (!found.Exists || found.Length != file.LengthBytes)
            {
                throw new IndexFormatException(
                    file.Name, 0,
                    found.Exists ? $"the file has {found.Length} bytes, but the manifest says {file.LengthBytes}"
                    : "the file is missing");
            }

            string seal = SealedFile.ReadSeal(found.FullName).ToString("x16", CultureInfo.InvariantCulture);
            if (seal != file.Checksum)
            {
                throw new IndexFormatException(file.Name, found.Length - 16,
                    $"the file has the seal {seal}, but the manifest says {file.Checksum}");
            }
        }
    }

    private bool HasHosts => Manifest.Files.Any(file => file.Name == SnapshotFormat.SourceHostsFile);

    // An older index has no file of hosts: it is made when first asked for.
    private Lazy<SourceHosts>? HostsOf(string folder)
    {
        if (Manifest.Options.ContainsKey(SnapshotManifest.GraphOption))
        {
            return null;
        }

        if (HasHosts)
        {
            return new Lazy<SourceHosts>(Keep(
                new SourceHosts(folder, _domains.Count, _domains.FirstPage), reader => reader.File));
        }

        return new Lazy<SourceHosts>(() =>
        {
            SourceHosts hosts = SourceHosts.Derive(_pages, _domains);
            lock (_readers)
            {
                _readers.Add(hosts);
            }

            return hosts;
        });
    }

    private bool HasReach => Manifest.Files.Any(file => file.Name == SnapshotFormat.SourceReachFile);

    // As of hosts.
    private Lazy<SourceReach> ReachOf(string folder)
    {
        if (HasReach)
        {
            return new Lazy<SourceReach>(Keep(
                new SourceReach(folder, SourcePageCount, SourceDomainCount), reader => reader.File));
        }

        if (Manifest.Options.GetValueOrDefault(SnapshotManifest.ReachOption) == SnapshotManifest.NoReach)
        {
            return new Lazy<SourceReach>(() => throw new LinkFactsException(
                "this index was built with --no-reach: it does not know to how many root domains a source links, which "
                    + "outgoing domains and rules that hide rows ask; build it again without that option"));
        }

        return new Lazy<SourceReach>(() =>
        {
            SourceReach reach = new DerivedReach(this, _targets, _postings).Make();
            lock (_readers)
            {
                _readers.Add(reach);
            }

            return reach;
        });
    }

    private LiveEvidence OpenLive(string folder)
    {
        LivePages live = Keep(LivePages.Open(folder), reader => reader.File);
        LinkFactsReader? facts = Manifest.Files.Any(file => file.Name == SnapshotFormat.LinkFactsFile)
            ? Keep(new LinkFactsReader(folder, SourcePageCount), reader => reader.File) : null;
        return new LiveEvidence(
            this, live, Keep(new PageScores(folder, live.PageCount), reader => reader.File), facts);
    }

    private T Keep<T>(T reader, Func<T, SealedFile> fileOf)
        where T : IDisposable
    {
        _readers.Add(reader);
        SealedFile file = fileOf(reader);
        file.Guard();
        _files.Add(file);
        return reader;
    }

    private static TargetScope ScopeOf(ReadOnlySpan<byte> storedKey)
    {
        int hostEnd = storedKey.IndexOf(UrlKey.HostEnd);
        return hostEnd < 0 ? TargetScope.RootDomain : hostEnd == storedKey.Length - 1 ? TargetScope.Subdomain
            : TargetScope.Page;
    }

    private bool TryFindTarget(TargetScope scope, ReadOnlySpan<byte> key, out TargetEntry entry)
    {
        if (scope != TargetScope.Subdomain)
        {
            return _targets.TryFind(scope == TargetScope.Page ? key : UrlKey.HostKey(key), out entry);
        }

        ReadOnlySpan<byte> host = UrlKey.HostKey(key);
        Span<byte> stored = host.Length < 512 ? stackalloc byte[512] : new byte[host.Length + 1];
        host.CopyTo(stored);
        stored[host.Length] = UrlKey.HostEnd;
        return _targets.TryFind(stored[..(host.Length + 1)], out entry);
    }

    private Func<bool> LostLinks(TargetScope scope, byte[] key) => () => Evidence.HasLostLinks(scope, key);

    private TargetLists FindFolder(byte[] key)
    {
        IEnumerable<TargetEntry> pages = Within(key);
        Func<bool> lostLinks = LostLinks(TargetScope.Subfolder, key);
        bool IsKnown() => pages.Any() || Evidence.HasPageIn(key);

        // The folder of a host's root has all pages of the host, unless there are some of other ports.
        byte[] host = key[..(UrlKey.HostLength(key) + 1)];
        return key.AsSpan(host.Length).SequenceEqual("/"u8) && !Within([.. host, (byte)':']).Any()
            && TryFindTarget(TargetScope.Subdomain, host, out TargetEntry entry)
            ? new StoredTargetLists(entry, IsKnown, _postings, this) { FindLostLinks = lostLinks }
            : new FolderTargetLists(pages, IsKnown, _postings, this) { FindLostLinks = lostLinks };
    }

    // Pages of the dictionary whose key begins with some bytes.
    private IEnumerable<TargetEntry> Within(byte[] prefix) =>
        _targets.ReadFrom(prefix).TakeWhile(pair => pair.StoredKey.AsSpan().StartsWith(prefix))
            .Select(pair => pair.Entry);

    // First page of [start, end) whose authority is below that of start.
    private uint EndOfAuthority(uint start, uint end)
    {
        int authority = _pages.Authority(start);
        uint low = start;
        while (end - low > 1)
        {
            uint middle = low + ((end - low) / 2);
            if (_pages.Authority(middle) == authority)
            {
                low = middle;
            }
            else
            {
                end = middle;
            }
        }

        return end;
    }
}
