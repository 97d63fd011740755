using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using Vennlink.Archives;
using Vennlink.Archives.Records;

namespace Vennlink.Bench;

/// <summary>How much slower is reading the records of a gzipped WARC than merely decompressing it?</summary>
/// <remarks>629 pages, 18.3 MB compressed, 93 MB of records; set <c>VENNLINK_WARC</c> to read another file.</remarks>
[MemoryDiagnoser]
public class ArchiveBenchmarks
{
    private readonly byte[] _buffer = new byte[1 << 17];
    private byte[] _file = [];
    private byte[] _plain = [];

    [GlobalSetup]
    public void Load()
    {
        _file = File.ReadAllBytes(Environment.GetEnvironmentVariable("VENNLINK_WARC")
            ?? SharedFile.Find("crawls/trafilatura-dev.warc.gz"));
        using GZipStream gzip = new(new MemoryStream(_file), CompressionMode.Decompress);
        MemoryStream plain = new();
        gzip.CopyTo(plain);
        _plain = plain.ToArray();
        Console.WriteLine($"// {_file.Length} bytes compressed, {_plain.Length} bytes of records");
    }

    [Benchmark(Baseline = true)]
    public long Decompress()
    {
        using GZipStream gzip = new(new MemoryStream(_file), CompressionMode.Decompress);
        long total = 0;
        int read;
        while ((read = gzip.Read(_buffer)) > 0)
        {
            total += read;
        }

        return total;
    }

    [Benchmark]
    public long ReadGzip() => Read(_file);

    [Benchmark]
    public long ReadPlain() => Read(_plain);

    private static long Read(byte[] file)
    {
        using ArchiveReader reader =
            ArchiveReader.TryOpen(new MemoryStream(file), new ArchiveLimits(), new SkipCounts())!;
        ArchiveRecord record = new();
        long total = 0;
        while (reader.TryRead(record))
        {
            total += record.Body.Length;
        }

        return total;
    }
}
