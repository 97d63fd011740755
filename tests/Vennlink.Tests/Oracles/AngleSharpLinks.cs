using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// What AngleSharp's tree says of a page, with noscript as raw text, as browsers with scripting have it.
/// </summary>
internal static class AngleSharpLinks
{
    public sealed record Answer(string Title, string? Base, string? Canonical, List<(string Href, string Rel)> Links);

    /// <summary>Reads a page that is in UTF-8 by now.</summary>
    public static Answer Read(byte[] utf8)
    {
        IBrowsingContext context = BrowsingContext.New(Configuration.Default);
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = true }, context);
        using var document = parser.ParseDocument(Encoding.UTF8.GetString(utf8));
        List<(string Href, string Rel)> links = [];
        foreach (IElement element in document.All)
        {
            if (element.NamespaceUri == NamespaceNames.HtmlUri && element.LocalName is "a" or "area"
                && element.GetAttribute("href") is { } href
                && element.NamespaceUri == NamespaceNames.HtmlUri)
            {
                links.Add((href, element.GetAttribute("rel") ?? ""));
            }
        }

        IElement? title = document.All.FirstOrDefault(element =>
            element.LocalName == "title" && element.NamespaceUri == NamespaceNames.HtmlUri);
        return new Answer(
            title?.TextContent ?? "",
            document.QuerySelector("base[href]")?.GetAttribute("href"),
            document.QuerySelector("link[rel~=canonical i][href]")?.GetAttribute("href"),
            links);
    }
}
