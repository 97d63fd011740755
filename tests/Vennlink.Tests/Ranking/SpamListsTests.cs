using System.Text;
using Vennlink.Ranking.Spam;
using Vennlink.Urls;

namespace Vennlink.Tests.Ranking;

public sealed class SpamListsTests
{
    [Fact]
    public void Lists_are_read_as_people_write_them()
    {
        List<string> malformed = [];
        SpamLists lists = SpamLists.Parse(
            "\uFEFF# spam\r\nexample.com # this one\n\nhttp://www.B\u00DCCHER.example/\nhttps://tracker.example.net\nexample.com\nexample.org/page\nnot a site\nmailto:a@example.com\n192.0.2.1\nwww.com\n"u8,
            default, PublicSuffixList.Embedded, (list, line, text) => malformed.Add($"{list} {line} {text}"));
        Assert.Equal("192.0.2.1\nexample.com\nexample.net\nwww.com\nxn--bcher-kva.example\n", lists.BlockText);
        Assert.Equal("", lists.AllowText);
        Assert.Equal(["block 7 example.org/page", "block 8 not a site", "block 9 mailto:a@example.com"], malformed);
    }

    [Fact]
    public void The_canonical_text_of_a_list_is_the_list()
    {
        SpamLists lists = SpamLists.Parse("b.example\na.example\n"u8, "c.example"u8, PublicSuffixList.Embedded);
        SpamLists again = SpamLists.ParseCanonical(Encoding.ASCII.GetBytes(lists.BlockText),
            Encoding.ASCII.GetBytes(lists.AllowText));
        Assert.Equal((lists.BlockText, lists.AllowText), (again.BlockText, again.AllowText));
        Assert.Equal("a.example\nb.example\n", again.BlockText);
        Assert.Equal(
            [true, false, null], new[] { "a.example", "c.example", "d.example" }.Select(site => again.Find(Key(site))));
        Assert.True(SpamLists.Parse(default, default, PublicSuffixList.Embedded).IsEmpty);
    }

    [Fact]
    public void A_site_on_both_lists_is_refused() =>
        Assert.Contains(
            "a.example",
            Assert.Throws<FormatException>(() =>
                SpamLists.Parse("a.example"u8, "www.a.example"u8, PublicSuffixList.Embedded)).Message,
                    StringComparison.Ordinal);

    [Theory]
    [InlineData("www.gov.uk", "www.gov.uk")]
    [InlineData("https://www.service.gov.uk/", "www.service.gov.uk")]
    [InlineData("a.b.service.gov.uk", "b.service.gov.uk")]
    [InlineData("blog.c.example", "c.example")]
    [InlineData("www.alice.github.io", "alice.github.io")]
    [InlineData("www.co.uk", "www.co.uk")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("github.io", null)]
    [InlineData("gov.uk", null)]
    [InlineData("com", null)]
    [InlineData("localhost", null)]
    public void A_host_stands_for_its_root_domain_and_a_suffix_is_none(string line, string? expected)
    {
        List<string> malformed = [];
        SpamLists lists = SpamLists.Parse(Encoding.ASCII.GetBytes(line), default, PublicSuffixList.Embedded,
            (_, _, text) => malformed.Add(text));
        Assert.Equal(expected is null ? "" : $"{expected}\n", lists.BlockText);
        Assert.Equal(expected is null ? [line] : [], malformed);
        Assert.Equal(lists.BlockText, SpamLists.ParseCanonical(Encoding.ASCII.GetBytes(lists.BlockText), default)
            .BlockText);
    }

    [Fact]
    public void What_is_a_suffix_is_a_matter_of_the_list_that_the_build_has()
    {
        PublicSuffixList icann =
            PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.Icann, ["sites.example"]);
        Assert.Equal("a.sites.example\ngithub.io\n",
            SpamLists.Parse("alice.github.io\nblog.a.sites.example\nsites.example"u8, default, icann).BlockText);
    }

    [Fact]
    public void Canonical_text_is_taken_as_it_stands_or_not_at_all()
    {
        Assert.Equal("blog.c.example\ngithub.io\n", SpamLists.ParseCanonical("blog.c.example\ngithub.io\n"u8, default)
            .BlockText);
        Assert.Contains("line 2 of the allow list", Assert.Throws<FormatException>(() =>
            SpamLists.ParseCanonical(default, "a.example\n/\n"u8)).Message, StringComparison.Ordinal);
    }

    private static byte[] Key(string name)
    {
        byte[] key = new byte[name.Length + 8];
        return key[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key)];
    }
}
