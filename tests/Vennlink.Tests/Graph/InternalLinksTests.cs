using System.Text;
using CsCheck;
using Vennlink.Build.Pages;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Tests.Graph;

public sealed class InternalLinksTests
{
    private const int PagesPerSite = 40;

    // Sites of one root domain each; one nests in another, and pages that were not crawled are linked, too.
    private static readonly string[] Hosts =
        ["a.amazonaws.com", "x.s3.amazonaws.com", "z.amazonaws.com", "b.org", "www.b.org", "c.net"];

    private static readonly Gen<(int Host, int Page, bool IsFollowed)> Link = Gen.Select(Gen.Int[0, Hosts.Length - 1],
        Gen.Int[0, PagesPerSite], Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false))));

    private static readonly Gen<(int Host, int Page, (int, int, bool)[] Links)[]> Pages =
        Gen.Select(Gen.Int[0, Hosts.Length - 1], Gen.Int[0, PagesPerSite - 1], Link.Array[0, 25], (host, page, links) =>
            (host, page, links)).Array[0, 120];

    [Fact]
    public void Arcs_and_degrees_are_those_of_plain_sets_with_room_and_without() =>
        Gen.Select(Pages, Gen.OneOf(1L, 8L << 10, 16L << 10, 1L << 20))
            .Sample((pages, memoryBytes) => Check(pages, memoryBytes), iter: 150, threads: 1);

    [Fact]
    public void A_long_stretch_leaves_a_short_one_behind_it_alone()
    {
        (int, int, (int, int, bool)[])[] pages =
            [.. Enumerable.Range(0, Hosts.Length).SelectMany(host => Enumerable.Range(0, PagesPerSite).Select(page =>
            (host, page, Enumerable.Range(0, PagesPerSite + 1).Select(target => (host, target, true)).ToArray())))];
        Check(pages, memoryBytes: 1 << 20);
        Check(pages, memoryBytes: 1 << 13);
    }

    private static void Check((int Host, int Page, (int, int, bool)[] Links)[] readings, long memoryBytes)
    {
        byte[] Key(int host, int page) => SnapshotFixture.Key($"{Hosts[host]}/{page}");
        string Root(int host) => Encoding.ASCII.GetString(PublicSuffixList.Embedded.RootDomainKey(Key(host, 0)));
        (int Host, int Page, (int Host, int Page, bool IsFollowed)[] Links)[] pages =
            [.. readings.DistinctBy(page => (page.Host, page.Page))
            .OrderBy(page => Key(page.Host, page.Page),
                Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))];
        Dictionary<(int, int), uint> ordinals = pages.Select((page, ordinal) => (page, ordinal))
            .ToDictionary(pair => (pair.page.Host, pair.page.Page), pair => (uint)pair.ordinal);

        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, ArcSpill.EqualRanges((uint)pages.Length));
        using NativeArray<uint> degrees = new(pages.Length);
        using (InternalLinks links = new(spill, degrees, folder.Path, memoryBytes))
        {
            HashSet<(int, int)> targets = [];
            foreach ((int host, int page, (int Host, int Page, bool IsFollowed)[] ofPage) in pages)
            {
                byte[] key = Key(host, page);
                links.StartPage(key, Encoding.ASCII.GetByteCount(Root(host)), ordinals[(host, page)]);
                foreach ((int targetHost, int targetPage, bool isFollowed) in ofPage.Where(link =>
                    Root(link.Host) == Root(host)))
                {
                    // What is said to be known was a target before; the other way round it may have been forgotten.
                    bool isNew = targets.Add((targetHost, targetPage));
                    Assert.False(links.Add(Key(targetHost, targetPage), isFollowed) && isNew);
                }

                links.EndPage();
            }

            links.Complete(CancellationToken.None);
        }

        Assert.Equal(
            pages.SelectMany(page => Followed(page).Where(ordinals.ContainsKey)
                .Select(target => (ordinals[(page.Host, page.Page)], ordinals[target]))).Order(),
            Arcs(spill).Order());
        Assert.Equal(pages.Select(page => (uint)Followed(page).Count()), Enumerable.Range(0, pages.Length)
            .Select(page => degrees[page]));

        IEnumerable<(int, int)> Followed((int Host, int Page, (int Host, int Page, bool IsFollowed)[] Links) page) =>
            page.Links
            .Where(link => link.IsFollowed && Root(link.Host) == Root(page.Host)
                && (link.Host, link.Page) != (page.Host, page.Page))
            .Select(link => (link.Host, link.Page)).Distinct();
    }

    private static List<(uint, uint)> Arcs(ArcSpill spill)
    {
        List<(uint, uint)> arcs = [];
        for (int range = 0; range < spill.PartitionCount; range++)
        {
            using ArcSpillReader reader = spill.Open(range);
            Collector collector = new(spill.First(range), arcs);
            reader.Visit(ref collector);
        }

        // Sources ascend, which makes sums of ranks the same however the arcs came.
        Assert.Equal(arcs.Select(arc => arc.Item1).Order(), arcs.Select(arc => arc.Item1));
        return arcs;
    }

    private readonly struct Collector(uint first, List<(uint, uint)> arcs) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => arcs.Add((source, first + offset));
    }
}
