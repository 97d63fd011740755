using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Segments;

public sealed class ListedUrlTests
{
    [Theory]
    [InlineData("example.com", "example.com/")]
    [InlineData(" www.Example.com/a?b=1#c ", "www.example.com/a?b=1")]
    [InlineData("example.com:8080", "example.com:8080/")]
    [InlineData("example.com:8080/a", "example.com:8080/a")]
    [InlineData("localhost:5000?x", "localhost:5000/?x")]
    [InlineData("example.com:80", "example.com/")]
    [InlineData("//example.com/a", "example.com/a")]
    [InlineData("HTTPS://example.com", "example.com/")]
    [InlineData("https:example.com", "example.com/")]
    [InlineData("192.168.0.1/a", "192.168.0.1/a")]
    [InlineData("[::1]:8080/", "[::1]:8080/")]
    [InlineData("bücher.example/ü", "xn--bcher-kva.example/%C3%BC")]
    [InlineData("example.com/a:b", "example.com/a:b")]
    [InlineData("mailto:me@example.org", null)]
    [InlineData("javascript:void(0)", null)]
    [InlineData("tel:123456", null)]
    [InlineData("ftp://example.com/", null)]
    [InlineData("", null)]
    [InlineData("a b.example", null)]
    public void Urls_are_read_as_people_write_them(string text, string? expected)
    {
        UrlRecord url = new();
        bool isPage = ListedUrl.TryParse(Encoding.UTF8.GetBytes(text), new UrlParser(), url) && url.IsHttp;
        byte[] canonical = new byte[200];
        Assert.Equal(expected, isPage ? Encoding.ASCII.GetString(canonical, 0, url.WriteCanonical(canonical)) : null);
    }
}
