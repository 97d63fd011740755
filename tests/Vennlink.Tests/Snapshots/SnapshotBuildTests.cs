using System.Text;
using CsCheck;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

public sealed class SnapshotBuildTests
{
    // Root domains that nest (s3.amazonaws.com is a public suffix inside the range of amazonaws.com), a public suffix
    // as a host, an address, a port.
    private static readonly string[] Hosts =
    [
        "a.com", "www.a.com", "blog.a.com", "b.org", "c.net", "a.amazonaws.com", "z.amazonaws.com",
        "x.s3.amazonaws.com", "y.s3.amazonaws.com", "s3.amazonaws.com", "github.io", "alice.github.io", "bob.github.io",
        "10.0.0.1", "d.example:8080", "long-name.co.uk",
    ];

    private static readonly LinkRel[] Rels =
        [LinkRel.None, LinkRel.None, LinkRel.Nofollow, LinkRel.Ugc, LinkRel.PageNofollow];

    private static readonly Gen<string> Page = Gen.Select(Gen.Int[0, Hosts.Length - 1], Gen.Int[0, 3], (host, path) =>
        path == 0 ? Hosts[host] + "/" : $"{Hosts[host]}/p{path}");

    private static readonly Gen<WebLink[]> Web =
        Gen.Select(Page, Page, Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[0, 3])
            .Select((source, target, rel, lost, title) =>
                new WebLink(source, target, Rels[rel], title == 0 ? $"Title of {source}" : string.Empty, lost == 0))
            .Array[0, 120];

    [Fact]
    public void More_root_domains_than_the_memory_holds_are_refused()
    {
        WebLink[] links =
            [.. Enumerable.Range(0, 3000).Select(number => new WebLink("a.example/", $"t{number}.example/"))];
        InsufficientMemoryException refused = Assert.Throws<InsufficientMemoryException>(() =>
            SnapshotFixture.Build(links, memoryBytes: 60_000));
        Assert.Contains("ranking 3,001 root domains needs at least 1 MiB of memory", refused.Message,
            StringComparison.Ordinal);
        using SnapshotFixture web = SnapshotFixture.Build(links, memoryBytes: 100_000);
        Assert.True(web.Snapshot.TryFindScores("example\u0001t7"u8, out _));
    }

    [Fact]
    public void Pages_with_the_longest_keys_and_hosts_of_many_pages_are_all_found()
    {
        // Some 200,000 pages of one root domain: more than are laid out at a time.
        WebLink[] links =
        [
            .. Enumerable.Range(0, 200_000)
            .Select(page => new WebLink("s.example/", $"{(page % 3 == 0 ? "www." : "")}wide.org/{page}")),
            .. Enumerable.Range(1, 8).Select(length =>
                new WebLink($"s.example/{new string('p', 500 * length)}", $"t.org/{new string('q', 500 * length)}")),
        ];
        using SnapshotFixture web = SnapshotFixture.Build(links);
        Assert.Empty(web.Snapshot.Verify(TestContext.Current.CancellationToken));
        foreach (WebLink link in links.Where((_, index) => index % 997 == 0 || index >= 200_000))
        {
            Assert.Single(
                Read(web.Snapshot.OpenList(TargetScope.Page, SnapshotFixture.Key(link.Target), SourceScope.Page)));
        }

        Assert.Single(Read(web.Snapshot.OpenList(TargetScope.RootDomain, "org\u0001wide"u8, SourceScope.Page)));
    }

    [Fact]
    public void A_small_web_gives_what_plain_sets_give() => Web.Sample(Compare, iter: 60);

    [Fact]
    public void A_web_with_long_lists_gives_what_plain_sets_give() => Compare(Large(1));

