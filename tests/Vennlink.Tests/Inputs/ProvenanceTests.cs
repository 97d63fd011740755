using System.IO.Compression;
using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Segments.Stored;
using Vennlink.Tests.Archives;
using Vennlink.Urls;

namespace Vennlink.Tests.Inputs;

/// <summary>From a link of the live view back to the record it is from.</summary>
public sealed class ProvenanceTests
{
    private const string Id = "urn:uuid:12345678-9abc-def0-1234-56789abcdef0";
    private const string Digest = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ";

    [Fact]
    public void A_link_of_a_WACZ_names_the_archive_inside_and_what_its_offset_counts()
    {
        byte[] first = Bytes(Packing.GzipPerRecord, Page("a"), Page("b"));
        byte[] second = Bytes(Packing.OneGzip, Page("c"), Page("d"));
        byte[] third = Bytes(Packing.Plain, Page("e"));
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("crawl.wacz"), Zip(
            ("archive/1.warc.gz", first, true), ("archive/2.warc.gz", second, false),
            ("archive/deep/3.warc", third, true)));

        List<string> links = Links(folder, "crawl.wacz");

        Assert.Equal(
            [
                "a archive/1.warc.gz 0 file",
                $"b archive/1.warc.gz {Bytes(Packing.GzipPerRecord, Page("a")).Length} file",
                "c archive/2.warc.gz 0 file",
                $"d archive/2.warc.gz {Bytes(Packing.Plain, Page("c")).Length} decompressed",
                "e archive/deep/3.warc 0 file",
            ],
            links);
    }

    [Fact]
    public void Offsets_of_one_gzip_count_decompressed_bytes_and_those_of_plain_files_do_not()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("one.warc.gz"), Bytes(Packing.OneGzip, Page("a"), Page("b")));
        File.WriteAllBytes(folder.File("plain.warc"), Bytes(Packing.Plain, Page("a"), Page("b")));
        string offset = Bytes(Packing.Plain, Page("a")).Length.ToString(
            System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(["a - 0 file", $"b - {offset} decompressed"], Links(folder, "one.warc.gz"));
        Assert.Equal(["a - 0 file", $"b - {offset} file"], Links(folder, "plain.warc"));
    }

    [Fact]
    public void A_link_names_its_record_and_payload_through_every_merge()
    {
        // The second capture is cut, so the page has a link of each; the third page has one capture only.
        TestRecord whole = Page("a") with { More = $"WARC-Record-ID: <{Id}>\r\nWARC-Payload-Digest: {Digest}\r\n" };
        TestRecord cut = TestRecord.Html("http://a.example/", "<a href=http://late.example/>x</a>") with
        {
            Date = "2021-01-02T03:04:05Z",
            More = "WARC-Truncated: length\r\nWARC-Record-ID: <urn:x:2>\r\n",
        };
        TestRecord only = Page("b") with { More = "WARC-Record-ID: <urn:x:3>\r\n" };
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("names.warc"), Bytes(Packing.Plain, whole, cut, only, Page("c")));
        IndexInputTests.Read(folder, folder.File("names.warc"));
        CaptureMerge.Run([(folder.File("segment"), 0)], folder.Path, null, CancellationToken.None);

        using LivePages live = LivePages.Open(folder.Path);
        using LivePageCursor cursor = live.Read();
        List<RecordName?> names = [];
        while (cursor.MoveNext())
        {
            for (int index = 0; index < cursor.Current.LinkCount; index++)
            {
                names.Add(RecordName.Decode(cursor.Current.RecordNameOf(index), "test"));
            }
        }

        Assert.Equal(
            [new RecordName(Id, Digest), new RecordName("urn:x:2", null), new RecordName("urn:x:3", null), null],
            names);
    }

    internal static byte[] Zip(params (string Name, byte[] Content, bool Stored)[] entries)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content, bool stored) in entries)
            {
                using Stream entry = zip.CreateEntry(
                    name, stored ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private static byte[] Bytes(Packing packing, params TestRecord[] records) =>
        WarcWriter.Write(packing, records).File;

    private static TestRecord Page(string host) =>
        TestRecord.Html($"http://{host}.example/", $"<a href=http://{host}-target.example/>x</a>");

    private static List<string> Links(TemporaryFolder folder, string name)
    {
        InputInfo input = IndexInputTests.Read(folder, folder.File(name));
        CaptureMerge.Run([(folder.File("segment"), 0)], folder.Path, null, CancellationToken.None);
        using Segment segment = Segment.Open(folder.File("segment"));
        Assert.Equal(input.Parts, segment.Input.Parts);
        using LivePages live = LivePages.Open(folder.Path);
        using LivePageCursor cursor = live.Read();
        List<string> links = [];
        while (cursor.MoveNext())
        {
            long stored = cursor.Current[0].Facts.OffsetBytes;
            InputPart part = InputPart.Find(segment.Input.Parts, stored);
            string host = UrlKey.ToText(cursor.Current.Key).Split('.')[0];
            string counts = part.IsDecompressed ? "decompressed" : "file";
            links.Add(FormattableString.Invariant(
                $"{host} {part.InnerName ?? "-"} {stored - part.StartOffset} {counts}"));
        }

        return links;
    }
}
