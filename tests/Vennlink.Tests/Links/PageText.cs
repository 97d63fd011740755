using System.Globalization;
using System.Text;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Urls;

namespace Vennlink.Tests.Links;

/// <summary>Reads pages in tests and prints what was found as text.</summary>
internal static class PageText
{
    public static UrlRecord Url(string text)
    {
        var url = new UrlRecord();
        Assert.True(new UrlParser().TryParse(Encoding.UTF8.GetBytes(text), null, url), text);
        return url;
    }

    public static PageLinks Html(string html, string url = "https://example.com/dir/page",
        string contentType = "text/html; charset=utf-8") =>
        Html(Encoding.UTF8.GetBytes(html), url, contentType);

    public static PageLinks Html(byte[] html, string url = "https://example.com/dir/page", string contentType = "")
    {
        var links = new PageLinks();
        new HtmlLinks().Extract(html, Encoding.ASCII.GetBytes(contentType), Url(url), links);
        return links;
    }

    public static string Title(PageLinks links) => Encoding.UTF8.GetString(links.Title);

    public static string Target(PageLinks links, int index) => UrlKey.ToText(links.TargetKey(index));

    public static string Anchor(PageLinks links, int index) => Encoding.UTF8.GetString(links.Anchor(index));

    /// <summary>One line a link: target, kind where it is not an anchor, rel flags, anchor text in quotes.</summary>
    public static string Lines(PageLinks links)
    {
        var text = new StringBuilder();
        for (int i = 0; i < links.Count; i++)
        {
            string kind = links.Kind(i) == LinkKind.Anchor ? "" : $" {links.Kind(i)}";
            string rel = links.Rel(i) == LinkRel.None ? "" : $" {links.Rel(i)}";
            text.Append(CultureInfo.InvariantCulture, $"{Target(links, i)}{kind}{rel} '{Anchor(links, i)}'\n");
        }

        return text.ToString();
    }
}