    [Fact]
    public void Every_key_of_the_dictionary_is_found_and_none_beside_them()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Large(5));
        using TargetKeys keys = new(fixture.Folder);
        (byte[] StoredKey, TargetEntry Entry)[] all = [.. keys.ReadAll()];
        HashSet<string> known = [.. all.Select(pair => Convert.ToHexString(pair.StoredKey))];
        Assert.InRange(all.Length, 500, int.MaxValue);
        foreach ((byte[] key, TargetEntry expected) in all)
        {
            for (int time = 0; time < 2; time++)
            {
                Assert.True(keys.TryFind(key, out TargetEntry found));
                Assert.Equal((expected.Domain, expected.Kind, expected.Offset),
                    (found.Domain, found.Kind, found.Offset));
                Assert.Equal(expected.Ids, found.Ids);
                Assert.Equal(expected.NotFollowed, found.NotFollowed);
            }

            foreach (byte[] beside in (byte[][])[[.. key, 1], key[..^1], [.. key[..^1], (byte)(key[^1] ^ 1)],
                [.. key[..(key.Length / 2)], 0xff]])
            {
                Assert.Equal(known.Contains(Convert.ToHexString(beside)), keys.TryFind(beside, out _));
            }
        }
    }

    [Fact]
    public void A_graph_of_domains_stores_no_lists_of_domains()
    {
        WebLink[] graph =
            [.. Enumerable.Range(0, 5000).Select(site =>
                new WebLink($"site{site}.com/", "popular.io/", site % 3 == 0 ? LinkRel.Ugc : LinkRel.None))];
        Compare(graph);
        using SnapshotFixture domains = SnapshotFixture.Build(graph);
        using SnapshotFixture pages = SnapshotFixture.Build([.. graph, new WebLink("site0.com/second", "popular.io/")]);
        long Length(SnapshotFixture fixture) =>
            new FileInfo(Path.Combine(fixture.Folder, SnapshotFormat.TargetPostingsFile)).Length;
        Assert.InRange(Length(domains), 1, Length(pages) * 3 / 4);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_memory_and_threads()
    {
        // Some 8 MB of arcs: several runs at the least memory, none at the most.
        WebLink[] web = [.. Enumerable.Range(0, 6)
            .SelectMany(part => Large(2 + part).Select(link => link with { Source = $"part{part}." + link.Source }))];
        // One site has more pages than the least memory can resolve links of at once.
        web = [.. web, .. Enumerable.Range(0, 20_000)
            .SelectMany(page => Enumerable.Range(1, 5)
                .Select(step => new WebLink($"wide.org/{page}", $"wide.org/{page * step * 7919 % 23_000}")))];
        using SnapshotFixture small = SnapshotFixture.Build(web, memoryBytes: 1 << 20, threadCount: 1);
        using SnapshotFixture large = SnapshotFixture.Build(web, memoryBytes: 1 << 30, threadCount: 4);
        Assert.Empty(small.Snapshot.Verify(TestContext.Current.CancellationToken));
        foreach (SnapshotFile file in small.Snapshot.Manifest.Files)
        {
            Assert.True(File.ReadAllBytes(Path.Combine(small.Folder, file.Name)).AsSpan()
                .SequenceEqual(File.ReadAllBytes(Path.Combine(large.Folder, file.Name))), file.Name);
        }

        Assert.Equal(small.Snapshot.Manifest.SnapshotId, large.Snapshot.Manifest.SnapshotId);
    }

    [Fact]
    public void An_empty_web_gives_a_snapshot_without_sources()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build([], pagesWithoutLinks: ["a.com/"]);
        Assert.Equal(0u, fixture.Snapshot.SourcePageCount);
        Assert.Empty(fixture.Snapshot.Verify(TestContext.Current.CancellationToken));
        Assert.True(fixture.Snapshot.IsKnown(TargetScope.Page, SnapshotFixture.Key("a.com/")));
        Assert.True(fixture.Snapshot.IsKnown(TargetScope.Subdomain, SnapshotFixture.Key("a.com/")));
        Assert.False(fixture.Snapshot.IsKnown(TargetScope.Page, SnapshotFixture.Key("a.com/b")));
        Assert.False(fixture.Snapshot.IsKnown(TargetScope.RootDomain, "com"u8));
    }

    [Fact]
    public void Nothing_but_the_files_of_the_manifest_is_left_in_the_folder()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Large(3));
        Assert.Equal(
            fixture.Snapshot.Manifest.Files.Select(file => file.Name).Append("manifest.json")
            .Order(StringComparer.Ordinal),
            Directory.EnumerateFileSystemEntries(fixture.Folder).Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_of_a_small_snapshot_is_found_and_never_changes_an_answer()
    {
        // Forty sites, so that one list is long; a short suffix list and spam model, so that there are few bytes and
        // opening takes no time.
        WebLink[] web =
        [
            .. Enumerable.Range(0, 40)
            .Select(site =>
                new WebLink($"s{site}.com/", "t.org/", site % 4 == 0 ? LinkRel.Nofollow : LinkRel.None,
                    $"Site {site}")),
            new("s1.com/a", "s2.com/"), new("s1.com/a", "s1.com/b"), new("s3.com/a", "u.org/x"),
        ];
        SpamScorer spam = new(SpamModel.Parse(Encoding.ASCII.GetBytes($"{SpamModel.Head}\nstart -1\ntld com 2\n")),
            SpamLists.ParseCanonical("bad.com"u8, ""u8));
        using SnapshotFixture fixture = SnapshotFixture.Build(web, suffixList: "com\norg\n", spam: spam);
        FlipBits(fixture.Folder, length => Enumerable.Range(0, length));
    }

    [Fact]
    public void A_flipped_bit_in_a_large_snapshot_is_found_and_never_changes_an_answer()
    {
        Random random = new(5);
        using SnapshotFixture fixture = SnapshotFixture.Build(Large(4));
        FlipBits(fixture.Folder, length => Enumerable.Range(0, 12).Select(_ => random.Next(length)));
    }

    [Fact]
    public void A_file_of_another_snapshot_is_not_taken_for_ones_own()
    {
        using SnapshotFixture one = SnapshotFixture.Build([new("a.com/", "b.org/"), new("c.com/", "b.org/")]);
        using SnapshotFixture other = SnapshotFixture.Build([new("a.com/", "d.org/"), new("c.com/", "d.org/")]);
        File.Copy(Path.Combine(other.Folder, "target.keys"), Path.Combine(one.Folder, "target.keys"), overwrite: true);
        Assert.Equal("target.keys", Assert.Throws<IndexFormatException>(() => one.Snapshot).File);
    }

    [Fact]
    public void A_file_that_is_missing_or_cut_short_is_named()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build([new("a.com/", "b.org/")]);
        foreach (string path in Directory.EnumerateFiles(fixture.Folder))
        {
            byte[] bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
            Assert.Equal(
                Path.GetFileName(path), Assert.Throws<IndexFormatException>(() => Snapshot.Open(fixture.Folder)).File);
            File.Delete(path);
            Assert.Equal(
                Path.GetFileName(path), Assert.Throws<IndexFormatException>(() => Snapshot.Open(fixture.Folder)).File);
            File.WriteAllBytes(path, bytes);
        }
    }

    private static void FlipBits(string folder, Func<int, IEnumerable<int>> offsets)
    {
        string expected;
        using (Snapshot sound = Snapshot.Open(folder))
        {
            Assert.Empty(sound.Verify(TestContext.Current.CancellationToken));
            expected = Answers(sound);
        }

        foreach (string path in Directory.EnumerateFiles(folder))
        {
            byte[] bytes = File.ReadAllBytes(path);
            foreach (int offset in offsets(bytes.Length))
            {
                byte flip = (byte)(1 << (offset % 8));
                bytes[offset] ^= flip;
                File.WriteAllBytes(path, bytes);
                bytes[offset] ^= flip;
                Assert.True(IsFound(folder, expected), $"{Path.GetFileName(path)} at {offset}, bit {flip}");
            }

            File.WriteAllBytes(path, bytes);
        }

        Assert.False(IsFound(folder, expected));
    }

    // Whether opening or verifying fails, and no answer before that is another than the right one.
    private static bool IsFound(string folder, string expected)
    {
        try
        {
            using Snapshot snapshot = Snapshot.Open(folder);
            try
            {
                Assert.Equal(expected, Answers(snapshot));
            }
            catch (IndexFormatException)
            {
                // An error that names the file is right, too.
            }

            return snapshot.Verify(CancellationToken.None).Count > 0;
        }
        catch (IndexFormatException)
        {
            return true;
        }
    }

    // Everything that can be asked, in a few thousand characters.
    private static string Answers(Snapshot snapshot)
    {
        StringBuilder text = new();
        byte[] bytes = new byte[8192];
        for (uint page = 0; page < snapshot.SourcePageCount; page += 1 + (snapshot.SourcePageCount / 50))
        {
            text.Append(UrlKey.ToText(bytes.AsSpan(0, snapshot.PageKey(new PageId(page), bytes))));
            text.Append(Encoding.UTF8.GetString(bytes, 0, snapshot.PageTitle(new PageId(page), bytes)));
            text.Append(snapshot.PageAuthority(new PageId(page))).Append(snapshot.DomainOf(new PageId(page)).Value);
        }

        for (uint domain = 0; domain < snapshot.SourceDomainCount; domain++)
        {
            int length = snapshot.DomainKey(new DomainId(domain), bytes);
            text.Append(UrlKey.ToText(bytes.AsSpan(0, length))).Append(snapshot.DomainAuthority(new DomainId(domain)))
                .Append(snapshot.SpamScore(new DomainId(domain)));
            using PostingCursor list = snapshot.OpenList(TargetScope.RootDomain, bytes.AsSpan(0, length),
                SourceScope.Page, followedOnly: domain % 2 == 0);
            for (uint id = list.Current; id != PostingCursor.End; id = list.Advance())
            {
                text.Append(id).Append(' ');
            }
        }

        return text.ToString();
    }

    // 60 sites with up to 200 pages; some targets everyone links to (blocks, stored domain lists), sitewide links
    // (runs), and a long tail.
    private static WebLink[] Large(int seed)
    {
        Random random = new(seed);
        List<WebLink> links = [];
        for (int site = 0; site < 60; site++)
        {
            int pageCount = 1 + random.Next(200);
            bool isSitewide = site % 3 == 0;
            for (int page = 0; page < pageCount; page++)
            {
                string source = $"www{site % 7}.site{site}.com/page/{page}";
                links.Add(new WebLink(source, $"www{site % 7}.site{site}.com/"));
                if (isSitewide)
                {
                    links.Add(new WebLink(source, "hub.org/", site % 2 == 0 ? LinkRel.Nofollow : LinkRel.None));
                }

                for (int link = random.Next(4); link >= 0; link--)
                {
                    int other = (int)(60 * Math.Pow(random.NextDouble(), 3));
                    links.Add(
                        new WebLink(source, $"www{other % 7}.site{other}.com/page/{random.Next(3)}",
                            (LinkRel)(random.Next(3) == 0 ? 2 : 0), $"Page {page}"));
                }
            }

            links.Add(new WebLink($"site{site}.com/", $"rare{site}.net/only/here"));
        }

        // One target with enough pages for a stored list of domains.
        for (int page = 0; page < 6000; page++)
        {
            links.Add(
                new WebLink($"forum{page % 40}.info/t/{page}", "popular.io/", page % 40 < 3
                    || page % 5 == 0 ? LinkRel.Ugc : LinkRel.None));
        }

        return [.. links];
    }

    private static void Compare(WebLink[] web)
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(web);
        Snapshot snapshot = fixture.Snapshot;
        NaiveIndex naive = new(web, snapshot.PublicSuffixes);
        Assert.Empty(snapshot.Verify(TestContext.Current.CancellationToken));

        Assert.Equal(naive.Pages.Count, (int)snapshot.SourcePageCount);
        Assert.Equal(naive.Domains.Count, (int)snapshot.SourceDomainCount);
        byte[] bytes = new byte[8192];
        for (int page = 0; page < naive.Pages.Count; page++)
        {
            PageId id = new((uint)page);
            Assert.Equal(naive.Pages[page].Key, UrlKey.ToText(bytes.AsSpan(0, snapshot.PageKey(id, bytes))));
            Assert.Equal(naive.Pages[page].Title, Encoding.UTF8.GetString(bytes, 0, snapshot.PageTitle(id, bytes)));
            Assert.Equal(naive.Pages[page].Authority, snapshot.PageAuthority(id));
            Assert.Equal(naive.Pages[page].Domain, (int)snapshot.DomainOf(id).Value);
            Assert.True(snapshot.TryFindPage(SnapshotFixture.Key(naive.Pages[page].Key), out PageId found));
            Assert.Equal(id, found);
        }

        for (int domain = 0; domain < naive.Domains.Count; domain++)
        {
            DomainId id = new((uint)domain);
            int length = snapshot.DomainKey(id, bytes);
            Assert.Equal(naive.Domains[domain].Key, UrlKey.ToText(bytes.AsSpan(0, length)));
            Assert.Equal(naive.Domains[domain].Authority, snapshot.DomainAuthority(id));
            Assert.Equal(NaiveSpamScore.Shipped.Of(naive.Domains[domain].Key), snapshot.SpamScore(id));
            Assert.True(snapshot.TryFindDomain(bytes.AsSpan(0, length), out DomainId found));
            Assert.Equal(id, found);
        }

        CompareScores(fixture, naive);
        foreach ((TargetScope scope, string target) in naive.Targets)
        {
            byte[] key = naive.KeyOf(scope, target);
            Assert.True(snapshot.IsKnown(scope, key));
            foreach (bool followedOnly in (bool[])[false, true])
            {
                Assert.Equal(naive.SourcePages(scope, target, followedOnly),
                    Read(snapshot.OpenList(scope, key, SourceScope.Page, followedOnly)));
                Assert.Equal(naive.SourceDomains(scope, target, followedOnly),
                    Read(snapshot.OpenList(scope, key, SourceScope.RootDomain, followedOnly)));
                Assert.Equal(naive.SourceHosts(scope, target, followedOnly),
                    Read(snapshot.OpenList(scope, key, SourceScope.Subdomain, followedOnly)));
            }
        }

        Assert.False(snapshot.IsKnown(TargetScope.Page, SnapshotFixture.Key("nowhere.example/")));
        Assert.Empty(Read(snapshot.OpenList(TargetScope.Subdomain, "example"u8, SourceScope.Page)));
    }

    private static void CompareScores(SnapshotFixture fixture, NaiveIndex naive)
    {
        byte[] bytes = new byte[8192];
        using DomainScoresReader domains = new(fixture.Folder);
        Assert.Equal(naive.DomainScores.Count, domains.RecordCount);
        for (int domain = 0; domain < naive.DomainScores.Count; domain++)
        {
            DomainScores scores = domains.Read(domain);
            (string key, double rank, int linkingDomains, int authority) = naive.DomainScores[domain];
            Assert.Equal(key, UrlKey.ToText(bytes.AsSpan(0, domains.Key(domain, bytes))));
            Assert.Equal(rank, scores.RelativeRank, rank * 1e-6);
            Assert.Equal((linkingDomains, authority, NaiveSpamScore.Shipped.Of(key)),
                ((int)scores.LinkingDomainCount, scores.DomainAuthority, scores.SpamScore));
        }

        using LivePages live = LivePages.Open(fixture.Folder);
        using PageScores pages = new(fixture.Folder, live.PageCount);
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            double rank = naive.PageRanks[UrlKey.ToText(cursor.Current.Key)];
            Assert.Equal(rank, pages.RelativeRank(cursor.Ordinal), rank * 1e-6);
        }

        Assert.Equal(naive.PageRanks.Count, pages.Count);
    }

    private static uint[] Read(PostingCursor cursor)
    {
        using (cursor)
        {
            List<uint> ids = [];
            for (uint id = cursor.Current; id != PostingCursor.End; id = cursor.Advance())
            {
                ids.Add(id);
            }

            Assert.Equal(cursor.Count, ids.Count);
            return [.. ids];
        }
    }
}
