using System.Text;
using CsCheck;
using Vennlink.Build.Pages;
using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots.Facts;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Tests.Build.Pages;

/// <summary>The scan of live pages and the walk over its sorted arcs, held to dictionaries of URLs.</summary>
public sealed class LiveTargetsTests
{
    private static readonly PublicSuffixList Suffixes =
        PublicSuffixList.Parse("com\norg\ns.a.com\n"u8, PublicSuffixSections.All, []);

    // Hosts of one root domain, and root domains that lie among the hosts of another.
    private static readonly string[] Hosts =
        ["a.com", "www.a.com", "s.a.com", "x.s.a.com", "z.a.com", "b.org", "c.org"];

    private static readonly Gen<string> Page =
        Gen.Select(Gen.Int[0, Hosts.Length - 1], Gen.Int[0, 3]).Select((host, page) => $"{Hosts[host]}/{page}");

    private static readonly Gen<(string Source, string Target, bool IsFollowed, bool IsLost)[]> Links =
        Gen.Select(Page, Page, Gen.Int[0, 3], Gen.Int[0, 5]).Select(
            (source, target, rel, lost) => (source, target, rel > 0, lost == 0))
            .Array[0, 60];

    [Fact]
    public void Lists_sources_and_arcs_of_pages_are_those_of_the_links() => Links.Sample(links =>
    {
        using TemporaryFolder folder = new();
        string[] pages = InOrder(links.Select(link => link.Source));
        (string Source, string Target, bool IsFollowed, bool IsLost)[] live = [.. links.Where(link => !link.IsLost)];
        WriteLive(folder.Path, pages, links);
        using LivePages view = LivePages.Open(folder.Path);
        using ExternalSorter sorter = new(folder.Path, 1 << 20);
        using ArcSpill pageGraph = new(folder.Path, ArcSpill.EqualRanges((uint)pages.Length));
        using NativeArray<uint> outDegrees = new(pages.Length);
        using NativeArray<byte> isSource = new(pages.Length);
        RunFile file;
        using (SourceScan scan = new(Suffixes, sorter, pageGraph, outDegrees, isSource, folder.Path, 1 << 20,
            withFacts: true))
        using (LivePageCursor cursor = view.Read())
        {
            file = scan.Run(cursor, _ => { }, CancellationToken.None);
            Assert.Equal(live.Length, scan.LinkCount);
            Assert.Equal(live.Count(IsExternal), scan.ExternalLinkCount);
            Assert.Equal(links.Length - live.Length, scan.LostLinkCount);
        }

        using SortedRecords sorted = sorter.Sort(CancellationToken.None);
        using LinkFactsWriter facts = new(folder.Path);
        using LiveTargets targets = new(
            file, pages.Length, pageGraph.OpenWriter(), Suffixes, folder.Path, 2 << 20, facts);
        (HostKeys hosts, TargetListFile lists) = targets.Run(sorted, () => { }, CancellationToken.None);
        using NativeArray<uint> rootOf = targets.RootOf;
        using Vennlink.Graph.Vertices.HostRoots roots = hosts.Roots!;

        string[] known = InOrder(
            pages.Concat(live.Select(link => link.Target)).Select(page => page.Split('/')[0] + "/"));
        string[] domains = [.. known.Select(Root).Distinct().Order(StringComparer.Ordinal)];
        for (int page = 0; page < pages.Length; page++)
        {
            Assert.Equal(Root(pages[page]), domains[rootOf[page]]);
            Assert.Equal(links.Any(link => link.Source == pages[page] && IsExternal(link)), isSource[page] != 0);
            Assert.Equal(
                live.Where(link => link.Source == pages[page] && link.IsFollowed && link.Target != pages[page])
                    .Select(link => link.Target).Distinct().Count(),
                (int)outDegrees[page]);
        }

        (int, int)[] expected = [.. live.Where(
            link => link.IsFollowed && link.Source != link.Target && pages.Contains(link.Target))
            .Select(link => (Array.IndexOf(pages, link.Source), Array.IndexOf(pages, link.Target))).Distinct().Order()];
        Assert.Equal(expected, ReadArcs(pageGraph).Order());
        Assert.Equal(ExpectedLists(live, pages, known), ReadLists(lists, known));
    });

