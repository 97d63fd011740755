using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Vennlink.Bench;

/// <summary>
/// Wraps a folder of HTML files as a WARC with one gzip member a record, as a crawler would have written it.
/// </summary>
internal static class HtmlCorpus
{
    /// <summary>
    /// Writes one response record a file; each first-level folder becomes a site, each copy a site of its own.
    /// </summary>
    public static void Wrap(string folder, string output, int copies)
    {
        // Documentation packages link files and folders to each other: each page once.
        EnumerationOptions withoutLinks =
            new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", withoutLinks)
                .Where(file => file.EndsWith(".html", StringComparison.OrdinalIgnoreCase)
                    || file.EndsWith(".htm", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        DateTime time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        long bytes = 0;
        using FileStream warc = File.Create(output);
        for (int copy = 0; copy < copies; copy++)
        {
            foreach (string file in files)
            {
                string[] parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
                string site = copies == 1 ? $"{parts[0]}.example" : $"{parts[0]}-{copy}.example";
                string url = $"http://{site}/{string.Join('/', parts[1..].Select(Uri.EscapeDataString))}";
                byte[] body = File.ReadAllBytes(file);
                byte[] http = Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\n\r\n");
                byte[] header = Encoding.ASCII.GetBytes(
                    $"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: "
                        + $"{time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\r\n" +
                    "WARC-Record-ID: "
                        + $"<urn:uuid:{new Guid((int)(bytes >> 16), (short)copy, 0, 0, 0, 0, 0, 0, 0, 0, 1)}>\r\n" +
                    "Content-Type: application/http; msgtype=response\r\nContent-Length: "
                        + $"{http.Length + body.Length}\r\n\r\n");
                using (GZipStream member = new(warc, CompressionLevel.Fastest, leaveOpen: true))
                {
                    member.Write(header);
                    member.Write(http);
                    member.Write(body);
                    member.Write("\r\n\r\n"u8);
                }

                bytes += body.Length;
                time = time.AddSeconds(1);
            }
        }

        Console.WriteLine($"{files.Length * (long)copies} pages, {bytes} bytes of HTML, {warc.Length} bytes of WARC");
    }
}
