using System.Globalization;
using System.IO.Compression;
using System.Text;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace Vennlink.Tests.Archives;

/// <summary>How the records of a test file are compressed.</summary>
public enum Packing
{
    Plain,
    OneGzip,
    GzipPerRecord,
    ZstdPerRecord,
    ZstdWithDictionary,
    ZstdWithPackedDictionary,
    Lz4PerRecord,
    Arc,
    ArcGzip,
}

/// <summary>One record to write.</summary>
internal sealed record TestRecord(string Type, string Uri, byte[] Content,
    string ContentType = "application/http; msgtype=response", string More = "")
{
    public string Date { get; init; } = "2020-01-02T03:04:05Z";

    public static TestRecord Response(string uri, string head, byte[] body) =>
        new("response", uri, [.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), .. body]);

    public static TestRecord Html(string uri, string body) =>
        Response(uri, "HTTP/1.1 200 OK\nContent-Type: text/html", Encoding.UTF8.GetBytes(body));
}

/// <summary>Writes archives for tests, in the plainest way.</summary>
internal static class WarcWriter
{
    public static readonly byte[] Dictionary = Encoding.ASCII.GetBytes(
        string.Concat(
            Enumerable.Repeat(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.com/\r\nContent-Type: "
                    + "application/http\r\n", 8)));

    public static byte[] Warc(TestRecord record) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"WARC/1.0\r\nWARC-Type: {record.Type}\r\nWARC-Target-URI: {record.Uri}\r\nWARC-Date: {record.Date}\r\n"
                + $"{record.More}Content-Type: {record.ContentType}\r\nContent-Length: "
                    + $"{record.Content.Length}\r\n\r\n"),
        .. record.Content,
        .. "\r\n\r\n"u8,
    ];

    public static byte[] Arc(TestRecord record)
    {
        string date = DateTimeOffset.Parse(record.Date, CultureInfo.InvariantCulture)
            .UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return
        [
            .. Encoding.UTF8.GetBytes($"{record.Uri} 192.0.2.1 {date} text/html {record.Content.Length}\n"),
            .. record.Content, .. "\n"u8,
        ];
    }

    /// <summary>
    /// Writes a file and tells where each record starts, counted as
    /// <see cref="Vennlink.Archives.Records.ArchiveRecord.OffsetBytes"/> counts.
    /// </summary>
    public static (byte[] File, long[] Offsets) Write(Packing packing, IEnumerable<TestRecord> records)
    {
        MemoryStream file = new();
        List<long> offsets = [];
        if (packing is Packing.Arc or Packing.ArcGzip)
        {
            const string Version = "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n";
            byte[] block = Encoding.ASCII.GetBytes(
                $"filedesc://test.arc 0.0.0.0 20200102030405 text/plain {Version.Length}\n{Version}\n");
            file.Write(packing == Packing.Arc ? block : Gzip(block));
        }

        if (packing == Packing.ZstdWithDictionary)
        {
            file.Write(DictionaryFrame(Dictionary));
        }
        else if (packing == Packing.ZstdWithPackedDictionary)
        {
            file.Write(DictionaryFrame(Zstd(Dictionary, null)));
        }

        foreach (TestRecord record in records)
        {
            offsets.Add(file.Length);
            file.Write(packing switch
            {
                Packing.Plain or Packing.OneGzip => Warc(record),
                Packing.Arc => Arc(record),
                Packing.ArcGzip => Gzip(Arc(record)),
                Packing.GzipPerRecord => Gzip(Warc(record)),
                Packing.ZstdPerRecord => Zstd(Warc(record), null),
                Packing.Lz4PerRecord => Lz4(Warc(record)),
                _ => Zstd(Warc(record), Dictionary),
            });
        }

        byte[] bytes = file.ToArray();
        return (packing == Packing.OneGzip ? Gzip(bytes) : bytes, [.. offsets]);
    }

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest) =>
        Compress(bytes, output => new GZipStream(output, level, leaveOpen: true));

    public static byte[] Compress(byte[] bytes, Func<Stream, Stream> open)
    {
        MemoryStream output = new();
        using (Stream stream = open(output))
        {
            stream.Write(bytes);
        }

        return output.ToArray();
    }

    public static byte[] Zstd(byte[] bytes, byte[]? dictionary)
    {
        using Compressor compressor = new();
        if (dictionary is not null)
        {
            compressor.LoadDictionary(dictionary);
        }

        return compressor.Wrap(bytes).ToArray();
    }

    public static byte[] Lz4(byte[] bytes, bool checksum = true) => Compress(bytes, output => LZ4Stream.Encode(
        output, new LZ4EncoderSettings { ContentChecksum = checksum, ChainBlocks = true, BlockSize = 1 << 16 },
        leaveOpen: true));

    private static byte[] DictionaryFrame(byte[] content) =>
        [0x5d, 0x2a, 0x4d, 0x18, .. BitConverter.GetBytes(content.Length), .. content];
}
