using System.Globalization;
using System.Text;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// Posting lists in memory with the skew of a web numbered best first: the better a source, the more targets it links to. Target N has list N.
/// </summary>
internal sealed class SyntheticLists(uint sourceCount, params int[] idCounts) : ISourceIndex
{
    public uint[][] Lists { get; } = [.. idCounts.Select((count, list) => RandomList(new Random(list), sourceCount, count))];

    public PublicSuffixList PublicSuffixes => PublicSuffixList.Embedded;

    public uint SourcePageCount => sourceCount;

    public uint SourceDomainCount => sourceCount;

    public static Target Target(int list) => new(TargetScope.RootDomain, Encoding.ASCII.GetBytes(list.ToString(CultureInfo.InvariantCulture)), "");

    public int PageKey(PageId page, Span<byte> destination) => 0;

    public int PageTitle(PageId page, Span<byte> destination) => 0;

    public int PageAuthority(PageId page) => 1;

    public DomainId DomainOf(PageId page) => new(page.Value);

    public int DomainKey(DomainId domain, Span<byte> destination) => 0;

    public int DomainAuthority(DomainId domain) => 1;

    public int SpamScore(DomainId domain) => -1;

    public IReadOnlyList<int> SpamScores => [-1];

    public PostingCursor OpenSpamList(int spamScore) => new PlainCursor([.. Enumerable.Range(0, (int)sourceCount).Select(domain => (uint)domain)]);

    public uint FirstPage(DomainId domain) => domain.Value;

    public bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain)
    {
        domain = default;
        return false;
    }

    public bool IsKnown(TargetScope scope, ReadOnlySpan<byte> key) => true;

    public PostingCursor OpenList(TargetScope scope, ReadOnlySpan<byte> key, SourceScope sources, bool followedOnly = false) =>
        new PlainCursor(Lists[int.Parse(key, CultureInfo.InvariantCulture)]);

    // Density falls with the square root of the id.
    private static uint[] RandomList(Random random, uint sourceCount, int count)
    {
        uint[] ids = new uint[count];
        for (int index = 0; index < count; index++)
        {
            double place = random.NextDouble();
            ids[index] = (uint)(place * place * sourceCount);
        }

        Array.Sort(ids);
        return [.. ids.Distinct()];
    }

    /// <summary>Nothing to decode: what is left is the engine's own work.</summary>
    private sealed class PlainCursor(uint[] ids) : PostingCursor
    {
        private int _position = -1;

        public override long Count => ids.Length;

        public override uint Current => _position < ids.Length ? ids[_position] : End;

        public override uint Advance()
        {
            _position = Math.Min(_position + 1, ids.Length);
            return Current;
        }

        public override uint Seek(uint minimum)
        {
            // Gallops, as a skip table would.
            int low = Math.Max(_position, 0);
            int step = 1;
            while (low + step < ids.Length && ids[low + step] < minimum)
            {
                step *= 2;
            }

            int from = low + (step / 2);
            int found = Array.BinarySearch(ids, from, Math.Min(low + step + 1, ids.Length) - from, minimum);
            _position = found < 0 ? ~found : found;
            return Current;
        }

        public override int FillWindow(uint windowStart, Span<ulong> bitmap)
        {
            Seek(windowStart);
            ulong windowEnd = windowStart + (64UL * (uint)bitmap.Length);
            int position = _position;
            uint[] source = ids;
            for (; (uint)position < (uint)source.Length && source[position] < windowEnd; position++)
            {
                uint bit = source[position] - windowStart;
                bitmap[(int)(bit >> 6)] |= 1UL << (int)bit;
            }

            int count = position - _position;
            _position = position;
            return count;
        }

        public override void Dispose()
        {
        }
    }
}
