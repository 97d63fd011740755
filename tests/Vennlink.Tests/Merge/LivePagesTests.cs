using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Merge;

public sealed class LivePagesTests
{
    private static readonly Gen<long?> Date =
        Gen.OneOf(Gen.Const((long?)null), Gen.Long[-5, 2_000_000_000].Select(seconds => (long?)seconds));

    private static readonly Gen<Link> SomeLink = Gen.Select(
        Gen.Int[0, 20], Gen.String[Gen.Char["aé漢 \0"], 0, 40], Gen.Byte[0, 2], Gen.Byte[0, 15], Gen.Bool,
        Gen.Select(Date, Date, Gen.Int[0, 3], Gen.Long[0, long.MaxValue]),
        (target, anchor, kind, rel, isLost, rest) => new Link(
            $"com\u0001t{target}\0/", anchor,
            new LinkFacts((LinkKind)kind, (LinkRel)rel, isLost, rest.Item1, rest.Item2, rest.Item3, rest.Item4)));

    private static readonly Gen<Page[]> Pages = Gen.Select(
        Gen.String[Gen.Char["ab"], 0, 6], Gen.String[0, 20], Gen.Int[0, 599], Date, Date, SomeLink.Array[0, 12],
        (path, title, status, first, last, links) =>
        new Page($"com\u0001e\0/{path}", title, status, first, last, links))
        .Array[0, 60].Select(pages =>
            pages.DistinctBy(page => page.Key).OrderBy(page => page.Key, StringComparer.Ordinal).ToArray());

    [Fact]
    public void Pages_come_back_as_they_were_written() => Pages.Sample(
        pages =>
        {
            using TemporaryFolder folder = new();
            Write(folder.Path, pages);
            using LivePages live = LivePages.Open(folder.Path);
            Assert.Equal(pages.Length, live.PageCount);
            Assert.Equal(pages.Sum(page => page.Links.Count(link => !link.Facts.IsLost)), live.LinkCount);
            Assert.Equal(pages.Sum(page => page.Links.Count(link => link.Facts.IsLost)), live.LostLinkCount);
            Assert.Empty(live.Verify(CancellationToken.None));
            using LivePageCursor cursor = live.Read();
            Assert.Equal(pages.Select(page => page.ToString()), ReadAll(cursor).Select(page => page.ToString()));
        },
        iter: 200);

    [Fact]
    public void A_walk_can_start_at_any_key_and_at_any_ordinal()
    {
        // Some 40 blocks, so that starts fall before, inside and behind blocks.
        Page[] pages = ManyPages();
        using TemporaryFolder folder = new();
        Write(folder.Path, pages);
        using LivePages live = LivePages.Open(folder.Path);
        for (int ordinal = 0; ordinal < pages.Length; ordinal += 37)
        {
            using LivePageCursor at = live.Read(Encoding.UTF8.GetBytes(pages[ordinal].Key));
            AssertStandsBefore(ordinal, at);
            using LivePageCursor behind = live.Read(Encoding.UTF8.GetBytes(pages[ordinal].Key + "!"));
            AssertStandsBefore(ordinal + 1, behind);
            using LivePageCursor byOrdinal = live.ReadFrom(ordinal);
            AssertStandsBefore(ordinal, byOrdinal);
        }

        using LivePageCursor first = live.Read("a"u8);
        AssertStandsBefore(0, first);
        using LivePageCursor none = live.Read("~"u8);
        AssertStandsBefore(pages.Length, none);
        using LivePageCursor end = live.ReadFrom(pages.Length);
        AssertStandsBefore(pages.Length, end);

        void AssertStandsBefore(int expected, LivePageCursor cursor)
        {
            bool moved = cursor.MoveNext();
            Assert.Equal(expected < pages.Length, moved);
            if (moved)
            {
                Assert.Equal(expected, cursor.Ordinal);
                Assert.Equal(pages[expected].Key, Encoding.UTF8.GetString(cursor.Current.Key));
            }
        }
    }

    [Fact]
    public void The_worked_example_of_the_format_page_is_what_is_written()
    {
        LivePage page = new();
        page.Reset("com\u0001example\0/a"u8);
        page.SetTitle("Hi"u8);
        page.HttpStatus = 200;
        page.FirstSeenSeconds = 1_400_000_000;
        page.LastSeenSeconds = 1_400_000_060;
        LinkFacts facts = new(LinkKind.Anchor, LinkRel.Nofollow, IsLost: false, 1_400_000_000, 1_400_000_060, 3, 500);
        page.Add("org\u0001t\0/"u8, "go"u8, facts);
        page.Add(
            "org\u0001u\0/"u8, default, facts with { Kind = LinkKind.Canonical, Rel = LinkRel.None, IsLost = true });
        ArrayBufferWriter<byte> written = new();
        LivePageFormat.Write(written, page, new StoredLinksWriter());
        Assert.Equal(
            "0e636f6d016578616d706c65002f61" + "024869c801" + "0380b892b70a78" + "0203" + "14"
            + "1800076f72670174002f" + "0102676f" + "05040375002f" + "f403",
            Convert.ToHexStringLower(written.WrittenSpan));
    }

