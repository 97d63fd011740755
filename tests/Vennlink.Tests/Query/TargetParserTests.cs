using System.Text;
using Vennlink.Query;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Query;

/// <summary>
/// What users and client libraries write as a target: the rows on targets of the wire contract, sections 4 and 10.
/// </summary>
public sealed class TargetParserTests
{
    [Theory]
    // Canonicalization, as observed on the real service.
    [InlineData("moz.com", TargetScope.Page, "moz.com/")]
    [InlineData("moz.com/blog", TargetScope.Page, "moz.com/blog")]
    [InlineData("moz.com/researchtools/ose/", TargetScope.Page, "moz.com/researchtools/ose/")]
    [InlineData("wordpress.com/?ref=footer_blog", TargetScope.Page, "wordpress.com/?ref=footer_blog")]
    [InlineData("example.com/article?id=Build-Your-Digital-Brand", TargetScope.Page,
        "example.com/article?id=Build-Your-Digital-Brand")]
    [InlineData("example.com/v2/article/8JevPq", TargetScope.Page, "example.com/v2/article/8JevPq")]
    [InlineData("www.google.com/amp/x,amp.html", TargetScope.Page, "www.google.com/amp/x,amp.html")]
    [InlineData("www.youtube.com/", TargetScope.Page, "www.youtube.com/")]
    [InlineData("youtube.com/", TargetScope.Page, "youtube.com/")]
    [InlineData("https://example.com/a#part", TargetScope.Page, "example.com/a")]
    [InlineData("HTTP://Example.COM/Path", TargetScope.Page, "example.com/Path")]
    // Scheme, slash, path, stray blanks.
    [InlineData("http://blog.nytimes.com ", TargetScope.Subdomain, "blog.nytimes.com")]
    [InlineData(" \t\r\nlatimes.com\u00A0", TargetScope.RootDomain, "latimes.com")]
    [InlineData("https://example.com/", TargetScope.Page, "example.com/")]
    [InlineData("https://example.com/path", TargetScope.Page, "example.com/path")]
    [InlineData("//example.com/path", TargetScope.Page, "example.com/path")]
    [InlineData("http:example.com/path", TargetScope.Page, "example.com/path")]
    [InlineData("example.com./x", TargetScope.Page, "example.com/x")]
    // A wider scope drops what it does not need.
    [InlineData("moz.com/foo/bar", TargetScope.RootDomain, "moz.com")]
    [InlineData("https://www.blog.moz.com/foo?b=1", TargetScope.RootDomain, "moz.com")]
    [InlineData("www.independent.co.uk", TargetScope.RootDomain, "independent.co.uk")]
    [InlineData("a.alice.github.io/x", TargetScope.RootDomain, "alice.github.io")]
    [InlineData("https://blog.nytimes.com/a/b", TargetScope.Subdomain, "blog.nytimes.com")]
    // A subfolder is a path that ends in a slash, whatever query or fragment follows; of one port.
    [InlineData("moz.com/blog/", TargetScope.Subfolder, "moz.com/blog/")]
    [InlineData("https://moz.com/blog", TargetScope.Subfolder, "moz.com/blog/")]
    [InlineData("moz.com", TargetScope.Subfolder, "moz.com/")]
    [InlineData("moz.com?a/b", TargetScope.Subfolder, "moz.com/")]
    [InlineData("moz.com/a/b.html?c=/d/#e/f", TargetScope.Subfolder, "moz.com/a/b.html/")]
    [InlineData("example.com:8080/x", TargetScope.Subfolder, "example.com:8080/x/")]
    [InlineData("example.com/a/../b//", TargetScope.Subfolder, "example.com/b//")]
    [InlineData("github.io/x", TargetScope.Subfolder, "github.io/x/")]
    // The host exactly, not its children: the key ends where the host ends.
    [InlineData("latimes.com", TargetScope.Subdomain, "latimes.com")]
    // Ports.
    [InlineData("example.com:8080/x", TargetScope.Page, "example.com:8080/x")]
    [InlineData("example.com:8080", TargetScope.Page, "example.com:8080/")]
    [InlineData("example.com:80/x", TargetScope.Page, "example.com/x")]
    [InlineData("https://example.com:443/x", TargetScope.Page, "example.com/x")]
    [InlineData("example.com:8080/x", TargetScope.Subdomain, "example.com")]
    [InlineData("example.com:8080/x", TargetScope.RootDomain, "example.com")]
    [InlineData("localhost:5465/", TargetScope.Page, "localhost:5465/")]
    // Without a scheme 80 and 443 both go without saying; with one, only its own does.
    [InlineData("pt.example.org:443/a", TargetScope.Page, "pt.example.org/a")]
    [InlineData("//pt.example.org:443/a", TargetScope.Page, "pt.example.org/a")]
    [InlineData("[2001:db8::1]:443/a", TargetScope.Page, "[2001:db8::1]/a")]
    [InlineData("[2001:db8::1]:8080/a", TargetScope.Page, "[2001:db8::1]:8080/a")]
    [InlineData("http://example.com:443/x", TargetScope.Page, "example.com:443/x")]
    [InlineData("https://example.com:80/x", TargetScope.Page, "example.com:80/x")]
    [InlineData("example.com/a:443", TargetScope.Page, "example.com/a:443")]
    // A port may be left out behind its colon.
    [InlineData("example.com:", TargetScope.Page, "example.com/")]
    [InlineData("example.com:/a?b", TargetScope.Page, "example.com/a?b")]
    [InlineData("example.com:#c", TargetScope.RootDomain, "example.com")]
    [InlineData("[2001:db8::1]:/a", TargetScope.Page, "[2001:db8::1]/a")]
    [InlineData("http://example.com:/a", TargetScope.Page, "example.com/a")]
    // A colon further on is none of this.
    [InlineData("web.archive.org/web/2020/http://example.com/", TargetScope.Page,
        "web.archive.org/web/2020/http://example.com/")]
    [InlineData("example.com?next=http://a/", TargetScope.Page, "example.com/?next=http://a/")]
    // International names.
    [InlineData("BÜCHER.example/Ü", TargetScope.Page, "xn--bcher-kva.example/%C3%9C")]
    [InlineData("bücher.example", TargetScope.Subdomain, "xn--bcher-kva.example")]
    // IP addresses and localhost.
    [InlineData("192.0.2.7", TargetScope.RootDomain, "192.0.2.7")]
    [InlineData("http://192.0.2.7:81/a", TargetScope.RootDomain, "192.0.2.7")]
    [InlineData("192.0.2.7", TargetScope.Page, "192.0.2.7/")]
    [InlineData("[2001:db8::1]/x", TargetScope.Page, "[2001:db8::1]/x")]
    [InlineData("http://[2001:DB8::1]/x", TargetScope.RootDomain, "[2001:db8::1]")]
    [InlineData("http://user:password@example.com/", TargetScope.Page, "example.com/")]
    [InlineData("http://user@example.com/", TargetScope.RootDomain, "example.com")]
    [InlineData("localhost", TargetScope.RootDomain, "localhost")]
    [InlineData("localhost", TargetScope.Page, "localhost/")]
    // A public suffix is a host like any other at the narrower scopes, and its own root domain when the index knows it.
    [InlineData("github.io", TargetScope.Subdomain, "github.io")]
    [InlineData("gov.uk/x", TargetScope.Page, "gov.uk/x")]
    [InlineData("https://googleapis.com/x", TargetScope.RootDomain, "googleapis.com")]
    public void Target_is_what_the_contract_says(string text, TargetScope scope, string expected)
    {
        Assert.Equal(TargetProblem.None, Parse(text, scope, out Target? target));
        Assert.Equal(expected, UrlKey.ToText(target!.Key.Span));
        Assert.Equal(scope, target.Scope);
        Assert.Equal(text, target.Text);
        Assert.Equal(scope == TargetScope.RootDomain ? 0 : 1, target.Key.Span.Count(UrlKey.HostEnd));
        Assert.Equal(scope == TargetScope.Subdomain, target.Key.Span.EndsWith(UrlKey.HostEnd));
    }

