using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Segments;

public sealed class StoredLinksTests
{
    private const string PageKey = "com\u0001example\0/a/b";

    private static readonly string[] Targets =
        [PageKey, "com\u0001example\0/a/", "com\u0001example\0/a/bc", "com\u0001example\u0001www\0/", "org\u0001t\0/",
            new('k', CaptureLimits.MaxKeyBytes)];

    private static readonly Gen<long?> Date = Gen.OneOf(Gen.Const((long?)null),
        Gen.Long[-3, 3].Select(seconds => (long?)seconds), Gen.Long.Select(seconds => (long?)seconds));

    // Targets that share much, little and nothing with the page and with each other; few dates, files and offsets, so
    // that equal neighbours are common.
    private static readonly Gen<Link> SomeLink = Gen.Select(
        Gen.Int[0, Targets.Length - 1].Select(target => Targets[target]),
        Gen.String[Gen.Char["aé漢 \0"], 0, 30],
        Gen.Select(Gen.Byte[0, 2], Gen.Byte[0, 15], Gen.Bool),
        Gen.Select(Date, Date, Gen.Int[0, 2], Gen.Frequency((3, Gen.Const(500L)), (1, Gen.Long[0, long.MaxValue]))),
        (target, anchor, says, from) => new Link(
            target, anchor, new LinkFacts((LinkKind)says.Item1, (LinkRel)says.Item2, says.Item3, from.Item1, from.Item2,
                from.Item3, from.Item4)));

    [Fact]
    public void Links_come_back_as_they_were_written() => Gen.Select(SomeLink.Array[0, 20], Date, Date).Sample(
        (links, first, last) =>
        {
            StoredLinksWriter writer = new();

            // What was written before does not show.
            Write(writer,
                [new Link(
                    "org\u0001other\0/", "before", default(LinkFacts) with { FileId = 9, OffsetBytes = 9 })], 8, 8);
            byte[] bytes = Write(writer, links, first, last);
            Assert.Equal(links, Read(bytes, links.Length, first, last, links.Length > 0 ? links[0].Facts.FileId : 0));
        },
        iter: 3000);

    [Fact]
    public void The_bytes_do_not_hang_on_which_input_it_is_as_long_as_it_is_one() =>
        Gen.Select(SomeLink.Array[1, 10], Gen.Int[0, 1000]).Sample(
        (links, file) =>
        {
            Link[] ofFirst = [.. links.Select(link => link with { Facts = link.Facts with { FileId = 0 } })];
            Link[] ofOther = [.. links.Select(link => link with { Facts = link.Facts with { FileId = file } })];
            Assert.Equal(Write(new StoredLinksWriter(), ofFirst, null, null),
                Write(new StoredLinksWriter(), ofOther, null, null));
        },
        iter: 500);

    [Fact]
    public void Links_with_the_dates_of_the_page_and_of_one_record_take_neither_dates_nor_provenance()
    {
        LinkFacts facts = new(LinkKind.Anchor, LinkRel.None, false, 1_400_000_000, 1_400_000_060, 0, 1 << 30);
        Link[] links =
            [.. Enumerable.Range(0, 100).Select(link => new Link(PageKey + (char)('a' + (link % 26)), "", facts))];
        byte[] bytes = Write(new StoredLinksWriter(), links, facts.FirstSeenSeconds, facts.LastSeenSeconds);

        // Flags, shared length, length of the rest, one byte: for each link; and the length of them all, and the
        // offset, once.
        Assert.Equal((100 * 4) + 2 + 5, bytes.Length);
    }

    [Fact]
    public void Bytes_cut_or_damaged_anywhere_are_refused_or_read_as_others_and_never_crash() =>
        Gen.Select(SomeLink.Array[1, 6], Gen.Int[0, 4000], Gen.Byte).Sample(
        (links, place, value) =>
        {
            byte[] bytes = Write(new StoredLinksWriter(), links, null, null);
            Assert.Throws<IndexFormatException>(() =>
                Read(bytes[..(place % bytes.Length)], links.Length, null, null, 0));
            bytes[place % bytes.Length] = value;
            try
            {
                Read(bytes, links.Length, null, null, 0);
            }
            catch (IndexFormatException)
            {
            }
        },
        iter: 3000);

    [Fact]
    public void A_link_count_that_is_not_that_of_the_links_is_refused()
    {
        byte[] bytes = Write(new StoredLinksWriter(), [new Link("org\u0001t\0/", "", default)], null, null);
        Assert.Throws<IndexFormatException>(() => Read(bytes, 0, null, null, 0));
        Assert.Throws<IndexFormatException>(() => Read(bytes, 2, null, null, 0));
    }

    private static byte[] Write(StoredLinksWriter writer, Link[] links, long? first, long? last)
    {
        writer.Start(Encoding.UTF8.GetBytes(PageKey), first, last);
        foreach (Link link in links)
        {
            writer.Add(Encoding.UTF8.GetBytes(link.Target), Encoding.UTF8.GetBytes(link.Anchor), link.Facts);
        }

        ArrayBufferWriter<byte> buffer = new();
        writer.CopyTo(buffer, writer.FirstOffsetBytes);
        return buffer.WrittenSpan.ToArray();
    }

    private static List<Link> Read(byte[] bytes, int count, long? first, long? last, int fileId)
    {
        StoredPage page =
            new(Encoding.UTF8.GetBytes(PageKey), default, 200, (first, last), count, new ByteReader(bytes, "test", 0));
        List<Link> links = [];
        StoredLinksReader reader = page.ReadLinks(fileId, new byte[CaptureLimits.MaxKeyBytes]);
        while (reader.MoveNext())
        {
            links.Add(
                new Link(Encoding.UTF8.GetString(reader.TargetKey), Encoding.UTF8.GetString(reader.Anchor),
                    reader.Facts));
        }

        return links;
    }

    private sealed record Link(string Target, string Anchor, LinkFacts Facts);
}
