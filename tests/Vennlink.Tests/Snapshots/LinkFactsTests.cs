using System.Text;
using CsCheck;
using Vennlink.Links;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Snapshots;

public sealed class LinkFactsTests
{
    private static readonly TargetKeyRange Everything = new([], [byte.MaxValue], null);

    [Fact]
    public void Links_to_one_page_fill_many_chunks_and_are_all_found()
    {
        // More than two chunks to each of three pages, several links from each source.
        const int SourceCount = 3000;
        Random random = new(1);
        List<(int Target, uint Source, LinkFacts Facts, string Anchor)> links = [];
        for (int target = 0; target < 3; target++)
        {
            for (uint source = 0; source < SourceCount; source++)
            {
                for (int link = random.Next(4); link > 0; link--)
                {
                    LinkFacts facts = new((LinkKind)random.Next(4), (LinkRel)random.Next(16), random.Next(5) == 0,
                        random.Next(3) == 0 ? null : random.NextInt64(-1L << 35, 1L << 35),
                        random.Next(3) == 0 ? null : random.Next(5) * 86_400, 0, 0);
                    links.Add((target, source, facts, random.Next(3) == 0 ? "" : $"text {random.Next(400)}"));
                }
            }
        }

        using TemporaryFolder folder = new();
        using NativeArray<uint> idOf = new(SourceCount);
        uint[] ids = [.. Enumerable.Range(0, SourceCount).Select(id => (uint)id)];
        random.Shuffle(ids);
        ids.CopyTo(idOf.AsSpan(0, SourceCount));
        using (LinkFactsWriter writer = new(folder.Path))
        {
            foreach (var group in links.GroupBy(link => (link.Target, link.Source)))
            {
                ByteList bytes = new();
                foreach ((_, _, LinkFacts facts, string anchor) in group)
                {
                    FactBytes.Append(bytes, facts, Encoding.UTF8.GetBytes(anchor));
                }

                writer.Add(Key(group.Key.Target), group.Key.Source, bytes.Span);
            }

            writer.Complete(idOf);
        }

        using LinkFactsReader reader = new(folder.Path, SourceCount);
        Assert.Equal(links.Count, reader.LinkCount);
        Assert.Empty(reader.Verify(SourceCount, CancellationToken.None));
        for (int round = 0; round < 300; round++)
        {
            LinkFilter filter = NaiveLinks.RandomFilter(random) with
            {
                AnchorContains = random.Next(3) == 0 ? $"{random.Next(50)}" : null,
                AnchorEquals = random.Next(9) == 0 ? $"text {random.Next(400)}" : null,
            };
            int target = random.Next(4);
            TargetKeyRange range = target == 3 ? Everything : new TargetKeyRange(Key(target), [.. Key(target), 0], null);
            IEnumerable<uint> expected = links
                .Where(link => (target == 3 || link.Target == target) && NaiveLinks.Counts(filter, Row(link)))
                .Select(link => ids[link.Source]).Distinct().Order();
            Assert.Equal(expected, reader.SourcePages(range, new LinkTest(filter), CancellationToken.None));
        }

        static byte[] Key(int target) => [.. "org\u0001t\0/"u8, (byte)('a' + target)];
    }

    [Fact]
    public void Lists_by_columns_are_those_by_reading_every_page()
    {
        // The same links twice: with the file, and without it.
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            string[] hosts = ["a.example", "www.a.example", "b.example", "c.co.uk", "github.io", "x.github.io"];
            string Page() => $"http://{hosts[random.Next(hosts.Length)]}/{(random.Next(2) == 0 ? "" : random.Next(3))}";
            WebLink[] web = [.. Enumerable.Range(0, random.Next(1, 60))
                .Select(_ => NaiveLinks.WithFacts(random, new TableLink(Page(), Page(), random.Next(3) == 0)))
                .Select(link => new WebLink(link.Source, link.Target, link.Rel, "", link.IsLost, link.Anchor, link.Kind,
                    link.FirstSeen, link.LastSeen))];
            using SnapshotFixture with = SnapshotFixture.Build(web);
            using SnapshotFixture without = SnapshotFixture.Build(web, withLinkFacts: false);
            Assert.False(File.Exists(Path.Combine(without.Folder, SnapshotFormat.LinkFactsFile)));
            Assert.Empty(with.Snapshot.Verify(CancellationToken.None));
            Assert.Empty(without.Snapshot.Verify(CancellationToken.None));
            for (int round = 0; round < 30; round++)
            {
                byte[] page = SnapshotFixture.Key(Page());
                int host = page.AsSpan().IndexOf((byte)0) + 1;
                (TargetScope scope, byte[] key) = random.Next(4) switch
                {
                    0 => (TargetScope.Page, page),
                    1 => (TargetScope.Subdomain, page[..host]),
                    2 => (TargetScope.Subfolder, page[..(host + 1)]),
                    _ => (TargetScope.RootDomain, with.Snapshot.RootDomainKey(page).ToArray()),
                };
                LinkTest test = new(NaiveLinks.RandomFilter(random) with { State = LinkState.Live });
                Assert.Equal(
                    without.Snapshot.Evidence.SourcesOf(SourceScope.Page, scope, key, test, CancellationToken.None),
                    with.Snapshot.Evidence.SourcesOf(SourceScope.Page, scope, key, test, CancellationToken.None));
                LinkTest lost = new(new LinkFilter { State = LinkState.Lost });
                Assert.Contains("lost links", Assert.Throws<LinkFactsException>(() =>
                    without.Snapshot.Evidence.SourcesOf(
                        SourceScope.Page, scope, key, lost, CancellationToken.None)).Message);
            }
        }, iter: 30, threads: 1);
    }

    private static TableLink Row((int Target, uint Source, LinkFacts Facts, string Anchor) link) => new("", "")
    {
        Rel = link.Facts.Rel,
        Kind = link.Facts.Kind,
        Anchor = link.Anchor,
        FirstSeen = link.Facts.FirstSeenSeconds,
        LastSeen = link.Facts.LastSeenSeconds,
        IsLost = link.Facts.IsLost,
    };
}