    [Theory]
    [InlineData("", TargetProblem.Empty)]
    [InlineData(" \t ", TargetProblem.Empty)]
    [InlineData("http://", TargetProblem.NotAUrl)]
    [InlineData("http:///", TargetProblem.NotAUrl)]
    [InlineData("/path", TargetProblem.None)] // what browsers make of it: the host "path"
    [InlineData("?q=1", TargetProblem.NotAUrl)]
    [InlineData("#top", TargetProblem.NotAUrl)]
    [InlineData(".", TargetProblem.NotAUrl)]
    [InlineData("exa mple.com", TargetProblem.NotAUrl)]
    [InlineData("exa<mple.com", TargetProblem.NotAUrl)]
    [InlineData("256.1.1.1", TargetProblem.NotAUrl)]
    [InlineData("[::1", TargetProblem.NotAUrl)]
    [InlineData("example.com:99999", TargetProblem.NotAUrl)]
    [InlineData("mailto:someone@example.com", TargetProblem.NotAUrl)]
    [InlineData("someone@example.com", TargetProblem.NotAUrl)]
    [InlineData("user:password@example.com", TargetProblem.NotAUrl)]
    [InlineData("someone@example.com:443/a", TargetProblem.NotAUrl)]
    [InlineData("some.one:secret@example.com", TargetProblem.NotAUrl)]
    [InlineData("//someone@example.com/", TargetProblem.NotAUrl)]
    [InlineData("localhost:", TargetProblem.NotAUrl)] // a scheme, such as "mailto:"
    [InlineData("http:", TargetProblem.NotAUrl)]
    [InlineData("example.com:-1", TargetProblem.NotAUrl)]
    [InlineData("example.com:443x", TargetProblem.NotAUrl)]
    [InlineData(":443", TargetProblem.NotAUrl)]
    [InlineData("[::1:443", TargetProblem.NotAUrl)]
    [InlineData("ftp://example.com/", TargetProblem.NotAUrl)]
    [InlineData("javascript:void(0)", TargetProblem.NotAUrl)]
    [InlineData("data:text/html,x", TargetProblem.NotAUrl)]
    [InlineData("file:///etc/passwd", TargetProblem.NotAUrl)]
    public void Other_texts_are_refused_with_a_reason(string text, TargetProblem expected)
    {
        Assert.Equal(expected, Parse(text, TargetScope.Page, out Target? target));
        Assert.Equal(expected == TargetProblem.None, target is not null);
    }

    [Theory]
    [InlineData("com")]
    [InlineData("co.uk")]
    [InlineData("https://github.io/x")]
    [InlineData("nonsense")]
    public void A_public_suffix_that_the_index_does_not_know_is_no_root_domain(string text)
    {
        Assert.Equal(TargetProblem.PublicSuffix, Parse(text, TargetScope.RootDomain, out _));
        Assert.Equal(TargetProblem.None, Parse(text, TargetScope.Subdomain, out _));
        Assert.Equal(TargetProblem.None, Parse(text, TargetScope.Page, out _));
    }

    private static TargetProblem Parse(string text, TargetScope scope, out Target? target)
    {
        MemoryIndex index = new([], 1, 1, [-1]) { KnownHost = Encoding.ASCII.GetBytes("com\u0001googleapis") };
        return new TargetParser(index).TryParse(text, scope, out target);
    }
}
