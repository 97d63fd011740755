using System.Globalization;
using System.IO.Compression;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Build;
using Vennlink.Segments;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Tests.Archives;

/// <summary>Records found by the places that evidence names, in every kind of file that has them.</summary>
public sealed class RecordAtTests : IDisposable
{
    private static readonly byte[][] Records =
    [
        Warc("warcinfo", "", "software: x\r\n"u8.ToArray()),
        Warc("request", "http://a.example/", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"u8.ToArray()),
        Warc("response", "http://a.example/", Response("", "<p>first WARC/1.0\r\nfake"u8.ToArray())),
        Warc("response", "http://a.example/gz",
            Response("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", Chunked(Gzip("<p>zipped é"u8.ToArray())))),
        Warc("resource", "http://a.example/bin", [0, 1, 2, 255, 13, 10, 13, 10, 7]),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_record_of_a_plain_file_is_printed_as_it_is_and_no_other_place_is_one()
    {
        string file = _folder.File("plain.warc");
        File.WriteAllBytes(file, [.. Records.SelectMany(record => record)]);
        long[] starts = Starts(Records.Select(record => record.Length));
        for (int offset = 0; offset < Records.Sum(record => record.Length) + 3; offset++)
        {
            int index = Array.IndexOf(starts, offset);

            // What looks like a record inside another is taken for one: nothing else can be known at its place.
            bool isFake = offset == starts[2] + Records[2].AsSpan().LastIndexOf("WARC/1.0\r\nfake"u8);
            if (index >= 0)
            {
                Assert.Equal(Records[index][..^4], Whole(file, offset));
            }
            else if (!isFake)
            {
                string problem = Assert.Throws<InputException>(() => Whole(file, offset)).Message;
                long nearest = starts.MinBy(start => (Math.Abs(start - offset), start));
                Assert.Contains(offset > starts[^1] ? $"the last is at {starts[^1]}"
                    : string.Create(CultureInfo.InvariantCulture, $"the nearest is at {nearest},"),
                    problem, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_of_a_gzip_are_found_by_their_own_offsets_also_inside_a_wacz(bool isDeflated)
    {
        byte[][] members = [.. Records.Select(Gzip)];
        long[] starts = Starts(members.Select(member => member.Length));
        byte[] warc = [.. members.SelectMany(member => member)];
        string file = _folder.File("a.warc.gz");
        File.WriteAllBytes(file, warc);
        string wacz = _folder.File("a.wacz");
        using (ZipArchive zip = ZipFile.Open(wacz, ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("archive/b.warc.gz",
                isDeflated ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
            entry.Write(warc);
        }

        foreach (string path in new[] { file, wacz + "/archive/b.warc.gz" })
        {
            for (int index = 0; index < Records.Length; index++)
            {
                Assert.Equal(Records[index][..^4], Whole(path, starts[index]));
            }

            string problem = Assert.Throws<InputException>(() => Whole(path, starts[2] + 1)).Message;
            Assert.Contains($"the nearest is at {starts[2]}, the next at {starts[3]}", problem, StringComparison.Ordinal);
        }

        Assert.Contains("holds no file archive/c.warc.gz", Assert.Throws<InputException>(
            () => Whole(wacz + "/archive/c.warc.gz", 0)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such file", Assert.Throws<InputException>(
            () => Whole(_folder.File("none.wacz/x"), 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_inside_one_member_are_found_by_decompressed_offsets()
    {
        string file = _folder.File("whole.warc.gz");
        File.WriteAllBytes(file, Gzip([.. Records.SelectMany(record => record)]));
        long[] starts = Starts(Records.Select(record => record.Length));
        for (int index = 0; index < Records.Length; index++)
        {
            Assert.Equal(Records[index][..^4], Whole(file, starts[index], isDecompressed: true));
            Assert.Equal(Records[index][..^4], Whole(file, starts[index]));
        }

        Assert.Contains($"the nearest is at {starts[1]} of the decompressed bytes", Assert.Throws<InputException>(
            () => Whole(file, starts[1] - 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_and_payload_are_told_apart_and_codings_undone()
    {
        string file = _folder.File("plain.warc");
        File.WriteAllBytes(file, [.. Records.SelectMany(record => record)]);
        long[] starts = Starts(Records.Select(record => record.Length));
        Assert.Equal("<p>zipped é", Encoding.UTF8.GetString(Payload(file, starts[3])));
        Assert.Equal("<p>first WARC/1.0\r\nfake", Encoding.UTF8.GetString(Payload(file, starts[2])));
        Assert.Equal([0, 1, 2, 255, 13, 10, 13, 10, 7], Payload(file, starts[4]));
        Assert.Empty(Payload(file, starts[1]));
        string headers = Encoding.UTF8.GetString(Of(file, starts[2], record => record.WriteHeaders));
        Assert.StartsWith("WARC/1.0\r\nWARC-Type: response\r\n", headers, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", headers, StringComparison.Ordinal);
        using RecordAt cut = RecordAt.Open(Cut(file, starts[3] + 250), starts[3], null);
        cut.Write(Stream.Null);
        Assert.True(cut.MissingBytes > 0);
    }

    [Fact]
    public void What_is_no_archive_is_said_to_be_none()
    {
        string file = _folder.File("list.csv");
        File.WriteAllText(file, "source,target\na,b\n");
        Assert.Contains("is no archive", Assert.Throws<InputException>(() => Whole(file, 14)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(file, "");
        Assert.Contains("is empty", Assert.Throws<InputException>(() => Whole(file, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_behind_each_link_of_the_samples_is_of_its_page()
    {
        foreach (string name in new[] { "aut-example.arc.gz", "whirlwind.warc.gz" })
        {
            string file = SharedData.InRepository(Path.Combine("samples", name));
            IndexBuild.Run(new BuildOptions
            {
                IndexFolder = _folder.File(name),
                Inputs = [file],
                MemoryBytes = 256 << 20,
                ThreadCount = 1,
            }, null, CancellationToken.None);
            using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(_folder.File(name))!);
            SortedDictionary<long, string> pages = [];
            InputFile input = Assert.Single(snapshot.Manifest.Inputs);
            snapshot.Evidence.ForEachLink(default, null, (source, link) =>
                pages.TryAdd(link.Facts.OffsetBytes, UrlKey.ToText(source)), CancellationToken.None);
            Assert.NotEmpty(pages);
            foreach ((long stored, string page) in pages)
            {
                InputPart part = InputPart.Find(input.Parts, stored);
                string header = Encoding.Latin1.GetString(
                    Of(file, stored - part.StartOffset, record => record.WriteHeaders, part.IsDecompressed));
                Assert.Contains(page.Split('?')[0].TrimEnd('/'), header, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static byte[] Whole(string file, long offset, bool? isDecompressed = null) =>
        Of(file, offset, record => record.Write, isDecompressed);

    private static byte[] Payload(string file, long offset) => Of(file, offset, record => record.WritePayload);

    private static byte[] Of(string file, long offset, Func<RecordAt, Action<Stream>> what, bool? isDecompressed = null)
    {
        using RecordAt record = RecordAt.Open(file, offset, isDecompressed);
        using MemoryStream bytes = new();
        what(record)(bytes);
        Assert.Equal(0, record.MissingBytes);
        return bytes.ToArray();
    }

    private string Cut(string file, long length)
    {
        string cut = _folder.File("cut.warc");
        File.WriteAllBytes(cut, File.ReadAllBytes(file)[..(int)length]);
        return cut;
    }

    private static long[] Starts(IEnumerable<int> lengths)
    {
        List<long> starts = [0];
        starts.AddRange(lengths.Select(length => starts[^1] + length));
        return [.. starts[..^1]];
    }

    private static byte[] Warc(string type, string uri, byte[] content) =>
    [
        .. Encoding.ASCII.GetBytes($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
            + (uri.Length > 0 ? $"WARC-Target-URI: {uri}\r\n" : "") + $"Content-Length: {content.Length}\r\n\r\n"),
        .. content, .. "\r\n\r\n"u8,
    ];

    private static byte[] Response(string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n"), .. body];

    private static byte[] Chunked(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
