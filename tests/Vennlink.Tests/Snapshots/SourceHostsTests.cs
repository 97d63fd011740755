using CsCheck;
using Vennlink.Links;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

/// <summary>Hosts of source pages against plain sets of names.</summary>
public sealed class SourceHostsTests
{
    // One host in most domains, and in some as many as take ordinals of many widths.
    private static readonly Gen<WebLink[]> Webs = Gen.Select(Gen.Int[1, 400], Gen.OneOf(1, 2, 5, 40, 700), Gen.Int)
        .Select((linkCount, hostCount, seed) =>
        {
            Random random = new(seed);
            return Enumerable.Range(0, linkCount).Select(_ => new WebLink(
                $"{(random.Next(3) == 0 ? "" : $"h{random.Next(hostCount)}.")}s{random.Next(9)}.net/{random.Next(6)}",
                $"t{random.Next(3)}.com/", random.Next(3) == 0 ? LinkRel.Nofollow : LinkRel.None)).ToArray();
        });

    [Fact]
    public void Hosts_stand_by_their_best_pages_and_every_page_has_its_own() => Webs.Sample(links =>
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(links);
        NaiveIndex naive = new(links, PublicSuffixList.Embedded);
        SourceSpace hosts = fixture.Snapshot.Sources(SourceScope.Subdomain);
        Assert.Equal(naive.SourceHostNames.Count, (int)hosts.Count);
        byte[] key = new byte[512];
        for (uint host = 0; host < hosts.Count; host++)
        {
            string name = naive.SourceHostNames[(int)host];
            Assert.Equal(name, UrlKey.ToText(key.AsSpan(0, hosts.Key(host, key))));
            DomainId domain = hosts.DomainOf(host);
            IdRange ofDomain = hosts.OfDomain(domain);
            Assert.InRange(host, ofDomain.Start, ofDomain.End - 1);
            IdRange among = hosts.PagesOf(host);
            uint[] pages = [.. Enumerable.Range((int)among.Start, (int)(among.End - among.Start))
                .Select(page => (uint)page).Where(page => hosts.HasPage(host, new PageId(page)))];
            Assert.Equal(naive.Pages.Index().Where(page => page.Item.Key.StartsWith(name + "/", StringComparison.Ordinal))
                .Select(page => (uint)page.Index), pages);
            Assert.Equal(among.Start, pages[0]);
            Assert.Equal(naive.Pages[(int)pages[0]].Domain, (int)domain.Value);
        }

        Assert.Equal(hosts.Count, hosts.OfDomain(new DomainId(fixture.Snapshot.SourceDomainCount)).Start);
        Random random = new(links.Length);
        uint[] some = [.. Enumerable.Range(0, naive.Pages.Count).Where(_ => random.Next(2) == 0).Select(page => (uint)page)];
        Assert.Equal(some.Select(page => (uint)naive.SourceHostNames.IndexOf(naive.Pages[(int)page].Key.Split('/')[0]))
            .Distinct().Order(), hosts.Fold(some));
    }, iter: 40, threads: 1);

    [Fact]
    public void An_index_without_the_file_gets_the_one_that_a_build_would_have_written() => Webs.Sample(links =>
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(links);
        using TemporaryFolder folder = new();
        using SourcePages pages = new(fixture.Folder);
        using SourceDomains domains = new(fixture.Folder);
        SourceHosts.Write(folder.Path, pages, domains);
        Assert.Equal(File.ReadAllBytes(Path.Combine(fixture.Folder, SnapshotFormat.SourceHostsFile)),
            File.ReadAllBytes(folder.File(SnapshotFormat.SourceHostsFile)));
        Assert.Equal([folder.File(SnapshotFormat.SourceHostsFile)], Directory.GetFiles(folder.Path));
    }, iter: 20, threads: 1);

    // Long enough for a list of hosts of its own.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Long_lists_have_their_hosts_stored_and_the_same_as_folded(int nofollowEvery)
    {
        WebLink[] links = [.. Enumerable.Range(0, 6000).SelectMany(page => (WebLink[])[
            new($"h{page % 3}.s{page % 601}.net/{page}", "t.com/",
                page % nofollowEvery == 0 ? LinkRel.Nofollow : LinkRel.None),
            new($"h{page % 3}.s{page % 601}.net/{page}", "u.com/")])];
        using SnapshotFixture fixture = SnapshotFixture.Build(links);
        Assert.Empty(fixture.Snapshot.Verify(TestContext.Current.CancellationToken));
        using TargetKeys targets = new(fixture.Folder);
        using TargetPostings postings = new(fixture.Folder);
        SourceSpace hosts = fixture.Snapshot.Sources(SourceScope.Subdomain);
        foreach (string target in (string[])["t.com/", "u.com/"])
        {
            byte[] key = SnapshotFixture.Key(target);
            Assert.True(targets.TryFind(key, out TargetEntry entry));
            using PostingCursor? stored = postings.Open(entry.Offset, PostingPart.Hosts);
            Assert.NotNull(stored);
            foreach (bool followedOnly in (bool[])[false, true])
            {
                using PostingCursor pages =
                    fixture.Snapshot.OpenList(TargetScope.Page, key, SourceScope.Page, followedOnly);
                using PostingCursor list =
                    fixture.Snapshot.OpenList(TargetScope.Page, key, SourceScope.Subdomain, followedOnly);
                uint[] expected = hosts.Fold(Ids(pages));
                Assert.Equal(expected.Length, list.Count);
                Assert.Equal(expected, Ids(list));
            }
        }
    }

    private static uint[] Ids(PostingCursor cursor)
    {
        uint[] ids = new uint[cursor.Count];
        cursor.CopyIds(PostingCursor.End, ids);
        return ids;
    }
}
