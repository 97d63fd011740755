using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

public sealed class PublicSuffixListTests
{
    private static readonly PublicSuffixList Icann =
        PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.Icann);

    [Theory]
    [InlineData("www.example.com/a?b", "example.com")]
    [InlineData("example.com/", "example.com")]
    [InlineData("com/", "com")]
    [InlineData("a.b.example.co.uk/", "example.co.uk")]
    [InlineData("gov.uk/", "gov.uk")]
    [InlineData("www.gov.uk/", "www.gov.uk")]
    [InlineData("alice.github.io/x", "alice.github.io")]
    [InlineData("a.alice.github.io/x", "alice.github.io")]
    [InlineData("github.io/", "github.io")]
    [InlineData("www.ck/", "www.ck")]
    [InlineData("a.www.ck/", "www.ck")]
    [InlineData("a.b.other.ck/", "b.other.ck")]
    [InlineData("other.ck/", "other.ck")]
    [InlineData("localhost:8080/", "localhost")]
    [InlineData("a.b.unlisted-tld/", "b.unlisted-tld")]
    [InlineData("192.168.0.1/", "192.168.0.1")]
    [InlineData("[::1]:8080/", "[::1]")]
    [InlineData("a..com/", "a..com")]
    [InlineData("b.a.xn--85x722f.xn--55qx5d.cn/", "a.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    public void The_root_domain_is_the_public_suffix_and_one_label(string canonicalUrl, string rootDomain,
        string? orElse = null)
    {
        byte[] key = UrlText.KeyOfCanonical(canonicalUrl);
        Assert.Equal(orElse ?? rootDomain, UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(key)));
    }

    [Fact]
    public void The_icann_section_alone_folds_a_platform_into_one_root_domain() =>
        Assert.Equal("github.io", UrlKey.ToText(Icann.RootDomainKey(UrlText.KeyOfCanonical("alice.github.io/x"))));

    [Fact]
    public void An_extra_suffix_splits_a_platform_whatever_the_sections()
    {
        var list = PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.Icann,
            ["pages.example.org", "B\u00FCcher.Example"]);
        Assert.Equal(
            "a.pages.example.org", UrlKey.ToText(list.RootDomainKey(UrlText.KeyOfCanonical("x.a.pages.example.org/"))));
        Assert.Equal("a.xn--bcher-kva.example",
            UrlKey.ToText(list.RootDomainKey(UrlText.KeyOfCanonical("x.a.xn--bcher-kva.example/"))));
        Assert.Equal("example.org", UrlKey.ToText(list.RootDomainKey(UrlText.KeyOfCanonical("y.example.org/"))));
    }

    [Theory]
    [InlineData("com", true)]
    [InlineData("gov.uk", true)]
    [InlineData("github.io", true)]
    [InlineData("localhost", true)]
    [InlineData("other.ck", true)]
    [InlineData("www.ck", false)]
    [InlineData("example.com", false)]
    [InlineData("a.github.io", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("[::1]", false)]
    public void A_host_is_a_public_suffix_when_a_rule_names_all_of_it(string host, bool isPublicSuffix) =>
        Assert.Equal(isPublicSuffix, PublicSuffixList.Embedded.IsPublicSuffix(UrlText.KeyOfCanonical(host)));

    [Theory]
    [InlineData("a.example.com/x", "example.com", true)]
    [InlineData("a.example.com/x", "b.example.com/y", true)]
    [InlineData("example.com/", "example.community/", false)]
    [InlineData("a.github.io/", "b.github.io/", false)]
    [InlineData("github.io/", "b.github.io/", false)]
    public void Two_keys_share_a_root_domain_or_not(string one, string other, bool same) =>
        Assert.Equal(
            same, PublicSuffixList.Embedded.SameRootDomain(UrlText.KeyOfCanonical(one), UrlText.KeyOfCanonical(other)));

    [Fact]
    public void A_list_has_its_version_line_or_the_embedded_date_or_none()
    {
        Assert.Equal("2026-08-19", PublicSuffixList.Embedded.Version);
        Assert.Equal("2026-08-19", Icann.Version);
        Assert.Equal("2026-01-02_03-04-05_UTC",
            PublicSuffixList.Parse("// VERSION: 2026-01-02_03-04-05_UTC\ncom\n"u8, PublicSuffixSections.All).Version);
        Assert.Equal("unversioned", PublicSuffixList.Parse("com\n"u8, PublicSuffixSections.All).Version);
    }

    [Fact]
    public void The_embedded_list_is_parsed_once()
    {
        Assert.Same(PublicSuffixList.Embedded,
            PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.All, []));
        Assert.NotSame(PublicSuffixList.Embedded,
            PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.Icann));
        Assert.NotSame(PublicSuffixList.Embedded,
            PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.All,
                ["pages.example.org"]));
    }

    [Theory]
    [InlineData("com\na b\nx y\n*.*.c", 4)]
    [InlineData("com\r\n\r\n.net", 3)]
    [InlineData("com\na|b", 2)]
    [InlineData("com\n1.2.3.4", 2)]
    public void A_line_that_cannot_be_a_rule_is_named(string text, int line)
    {
        FormatException problem = Assert.Throws<FormatException>(() =>
            PublicSuffixList.Parse(Encoding.UTF8.GetBytes(text), PublicSuffixSections.All));
        Assert.Contains($"line {line}:", problem.Message, StringComparison.Ordinal);
    }
}
