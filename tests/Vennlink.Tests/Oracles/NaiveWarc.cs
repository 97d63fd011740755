using System.IO.Compression;
using System.Text;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// Response records of a gzip WARC, the plain way: all in memory, bodies as they stand in the record.
/// </summary>
internal static class NaiveWarc
{
    public static IEnumerable<(string Url, string ContentType, byte[] Body)> Responses(string path)
    {
        using var decompressed = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            gzip.CopyTo(decompressed);
        }

        byte[] all = decompressed.ToArray();
        int at = 0;
        while (at < all.Length)
        {
            (Dictionary<string, string> header, int length) = Header(all, at);
            at += length;
            int contentLength = int.Parse(header["content-length"], System.Globalization.CultureInfo.InvariantCulture);
            if (header["warc-type"] == "response")
            {
                (Dictionary<string, string> http, int headLength) = Header(all, at);
                yield return (header["warc-target-uri"], http.GetValueOrDefault("content-type", ""),
                    all[(at + headLength)..(at + contentLength)]);
            }

            at += contentLength + 4;
        }
    }

    private static (Dictionary<string, string> Header, int Length) Header(byte[] bytes, int start)
    {
        int length = bytes.AsSpan(start).IndexOf("\r\n\r\n"u8) + 4;
        string[] lines = Encoding.UTF8.GetString(bytes, start, length)
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            header.TryAdd(line[..colon], line[(colon + 1)..].Trim());
        }

        return (header, length);
    }
}