    [Fact]
    public void A_range_of_lists_is_as_many_parts_as_have_root_domains_whole() => Gen.Int[1, 60].Sample(hostCount =>
    {
        using TemporaryFolder folder = new();
        using Vennlink.Graph.Vertices.HostRoots.Builder builder = new(Suffixes, folder.Path, 1 << 20);
        using TargetListWriter writer = new(folder.Path, partBytes: 1);
        string[] hosts = InOrder(Enumerable.Range(0, hostCount).Select(host => $"h{host}.{Hosts[host % 5]}/"));
        foreach (string host in hosts)
        {
            builder.Add(UrlKey.HostKey(SnapshotFixture.Key(host)));
            writer.StartHost();
            writer.StartTarget("/"u8);
            writer.Add(2);
            writer.EndTarget();
        }

        using Vennlink.Graph.Vertices.HostRoots roots = builder.Build(CancellationToken.None);
        using TargetListFile lists = writer.Complete(roots);
        List<uint> seen = [];
        using ITargetListReader reader = lists.OpenReader(null, new IdClasses([0], 2), 0);
        for (int range = 0; range < lists.RangeCount; range++)
        {
            Assert.True(roots.StartsStretch(lists.First(range)));
            reader.Read(range, (host, _, sources) => seen.Add(host + (sources.Ids[0] - 1)), CancellationToken.None);
            lists.Free(range);
        }

        Assert.Equal(Enumerable.Range(0, hosts.Length).Select(host => (uint)host), seen);
        Assert.Empty(Directory.GetFiles(folder.Path, "lists-*"));
    }, iter: 20);

    private static bool IsExternal((string Source, string Target, bool IsFollowed, bool IsLost) link) =>
        Root(link.Source) != Root(link.Target);

    private static string Root(string page) =>
        Encoding.ASCII.GetString(Suffixes.RootDomainKey(SnapshotFixture.Key(page)));

    private static string[] InOrder(IEnumerable<string> pages) => [.. pages.Distinct()
        .OrderBy(
            SnapshotFixture.Key, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))];

    private static string[] ExpectedLists(
        (string Source, string Target, bool IsFollowed, bool IsLost)[] live, string[] pages, string[] hosts) =>
        [.. InOrder(live.Select(link => link.Target))
            .Select(target => $"{Array.IndexOf(hosts, target.Split('/')[0] + "/")} /{target.Split('/')[1]} "
            + string.Join(' ', live.Where(link => link.Target == target && IsExternal(link)).GroupBy(
                link => Array.IndexOf(pages, link.Source))
                .OrderBy(source => source.Key).Select(
                    source => $"{source.Key}{(source.Any(link => link.IsFollowed) ? "" : "-")}")))];

    private static string[] ReadLists(TargetListFile lists, string[] hosts)
    {
        List<string> found = [];
        HashSet<uint> seen = [];
        using ITargetListReader reader = lists.OpenReader(null, new IdClasses([0], uint.MaxValue), 0);
        for (int range = 0; range < lists.RangeCount; range++)
        {
            reader.Read(
                range, (host, path, sources) =>
                {
                    seen.Add(host);
                    HashSet<uint> followed = [.. sources.Followed];
                    if (!path.IsEmpty)
                    {
                        found.Add(
                            $"{host} {Encoding.ASCII.GetString(path)} {string.Join(' ', sources.Ids.ToArray().Select(id => $"{id}{(followed.Contains(id) ? "" : "-")}"))}");
                    }
                },
                CancellationToken.None);
        }

        Assert.Equal(hosts.Length, seen.Count);
        return [.. found];
    }

    private static List<(int, int)> ReadArcs(ArcSpill spill)
    {
        List<(int, int)> arcs = [];
        for (int range = 0; range < spill.PartitionCount; range++)
        {
            using ArcSpillReader reader = spill.Open(range);
            Gathering gathering = new(arcs, spill.First(range));
            reader.Visit(ref gathering);
        }

        return arcs;
    }

    private static void WriteLive(
        string folder, string[] pages, (string Source, string Target, bool IsFollowed, bool IsLost)[] links)
    {
        using LivePagesWriter writer = new(folder);
        LivePage page = new();
        foreach (string source in pages)
        {
            page.Reset(SnapshotFixture.Key(source));
            foreach ((_, string target, bool isFollowed, bool isLost) in links.Where(link => link.Source == source))
            {
                page.Add(
                    SnapshotFixture.Key(target), default,
                    new LinkFacts(LinkKind.Anchor, isFollowed ? LinkRel.None : LinkRel.Nofollow, isLost, 0, 0, 0, 0));
            }

            writer.Add(page);
        }

        writer.Complete();
    }

    private readonly struct Gathering(List<(int, int)> arcs, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => arcs.Add(((int)source, (int)(first + offset)));
    }
}
