using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// Posting lists of <see cref="WebLists"/> in a mapped file, as a snapshot has them, and spam scores: seven domains in
/// ten have none, the others any. Target N has list N. Every domain has one page.
/// </summary>
internal sealed class PostingIndex : ISourceIndex, IRankedLists
{
    private const int MaxSpamScore = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-lists-").FullName;
    private readonly List<(long Start, long Length)> _lists = [];
    private readonly SortedDictionary<int, (long Start, long Length)> _spamLists = [];
    private readonly ConcurrentBag<PostingListCursor> _idle = [];
    private readonly sbyte[] _spamScores;
    private SealedFile _file;

    /// <summary>Makes the lists.</summary>
    /// <param name="sourceCount">Source domains.</param>
    /// <param name="idCounts">Ids of each list, about.</param>
    public PostingIndex(uint sourceCount, params ReadOnlySpan<int> idCounts)
    {
        SourcePageCount = sourceCount;
        _spamScores = new sbyte[sourceCount];
        using (SealedFileWriter writer = new(FilePath, "BenchLst"u8, 1))
        {
            writer.StartSection();
            PostingListWriter lists = new();
            ArrayBufferWriter<byte> list = new();
            for (int number = 0; number < idCounts.Length; number++)
            {
                uint[] ids = WebLists.Make(sourceCount, idCounts[number], number);
                IdCount += ids.Length;
                _lists.Add(Write(writer, lists, list, ids));
            }

            ListBytes = writer.SectionPosition;
            foreach ((int score, List<uint> domains) in SpamDomains())
            {
                _spamLists.Add(score, Write(writer, lists, list, [.. domains]));
            }

            writer.Complete();
        }

        _file = SealedFile.Open(FilePath, "BenchLst"u8, 1);
        SpamScores = [.. _spamLists.Keys.Reverse()];
    }

    public ISourceIndex Index => this;

    public int TargetCount => _lists.Count;

    /// <summary>Ids of all lists.</summary>
    public long IdCount { get; }

    /// <summary>Bytes of all lists.</summary>
    public long ListBytes { get; }

    public PublicSuffixList PublicSuffixes => PublicSuffixList.Embedded;

    public bool KnowsLinks => false;

    public uint SourcePageCount { get; }

    public uint SourceDomainCount => SourcePageCount;

    public IReadOnlyList<int> SpamScores { get; }

    /// <summary>Register width of the cursors opened from here on.</summary>
    public LaneWidth Width
    {
        get;
        set
        {
            field = value;
            _idle.Clear();
        }
    } = Lanes.Widest;

    private string FilePath => Path.Combine(_folder, "lists");

    public static Target Target(int list) =>
        new(TargetScope.RootDomain, Encoding.ASCII.GetBytes(list.ToString(CultureInfo.InvariantCulture)), "");

    public Target TargetAt(int place) => Target(place);

    public long CountAt(int place)
    {
        using PostingCursor cursor = Open(_lists[place]);
        return cursor.Count;
    }

    public void Forget()
    {
        _file.Dispose();
        PageCache.Drop(FilePath);
        _file = SealedFile.Open(FilePath, "BenchLst"u8, 1);
    }

    /// <summary>The ids of a list.</summary>
    public uint[] Ids(int list)
    {
        using PostingCursor cursor = Open(_lists[list]);
        uint[] ids = new uint[cursor.Count];
        cursor.CopyIds(PostingCursor.End, ids);
        return ids;
    }

    public int PageKey(PageId page, Span<byte> destination) => 0;

    public int PageTitle(PageId page, Span<byte> destination) => 0;

    public int PageAuthority(PageId page) => 1;

    public ReadOnlySpan<byte> PageAuthoritiesFrom(PageId first, int mostCount) => throw new NotSupportedException();

    public SourceReach Reach => throw new NotSupportedException();

    public IReadOnlyList<ushort> Languages => [];

    public ReadOnlySpan<byte> LanguagesFrom(PageId first, int mostCount) => [];

    public DomainId DomainOf(PageId page) => new(page.Value);

    public int DomainKey(DomainId domain, Span<byte> destination) => 0;

    public int DomainAuthority(DomainId domain) => 1;

    public int SpamScore(DomainId domain) => _spamScores[domain.Value];

    public ReadOnlySpan<sbyte> SpamScoresFrom(DomainId first, int mostCount) =>
        _spamScores.AsSpan((int)first.Value..(int)Math.Min(first.Value + (long)mostCount, _spamScores.Length));

    public PostingCursor OpenSpamList(int spamScore) => Open(_spamLists[spamScore]);

    public uint FirstPage(DomainId domain) => domain.Value;

    public ReadOnlySpan<uint> FirstPagesFrom(DomainId first, int mostCount) => throw new NotSupportedException();

    public IReadOnlyList<IdRange> DomainsUnder(ReadOnlySpan<byte> suffix) => [];

    public bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain)
    {
        domain = default;
        return false;
    }

    public SourceSpace Sources(SourceScope scope) => new DomainSpace(this);

    public TargetLists Find(TargetScope scope, ReadOnlySpan<byte> key) =>
        new OneList(this, _lists[int.Parse(key, CultureInfo.InvariantCulture)]);

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static (long Start, long Length) Write(SealedFileWriter writer, PostingListWriter lists,
        ArrayBufferWriter<byte> list, uint[] ids)
    {
        list.ResetWrittenCount();
        lists.Write(list, ids);
        long start = writer.SectionPosition;
        writer.Write(list.WrittenSpan);
        return (start, list.WrittenCount);
    }

    // Cursors are taken up again, as a snapshot does.
    private PostingListCursor Open((long Start, long Length) list)
    {
        PostingListCursor cursor = _idle.TryTake(out PostingListCursor? idle) ? idle : new PostingListCursor(Width);
        cursor.Start(new FileSection(_file, _file.Section(0).Start + list.Start, list.Length), _idle);
        return cursor;
    }

    public IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> key, LinkTest test,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class OneList(PostingIndex index, (long Start, long Length) list) : TargetLists
    {
        public override bool IsKnown => true;

        public override DomainId? Domain => null;

        public override PostingCursor Open(SourceScope sources, bool followedOnly = false) => index.Open(list);
    }

    private SortedDictionary<int, List<uint>> SpamDomains()
    {
        Random random = new(0);
        SortedDictionary<int, List<uint>> domains = [];
        for (uint domain = 0; domain < SourcePageCount; domain++)
        {
            int score = random.Next(10) < 7 ? -1 : 1 + (int)(MaxSpamScore * Math.Pow(random.NextDouble(), 2));
            _spamScores[domain] = (sbyte)score;
            if (!domains.TryGetValue(score, out List<uint>? ofScore))
            {
                domains.Add(score, ofScore = []);
            }

            ofScore.Add(domain);
        }

        return domains;
    }
}
