using System.Buffers.Binary;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Records;
using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Archives;

public sealed class WaczReaderTests
{
    private static readonly byte[] Page = WarcWriter.Warc(TestRecord.Html("http://a.example/", "<a href=b>x</a>"));

    [Fact]
    public void A_WACZ_in_a_WACZ_is_read_in_place_and_named_by_both_names()
    {
        byte[] inner = ProvenanceTests.Zip(("archive/1.warc", Page, false), ("archive/2.warc", Page, true));
        byte[] outer = ProvenanceTests.Zip(
            ("crawl-0.wacz", inner, true), ("datapackage.json", "{}"u8.ToArray(), true), ("more/c.WACZ", inner, true));
        ReadArchive archive = ReadArchive.Of(outer);

        Assert.Equal(
            ["crawl-0.wacz/archive/1.warc", "crawl-0.wacz/archive/2.warc", "more/c.WACZ/archive/1.warc",
                "more/c.WACZ/archive/2.warc"],
            archive.Records.Select(record => record.InnerName));
        Assert.Equal("", archive.Reasons);
    }

    [Fact]
    public void One_that_is_too_deep_or_compressed_is_counted_and_the_others_are_read()
    {
        byte[] deep = ProvenanceTests.Zip(("archive/1.warc", Page, true));
        for (int depth = 1; depth < WaczReader.MaxDepth; depth++)
        {
            deep = ProvenanceTests.Zip(("in.wacz", deep, true));
        }

        Assert.Single(ReadArchive.Of(deep).Records);
        ReadArchive tooDeep = ReadArchive.Of(
            ProvenanceTests.Zip(("in.wacz", deep, true), ("archive/2.warc", Page, true)));
        Assert.Equal(("BadMember=1", 1), (tooDeep.Reasons, tooDeep.Records.Count));
        ReadArchive compressed = ReadArchive.Of(ProvenanceTests.Zip(
            ("in.wacz", ProvenanceTests.Zip(("archive/1.warc", Page, true)), false), ("archive/2.warc", Page, true)));
        Assert.Equal(("BadMember=1", 1), (compressed.Reasons, compressed.Records.Count));
    }

    [Fact]
    public void Entries_that_overlap_are_refused_by_name()
    {
        byte[] zip = ProvenanceTests.Zip(("archive/1.warc", Page, true), ("archive/2.warc", Page, true));
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int second = directory + 4 + zip.AsSpan(directory + 4).IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(second + 42), 0);

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => ReadArchive.Of(zip));
        Assert.Equal("a zip whose entries 'archive/1.warc' and 'archive/2.warc' overlap", refused.Message);
    }

    [Fact]
    public void A_zip_behind_other_bytes_and_one_with_a_comment_are_read()
    {
        byte[] zip = ProvenanceTests.Zip(("archive/1.warc", Page, false));
        zip[^2] = 5;
        byte[] shifted = [.. "PK\u0003\u0004 a program that unpacks it"u8, .. zip, .. "hello"u8];
        Assert.Single(ReadArchive.Of(shifted).Records);
    }

    [Fact]
    public void A_zip_cut_or_damaged_anywhere_is_refused_or_read_and_never_crashes()
    {
        byte[] zip = ProvenanceTests.Zip(("archive/1.warc", Page, true), ("archive/2.warc", Page, false));
        for (int place = 4; place < zip.Length; place++)
        {
            TryRead(zip[..place]);
            foreach (byte value in (byte[])[0, 0xff, (byte)(zip[place] ^ 1)])
            {
                byte[] damaged = [.. zip];
                damaged[place] = value;
                TryRead(damaged);
            }
        }

        static void TryRead(byte[] zip)
        {
            try
            {
                ReadArchive archive = ReadArchive.Of(zip);
                Assert.True(archive.Records.Count <= 2);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void The_directory_is_what_the_framework_reads()
    {
        using MemoryStream file = new(ProvenanceTests.Zip(
            ("archive/", [], true), ("archive/ä.warc", Page, false), ("b", [1, 2, 3], true), ("empty", [], true)));
        using System.IO.Compression.ZipArchive framework = new(file, System.IO.Compression.ZipArchiveMode.Read, true);
        ZipDirectory zip = ZipDirectory.Read(file);
        Assert.Equal(
            framework.Entries.Where(entry => !entry.FullName.EndsWith('/'))
                .Select(entry => (entry.FullName, entry.Length, entry.CompressedLength)),
            zip.Entries.Select(entry => (entry.Name, entry.LengthBytes, entry.PackedBytes)));
        foreach (ZipEntry entry in zip.Entries)
        {
            using MemoryStream content = new();
            zip.Open(entry).CopyTo(content);
            using MemoryStream expected = new();
            framework.GetEntry(entry.Name)!.Open().CopyTo(expected);
            Assert.Equal(expected.ToArray(), content.ToArray());
        }
    }
}
