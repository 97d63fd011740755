using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp.Unsafe;

namespace Vennlink.Archives.Parquet;

/// <summary>Unpacks pages, by the number of the codec.</summary>
internal static class PageCodec
{
    private static readonly string[] Names =
        ["none", "snappy", "gzip", "LZO", "brotli", "LZ4 of Hadoop", "zstd", "LZ4"];

    /// <summary>Unpacks a page into as much room as it should take.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a codec that is not read.</exception>
    public static void Unpack(int codec, byte[] packed, int start, int length, Span<byte> page)
    {
        ReadOnlySpan<byte> source = packed.AsSpan(start, length);
        int written = codec switch
        {
            0 when length == page.Length => Copy(source, page),
            1 => UnpackSnappy(source, page),
            2 => UnpackGzip(new MemoryStream(packed, start, length), page),
            4 => BrotliDecoder.TryDecompress(source, page, out int made) ? made : -1,
            6 => UnpackZstandard(source, page),
            7 => LZ4Codec.Decode(source, page),
            3 or 5 or > 7 or < 0 => throw new InvalidDataException(
                $"its codec is {NameOf(codec)}, which is not read: write it with zstd or snappy"),
            _ => -1,
        };
        if (written != page.Length)
        {
            throw new InvalidDataException($"a page does not unpack by its codec, {NameOf(codec)}");
        }
    }

    private static string NameOf(int codec) => (uint)codec < (uint)Names.Length ? Names[codec] : $"number {codec}";

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> page)
    {
        source.CopyTo(page);
        return source.Length;
    }

    private static int UnpackSnappy(ReadOnlySpan<byte> source, Span<byte> page)
    {
        try
        {
            return Snappy.TryDecompress(source, page, out int written) ? written : -1;
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }

    private static int UnpackGzip(MemoryStream source, Span<byte> page)
    {
        using GZipStream gzip = new(source, CompressionMode.Decompress);
        int written = gzip.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        return written == page.Length && gzip.ReadByte() < 0 ? written : -1;
    }

    private static unsafe int UnpackZstandard(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source)
        fixed (byte* to = page)
        {
            nuint written = Methods.ZSTD_decompress(to, (nuint)page.Length, from, (nuint)source.Length);
            return Methods.ZSTD_isError(written) ? -1 : (int)written;
        }
    }
}
