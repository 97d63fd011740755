using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

public sealed class UrlKeyTests
{
    [Theory]
    [InlineData("http://blog.example.com/a?b=1", "com\u0001example\u0001blog\0/a?b=1")]
    [InlineData("https://user:pw@Blog.Example.com.:443/a?b=1#f", "com\u0001example\u0001blog\0/a?b=1")]
    [InlineData("http://example.com", "com\u0001example\0/")]
    [InlineData("http://example.com/a?", "com\u0001example\0/a?")]
    [InlineData("http://example.com?a", "com\u0001example\0/?a")]
    [InlineData("http://example.com:443/", "com\u0001example\0:00443/")]
    [InlineData("http://example.com:8080/x:y", "com\u0001example\0:08080/x:y")]
    [InlineData("http://example.com:0/", "com\u0001example\0:00000/")]
    [InlineData("http://127.1:81/", "127.0.0.1\0:00081/")]
    [InlineData("http://127.0.0.1./", "127.0.0.1\0/")]
    [InlineData("http://[::1]:81/a", "[::1]\0:00081/a")]
    [InlineData("http://localhost/", "localhost\0/")]
    [InlineData("http://b\u00FCcher.example/", "example\u0001xn--bcher-kva\0/")]
    [InlineData("http://a..b/", "b\u0001\u0001a\0/")]
    [InlineData("http://a../", "a\0/")]
    [InlineData("http://../", "\u0001\u0001\0/")]
    public void A_page_key_is_the_reversed_host_then_port_path_and_query(string url, string key) =>
        Assert.Equal(key, Encoding.ASCII.GetString(UrlText.Key(url)));

    [Theory]
    [InlineData("blog.example.com/a?b=1")]
    [InlineData("example.com/")]
    [InlineData("example.com:8080/")]
    [InlineData("example.com:0/a:1")]
    [InlineData("127.0.0.1:81/")]
    [InlineData("[::1]:81/a")]
    [InlineData("[2001:db8::1]/a?")]
    [InlineData("a..b/")]
    [InlineData("../")]
    [InlineData("example.com")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public void A_canonical_url_survives_the_way_to_its_key_and_back(string canonicalUrl) =>
        Assert.Equal(canonicalUrl, UrlKey.ToText(UrlText.KeyOfCanonical(canonicalUrl)));

    [Fact]
    public void The_key_of_a_host_alone_is_its_labels() =>
        Assert.Equal("com\u0001example\u0001blog"u8, UrlText.KeyOfCanonical("blog.example.com"));

    [Fact]
    public void A_host_key_prints_as_the_host() =>
        Assert.Equal("blog.example.com", UrlKey.ToText("com\u0001example\u0001blog\0"u8));

    [Fact]
    public void A_canonical_url_with_a_trailing_host_dot_has_the_key_of_the_one_without() =>
        Assert.Equal(UrlText.KeyOfCanonical("example.com/a"), UrlText.KeyOfCanonical("example.com./a"));

    [Fact]
    public void The_canonical_url_has_no_scheme_user_fragment_default_port_or_trailing_dot() =>
        Assert.Equal("example.com/A/?", UrlText.Canonical("HTTPS://u:p@EXAMPLE.com.:443/./A/?#x"));

    [Fact]
    public void A_url_of_another_scheme_has_no_canonical_form()
    {
        UrlRecord record = UrlText.Parse("mailto:a@example.com")!;
        Assert.False(record.IsHttp);
        Assert.Throws<InvalidOperationException>(() => record.WriteKey(new byte[100]));
    }
}
