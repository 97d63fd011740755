using CsCheck;
using Vennlink.Links;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Laws;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

/// <summary>Lists of subfolders against the lists of their pages.</summary>
public sealed class FolderTargetListsTests
{
    // Folders that nest, that differ by their slash alone, and of other ports; some pages with more sources than fit
    // into the dictionary.
    private static readonly string[] _pages =
        ["t.com/", "t.com/a", "t.com/a/", "t.com/a/?q", "t.com/a/b", "t.com/ab/", "t.com/a/b/c", "t.com:8080/a/b",
            "www.t.com/a/b", "u.com/a/b", "u.com/b?q"];

    private static readonly string[] _folders =
        ["t.com/", "t.com/a/", "t.com/a/b/", "t.com:8080/", "t.com:8080/a/", "www.t.com/", "u.com/", "u.com/c/"];

    private static readonly int[] _counts = [0, 3, 90];

    [Fact]
    public void A_subfolder_has_the_sources_of_all_its_pages_however_long_their_lists_are() =>
        Gen.Select(Gen.Int[0, 2].Array[_pages.Length], Gen.Int, Gen.OneOf(0, 40, 1 << 16))
            .Sample((sizes, seed, maxMergedCount) =>
        {
            Random random = new(seed);
            WebLink[] links =
                [.. _pages.SelectMany((page, number) => Enumerable.Range(0, _counts[sizes[number]])
                    .Select(_ => new WebLink($"s{random.Next(60)}.net/{random.Next(3)}", page,
                        random.Next(3) == 0 ? LinkRel.Nofollow : LinkRel.None))), new WebLink("s0.net/0", "v.com/")];
            using SnapshotFixture fixture = SnapshotFixture.Build(links);
            NaiveIndex naive = new(links, PublicSuffixList.Embedded);
            using TargetKeys targets = new(fixture.Folder);
            using TargetPostings postings = new(fixture.Folder);
            foreach (string folder in _folders)
            {
                byte[] key = SnapshotFixture.Key(folder);
                TargetLists found = fixture.Snapshot.Find(TargetScope.Subfolder, key);
                FolderTargetLists made = new(
                    targets.ReadFrom(key).TakeWhile(pair => pair.StoredKey.AsSpan().StartsWith(key))
                        .Select(pair => pair.Entry), () => true, postings, fixture.Snapshot, maxMergedCount);
                string[] within = [.. _pages.Where(page => page.StartsWith(folder, StringComparison.Ordinal))];
                foreach (bool followedOnly in (bool[])[false, true])
                {
                    AssertIds(SourceScope.Page, page => naive.SourcePages(TargetScope.Page, page, followedOnly));
                    AssertIds(SourceScope.RootDomain, page => naive.SourceDomains(TargetScope.Page, page, followedOnly));

                    void AssertIds(SourceScope scope, Func<string, uint[]> sourcesOf)
                    {
                        uint[] expected = [.. within.SelectMany(sourcesOf).Distinct().Order()];
                        CursorLaws.Check(expected, () => found.Open(scope, followedOnly), isCountExact: false);
                        CursorLaws.Check(expected, () => made.Open(scope, followedOnly), isCountExact: false);
                    }
                }

                Assert.Equal(links.Any(link => within.Contains(link.Target)), found.IsKnown);
                Assert.Null(found.Domain);
            }
        }, iter: 30, threads: 1);

    [Fact]
    public void A_subfolder_of_crawled_pages_that_nobody_links_to_is_known()
    {
        using SnapshotFixture fixture =
            SnapshotFixture.Build([new WebLink("a.com/x/1", "b.com/"), new WebLink("a.com:81/y/", "b.com/")]);
        Assert.Equal(TargetPresence.LinkedFromOwnSiteOnly, Presence("a.com/x/"));
        Assert.Equal(TargetPresence.LinkedFromOwnSiteOnly, Presence("a.com/"));
        Assert.Equal(TargetPresence.LinkedFromOwnSiteOnly, Presence("a.com:81/y/"));
        Assert.Equal(TargetPresence.NotInIndex, Presence("a.com/y/"));
        Assert.Equal(TargetPresence.NotInIndex, Presence("a.com:82/"));
        Assert.Equal(TargetPresence.Linked, Presence("b.com/"));

        TargetPresence Presence(string folder) =>
            fixture.Snapshot.Find(TargetScope.Subfolder, SnapshotFixture.Key(folder)).Presence();
    }
}
