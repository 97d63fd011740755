using System.Buffers.Binary;
using System.Text;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Ranking.Spam;

/// <summary>What the live pages of each root domain say of it, asked for in key order.</summary>
/// <remarks>
/// Reads the live view once, and sorts a short record for each root domain that has pages. Not thread-safe.
/// </remarks>
internal sealed class PageSurvey : IDisposable
{
    private const int ListedStatus = 0;
    private const int FoundStatus = 200;

    // Root domains whose pages are mostly profiles of somebody.
    private static readonly HashSet<string> SocialSites =
        ["com\u0001facebook", "com\u0001instagram", "com\u0001linkedin", "com\u0001pinterest", "com\u0001tiktok",
            "com\u0001twitter", "com\u0001x", "com\u0001youtube"];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Social =
        SocialSites.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly PublicSuffixList _publicSuffixes;
    private readonly SortedRecords _sorted;
    private byte[] _record = new byte[512];
    private bool _hasRecord;

    /// <param name="live">The pages.</param>
    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For sorting.</param>
    /// <param name="cancellationToken">Checked for every page.</param>
    public PageSurvey(LivePages live, PublicSuffixList publicSuffixes, string temporaryFolder, long memoryBytes,
        CancellationToken cancellationToken)
    {
        _publicSuffixes = publicSuffixes;
        using ExternalSorter byKey = new(temporaryFolder, memoryBytes);
        NestedDomains<Sums> domains = new(() => new Sums(), (_, sums) => sums.Clear(), (key, sums) =>
            Add(byKey, key, sums.Evidence()));
        using LivePageCursor pages = live.Read();
        while (pages.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pages.Current.HttpStatus is ListedStatus or FoundStatus)
            {
                ReadOnlySpan<byte> root = _publicSuffixes.RootDomainKey(pages.Current.Key);
                Read(pages.Current, root, domains.Enter(root));
            }
        }

        domains.CloseAll();
        _sorted = byKey.Sort(cancellationToken);
        _hasRecord = _sorted.MoveNext();
    }

    /// <summary>Evidence of a root domain, whose key is above that of the call before.</summary>
    public SpamEvidence Of(ReadOnlySpan<byte> rootDomainKey)
    {
        while (_hasRecord)
        {
            ReadOnlySpan<byte> record = _sorted.Current;
            ReadOnlySpan<byte> key = record[..record.IndexOf(UrlKey.HostEnd)];
            int order = key.SequenceCompareTo(rootDomainKey);
            if (order >= 0)
            {
                return order > 0
                    ? default : new SpamEvidence(BinaryPrimitives.ReadUInt128BigEndian(record[(key.Length + 1)..]));
            }

            _hasRecord = _sorted.MoveNext();
        }

        return default;
    }

    public void Dispose() => _sorted.Dispose();

    private void Read(LivePage page, ReadOnlySpan<byte> root, Sums sums)
    {
        ReadOnlySpan<byte> host = UrlKey.HostKey(page.Key);
        bool hasProfile = false;
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            if (link.Facts.IsLost || _publicSuffixes.IsOfRootDomain(link.TargetKey, host, root.Length))
            {
                continue;
            }

            sums.ExternalLinks++;
            sums.NotFollowedLinks += (link.Facts.Rel & LinkRel.NotFollowed) == 0 ? 0 : 1;
            hasProfile = hasProfile || IsSocial(_publicSuffixes.RootDomainKey(link.TargetKey));
        }

        sums.Pages++;
        sums.ProfilePages += hasProfile ? 1 : 0;
        if (page.HttpStatus == FoundStatus)
        {
            sums.CrawledPages++;
            sums.TitleBytes += page.Title.Length;
            sums.EmptyTitles += page.Title.IsEmpty ? 1 : 0;
        }
    }

    private static bool IsSocial(ReadOnlySpan<byte> root)
    {
        Span<char> text = stackalloc char[16];
        return root.Length <= text.Length && Social.Contains(text[..Encoding.ASCII.GetChars(root, text)]);
    }

    private void Add(ExternalSorter byKey, ReadOnlySpan<byte> rootDomainKey, SpamEvidence evidence)
    {
        int length = rootDomainKey.Length + 1 + 16;
        _record = _record.Length < length ? new byte[2 * length] : _record;
        rootDomainKey.CopyTo(_record);
        _record[rootDomainKey.Length] = UrlKey.HostEnd;
        BinaryPrimitives.WriteUInt128BigEndian(_record.AsSpan(rootDomainKey.Length + 1), evidence.Bits);
        byKey.Add(_record.AsSpan(0, length));
    }

    private sealed class Sums
    {
        public long Pages { get; set; }

        public long CrawledPages { get; set; }

        public long TitleBytes { get; set; }

        public long EmptyTitles { get; set; }

        public long ExternalLinks { get; set; }

        public long NotFollowedLinks { get; set; }

        public long ProfilePages { get; set; }

        public void Clear() =>
            (Pages, CrawledPages, TitleBytes, EmptyTitles, ExternalLinks, NotFollowedLinks, ProfilePages) =
            (0, 0, 0, 0, 0, 0, 0);

        public SpamEvidence Evidence()
        {
            SpamEvidence evidence = default(SpamEvidence)
                .With(SpamFeature.Pages, SpamEvidence.OfCount(Pages))
                .With(SpamFeature.ExternalLinks, SpamEvidence.OfCount(ExternalLinks / Pages))
                .With(SpamFeature.NotFollowedLinks, SpamEvidence.OfShare(NotFollowedLinks, ExternalLinks))
                .With(SpamFeature.ProfileLinks, SpamEvidence.OfShare(ProfilePages, Pages));
            return CrawledPages == 0
                ? evidence
                : evidence
                    .With(SpamFeature.TitleLength, SpamEvidence.OfLength(TitleBytes / CrawledPages))
                    .With(SpamFeature.EmptyTitles, SpamEvidence.OfShare(EmptyTitles, CrawledPages));
        }
    }
}
