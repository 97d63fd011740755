using System.Text;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Urls;

namespace Vennlink.Tests.Links;

/// <summary>The HTML standard's "shared declarative refresh steps", and which of a page's elements take them.</summary>
public sealed class DeclarativeRefreshTests
{
    [Theory]
    [InlineData("0; url=/x", "0 /x")]
    [InlineData("0;URL='/x'", "0 /x")]
    [InlineData("5,url=\"/x\"y", "5 /x")]
    [InlineData(" \n7 /x", "7 /x")]
    [InlineData("1.9;/x", "1 /x")]
    [InlineData(".5;/x", "0 /x")]
    [InlineData("0.5.5;/x", "0 /x")]
    [InlineData("0; u /x", "0 u /x")]
    [InlineData("0; url /x", "0 url /x")]
    [InlineData("0; url = '/x", "0 /x")]
    [InlineData("0; urlx", "0 urlx")]
    [InlineData("0; '/x'", "0 /x")]
    [InlineData("0; 'url=/x'", "0 url=/x")]
    [InlineData("0;;url=/x", "0 ;url=/x")]
    [InlineData("0; url=", "0 ")]
    [InlineData("99999999999;/x", "2147483647 /x")]
    [InlineData("3", "3 reload")]
    [InlineData("3;  ", "3 reload")]
    [InlineData(".", "0 reload")]
    [InlineData("", null)]
    [InlineData("-1;/x", null)]
    [InlineData("x; url=/x", null)]
    [InlineData("url=/x", null)]
    [InlineData("0/x", null)]
    [InlineData("0x;/x", null)]
    public void A_value_is_read_as_the_standard_says(string value, string? expected)
    {
        bool isRefresh = DeclarativeRefresh.TryParse(Encoding.UTF8.GetBytes(value), out int seconds, out bool isReload,
            out ReadOnlySpan<byte> url);
        Assert.Equal(expected, !isRefresh ? null
            : isReload ? $"{seconds} reload" : $"{seconds} {Encoding.UTF8.GetString(url)}");
    }

    [Theory]
    [InlineData("<META HTTP-EQUIV=Refresh CONTENT='0; URL=x?a=1&amp;b=2#c'>", "0 example.com/dir/x?a=1&b=2")]
    [InlineData("<body><p>x<meta http-equiv=refresh content='10;//t.example'>", "10 t.example/")]
    [InlineData("<base href=/b/><meta http-equiv=refresh content='0;x'>", "0 example.com/b/x")]
    [InlineData("<meta http-equiv=refresh content='0;x'><base href=/b/>", "0 example.com/dir/x")]
    [InlineData("<meta http-equiv=refresh content=nonsense><meta http-equiv=refresh content='0;x'>",
        "0 example.com/dir/x")]
    [InlineData("<meta http-equiv=refresh content='9;y'><meta http-equiv=refresh content='0;x'>",
        "9 example.com/dir/y")]
    [InlineData("<meta http-equiv=refresh content=5><meta http-equiv=refresh content='0;x'>", null)]
    [InlineData("<meta http-equiv=refresh content='0;#top'>", null)]
    [InlineData("<meta http-equiv=refresh content='0;https://u:p@example.com/dir/page'>", null)]
    [InlineData("<meta http-equiv=refresh content='0;http://example.com/dir/page'>", "0 example.com/dir/page")]
    [InlineData("<meta http-equiv=refresh content='0;javascript:x()'>", null)]
    [InlineData("<meta http-equiv=refresh content='0;http://['>", null)]
    [InlineData("<noscript><meta http-equiv=refresh content='0;x'></noscript>", null)]
    [InlineData("<body><noscript><meta http-equiv=refresh content='0;x'></noscript>", null)]
    [InlineData("<template><meta http-equiv=refresh content='0;x'></template>", null)]
    [InlineData("<meta name=refresh content='0;x'>", null)]
    public void The_first_meta_that_can_be_read_counts(string html, string? expected)
    {
        PageLinks links = PageText.Html(html);
        Assert.Equal(expected, links.RefreshSeconds is { } seconds
            ? $"{seconds} {UrlKey.ToText(links.RefreshTarget)}" : null);
        Assert.Equal(0, links.Count);
    }
}
