using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Archives;

/// <summary>
/// Twice as much of a hostile shape costs twice the work, not four times: bytes read from the file and bytes allocated
/// are counted, since times are not the same twice.
/// </summary>
public sealed class ArchiveGrowthTests
{
    private const int Small = 2000;

    public static TheoryData<string> Shapes =>
    [
        "entries", "nested", "wrong lengths", "interim", "concurrent", "revisits", "headers", "broken lines", "members",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Work_grows_as_the_input_does(string shape)
    {
        Work(shape, Small);
        (double readOnce, double allocatedOnce) = Work(shape, Small);
        (double readTwice, double allocatedTwice) = Work(shape, 2 * Small);
        Growth.AssertLinear(readOnce, readTwice, $"{shape}: bytes read", flat: 0);
        Growth.AssertLinear(allocatedOnce, allocatedTwice, $"{shape}: bytes allocated", flat: 100_000);
    }

    private static (double Read, double Allocated) Work(string shape, int count)
    {
        using CountedStream file = new(Make(shape, count));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (ArchiveReader reader = ArchiveReader.TryOpen(file, new ArchiveLimits(), new SkipCounts())!)
        {
            ArchiveRecord record = new();
            while (reader.TryRead(record))
            {
            }
        }

        return (file.ReadBytes, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Make(string shape, int count)
    {
        TestRecord page = TestRecord.Html("http://a.example/", "x") with { More = "WARC-Payload-Digest: sha1:A\r\n" };
        TestRecord revisit = new("revisit", "http://b.example/", [])
        {
            More = "WARC-Payload-Digest: sha1:A\r\nWARC-Refers-To-Target-URI: http://a.example/\r\n",
        };
        byte[] warc = WarcWriter.Warc(page);
        return shape switch
        {
            "entries" => ProvenanceTests.Zip([.. Repeat(index => ($"archive/{index}.warc", warc, true))]),
            "nested" => ProvenanceTests.Zip(
                [.. Repeat(index => ($"{index}.wacz", ProvenanceTests.Zip(("archive/1.warc", warc, true)), true))]),
            "wrong lengths" => Join(Repeat(_ => WithWrongLength(warc))),
            "interim" => WarcWriter.Warc(TestRecord.Response(
                "http://a.example/", string.Concat(Repeat(_ => "HTTP/1.1 100 Continue\n\n")) + "HTTP/1.1 200 OK", [])),
            "concurrent" => WarcWriter.Warc(page with
            {
                More = string.Concat(Repeat(index => $"WARC-Concurrent-To: <urn:x:{index}>\r\n")),
            }),
            "revisits" => Join([warc, .. Repeat(_ => WarcWriter.Warc(revisit))]),
            "headers" => WarcWriter.Warc(TestRecord.Response(
                "http://a.example/", "HTTP/1.1 200 OK\n" + string.Concat(Repeat(_ => "Link: <b>\n Location\n")), [])),
            "broken lines" => Join([warc, .. Repeat(_ => "no record\n\r\n"u8.ToArray()), warc]),
            _ => Join(Repeat(index => index % 2 == 0 ? WarcWriter.Gzip(warc) : [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6])),
        };

        IEnumerable<T> Repeat<T>(Func<int, T> make) => Enumerable.Range(0, count).Select(make);
    }

    private static byte[] WithWrongLength(byte[] warc) => Encoding.ASCII.GetBytes(
        Encoding.ASCII.GetString(warc).Replace("Content-Length: ", "Content-Length: 9", StringComparison.Ordinal));

    private static byte[] Join(IEnumerable<byte[]> pieces) => [.. pieces.SelectMany(piece => piece)];

    private sealed class CountedStream(byte[] file) : MemoryStream(file)
    {
        public long ReadBytes { get; private set; }

        // The other overloads of a derived class come here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            ReadBytes += read;
            return read;
        }
    }
}