    [Fact]
    public void A_page_out_of_order_is_refused()
    {
        using TemporaryFolder folder = new();
        using LivePagesWriter writer = new(folder.Path);
        LivePage page = new();
        page.Reset("b\0/"u8);
        writer.Add(page);
        Assert.Throws<ArgumentException>(() => writer.Add(page));
    }

    [Fact]
    public void A_file_that_was_not_completed_is_not_there()
    {
        using TemporaryFolder folder = new();
        new LivePagesWriter(folder.Path).Dispose();
        Assert.Throws<IndexFormatException>(() => LivePages.Open(folder.Path));
    }

    [Fact]
    public void A_cut_file_is_refused_wherever_it_is_cut()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, ManyPages()[..3]);
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder.Path, "live.pages"));
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, "live.pages"), bytes[..length]);
            Assert.Throws<IndexFormatException>(() => ReadWhole(folder.Path));
        }
    }

    [Fact]
    public void A_flipped_bit_is_found_and_never_read_as_a_page()
    {
        using TemporaryFolder folder = new();
        Page[] pages = ManyPages()[..3];
        Write(folder.Path, pages);
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder.Path, "live.pages"));
        for (int bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Path.Combine(folder.Path, "live.pages"), damaged);
            Assert.Throws<IndexFormatException>(() => ReadWhole(folder.Path));
        }
    }

    private static void ReadWhole(string folder)
    {
        using LivePages live = LivePages.Open(folder);
        if (live.Verify(CancellationToken.None).FirstOrDefault() is { } problem)
        {
            throw problem;
        }
    }

    private static Page[] ManyPages() =>
        [.. Enumerable.Range(0, 4000).Select(number => new Page(
            $"com\u0001e\0/{number:D6}", $"Page {number}", 200, number, number + 1,
            [.. Enumerable.Range(0, 12).Select(link => new Link(
                $"com\u0001t{link}\0/{number * 31}", $"anchor {link * number}",
                new LinkFacts(LinkKind.Anchor, LinkRel.None, link % 5 == 4, number, number + 1, number % 3,
                    1000L * number)))]))];

    private static void Write(string folder, Page[] pages)
    {
        using LivePagesWriter writer = new(folder);
        LivePage reused = new();
        foreach (Page page in pages)
        {
            reused.Reset(Encoding.UTF8.GetBytes(page.Key));
            reused.SetTitle(Encoding.UTF8.GetBytes(page.Title));
            reused.HttpStatus = page.Status;
            reused.FirstSeenSeconds = page.First;
            reused.LastSeenSeconds = page.Last;
            foreach (Link link in page.Links)
            {
                reused.Add(Encoding.UTF8.GetBytes(link.Target), Encoding.UTF8.GetBytes(link.Anchor), link.Facts);
            }

            writer.Add(reused);
        }

        writer.Complete();
    }

    private static List<Page> ReadAll(LivePageCursor cursor)
    {
        List<Page> pages = [];
        while (cursor.MoveNext())
        {
            Assert.Equal(pages.Count, cursor.Ordinal);
            LivePage page = cursor.Current;
            List<Link> links = [];
            for (int index = 0; index < page.LinkCount; index++)
            {
                links.Add(
                    new Link(Encoding.UTF8.GetString(page[index].TargetKey),
                        Encoding.UTF8.GetString(page[index].Anchor), page[index].Facts));
            }

            pages.Add(new Page(
                Encoding.UTF8.GetString(page.Key), Encoding.UTF8.GetString(page.Title), page.HttpStatus,
                page.FirstSeenSeconds, page.LastSeenSeconds, [.. links]));
        }

        return pages;
    }

    private sealed record Link(string Target, string Anchor, LinkFacts Facts);

    private sealed record Page(string Key, string Title, int Status, long? First, long? Last, Link[] Links)
    {
        public override string ToString() =>
            $"{Key}|{Title}|{Status}|{First}|{Last}|{string.Join('\n', Links.Select(link => link.ToString()))}";
    }
}
