using System.Globalization;
using System.Text;

namespace Vennlink.Server.Tests;

/// <summary>Writes a plain WARC of response records.</summary>
internal sealed class TestWarc
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Adds a page.</summary>
    public TestWarc Page(string url, int day, string html) =>
        Response(url, day, "200 OK\r\nContent-Type: text/html; charset=utf-8", html);

    /// <summary>Adds a redirect.</summary>
    public TestWarc Redirect(string url, int day, string location) =>
        Response(url, day, $"301 Moved Permanently\r\nLocation: {location}", "");

    /// <summary>Adds a response; <paramref name="head"/> starts with the status.</summary>
    public TestWarc Response(string url, int day, string head, string body)
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        _bytes.AddRange(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: "
                + $"2026-01-{day:D2}T00:00:00Z\r\nWARC-Record-ID: "
                    + $"<urn:uuid:00000000-0000-0000-0000-{_bytes.Count:D12}>\r\nContent-Type: application/http; "
                        + $"msgtype=response\r\nContent-Length: {content.Length}\r\n\r\n")));
        _bytes.AddRange(content);
        _bytes.AddRange("\r\n\r\n"u8);
        return this;
    }
}
