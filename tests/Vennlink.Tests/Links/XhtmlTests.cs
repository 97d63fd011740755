using System.Text;
using System.Xml;
using System.Xml.Linq;
using CsCheck;
using Vennlink.Links;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Tests.Links;

/// <summary>Pages of the type application/xhtml+xml, which are XML where they are well-formed.</summary>
public sealed class XhtmlTests
{
    private const string Type = "application/xhtml+xml";
    private const string Open = "<html xmlns='http://www.w3.org/1999/xhtml'>";

    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    [Theory]
    [InlineData("<head><title>S</title><script src='a.js'/></head><p><a href='1'>x</a></p>", "1 'x'")]
    [InlineData("<title/><style/><textarea/><iframe/><noscript/><xmp/><a href='1'/><div/><a href='2'>y</a>",
        "1 ''|2 'y'")]
    [InlineData("<a href='1'><![CDATA[<b>&amp;]]></a><!-- <a href='2'/> --><?pi <a href='3'/>?>", "1 '<b>&amp;'")]
    [InlineData("<a href='1?a=1&amp;b=&#50;'>&nbsp;caf&eacute;&lt;&#x2022;</a>", "1?a=1&b=2 'café<•'")]
    [InlineData("<h:a xmlns:h='http://www.w3.org/1999/xhtml' href='1'>x</h:a>", "1 'x'")]
    [InlineData("<A href='1'/><a HREF='2'/><a xmlns='' href='3'/><a xmlns:x='u' x:href='4'/>", "")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><a href='1'/></svg><template><a href='2'/></template>", "")]
    [InlineData("<noscript><a href='1'>x</a></noscript><table><a href='2'>y<a href='3'>z</a></a></table>",
        "1 'x'|2 'yz'|3 'z'")]
    [InlineData("<p xml:base='/b/'><a href='1'>x</a></p>", "1 'x'")]
    [InlineData("<pre><a href='1'>\nx\r\n y</a></pre>", "1 'x y'")]
    public void What_is_well_formed_is_read_as_xml(string body, string expected)
    {
        string lines = Lines(PageText.Html($"{Open}{body}</html>", contentType: Type));
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), lines.Split('\n')[..^1]);
    }

    // Not well-formed; a reference that HTML does not know; no HTML namespace at the root; too deep.
    [Theory]
    [InlineData(Open + "<p><a href='1'>x<br></a></html>")]
    [InlineData(Open + "<script/><a href='1'>x</a></html>&")]
    [InlineData(Open + "<a href=1>x</a></html>")]
    [InlineData("<!DOCTYPE html [<!ENTITY e '<a href=\"2\"/>'>]>" + Open + "<a href='1'>x</a>&e;</html>")]
    [InlineData("<html><title/><a href='1'>x</a></html>")]
    [InlineData("")]
    public void Anything_else_is_read_as_html(string page) => Assert.Equal(
        Lines(PageText.Html(page)), Lines(PageText.Html(page, contentType: Type)));

    [Fact]
    public void Too_deep_and_too_long_pages_are_read_as_html()
    {
        Check(string.Concat(Enumerable.Repeat("<p>", XhtmlReader.MaxDepth)), "</p>");
        Check($"<!--{new string('x', XhtmlReader.MaxPageBytes)}-->", "");

        void Check(string opening, string closing)
        {
            string page = $"{Open}{opening}<script/><a href='1'/>"
                + string.Concat(Enumerable.Repeat(closing, XhtmlReader.MaxDepth)) + "</html>";
            Assert.Equal("", Lines(PageText.Html(page, contentType: Type)));
        }
    }

    [Theory]
    [InlineData("<?xml version='1.0' encoding='windows-1251'?>", "", "Ïðèâåò")]
    [InlineData("", "; charset=windows-1251", "Ïðèâåò")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?>", "; charset=\"windows-1251\"", "Ïðèâåò")]
    public void The_encoding_is_the_headers_or_the_declarations(string declaration, string parameter, string latin1)
    {
        byte[] page = Encoding.Latin1.GetBytes($"{declaration}{Open}<title>{latin1}</title></html>");
        Assert.Equal("Привет", PageText.Title(PageText.Html(page, contentType: Type + parameter)));
    }

    [Fact]
    public void Base_canonical_robots_refresh_and_title_count_as_in_html()
    {
        PageLinks links = PageText.Html($"<?xml version='1.0'?><!DOCTYPE html>{Open}<head><title> a <b>b</b> c</title>"
            + "<base href='/b/'/><link rel='canonical' href='c'/><meta name='robots' content='nofollow'/>"
            + "<meta http-equiv='refresh' content='3;d'/></head><body><map><area href='e' alt='f'/></map>"
            + "</body></html>",
            contentType: Type);
        Assert.Equal("example.com/b/c Canonical ''\nexample.com/b/e 'f'\n", PageText.Lines(links));
        Assert.Equal("a c", PageText.Title(links));
        Assert.True(links.PageNofollow);
        Assert.Equal("example.com/b/d", UrlKey.ToText(links.RefreshTarget));
    }

    // Beside the framework's document model: made documents, and the same with bytes changed. A page that it refuses
    // has the links of HTML.
    [Fact]
    public void Links_and_title_are_those_of_the_document_model() =>
        Gen.Select(Element(0), Gen.Int[0, 20], Gen.Int[0, 1000], OneOf("<", "&", "/", "'", "x", ">"))
            .Sample(
                (body, odds, at, put) =>
                {
                    string page = $"{Open}<title>t <![CDATA[&]]></title>{body}</html>";
                    page = odds > 0 ? page : page.Insert(at % page.Length, put);
                    PageLinks links = PageText.Html(page, contentType: Type);
                    return Expected(page) is { } expected
                        ? IsAsExpected(links, expected) : Lines(links) == Lines(PageText.Html(page));
                },
                iter: 20_000);

    private static Gen<string> Element(int depth)
    {
        Gen<string> name = OneOf("a", "a", "p", "div", "script", "area", "title", "h:a", "textarea", "svg",
            "iframe", "template", "A", "x-y");
        Gen<string> attributes = OneOf("", " href='1'", " href=\"2?a&amp;b\"", " href = '&#x33;'",
            " rel='nofollow' href='/4'", " xmlns='u' href='5'", " h:href='6'", " xmlns='http://www.w3.org/1999/xhtml'");
        Gen<string> text = OneOf("x", " ", "\n y", "&lt;", "<![CDATA[<a href='9'>]]>", "<!--<a>-->", "<?p i?>",
            "é", "&#233;");
        Gen<string> content = depth > 4 ? text : Gen.OneOf(text, Element(depth + 1)).Array[0, 4].Select(string.Concat);
        return Gen.Select(name, attributes, content, Gen.Bool, (tag, attribute, inside, isEmpty) => isEmpty
            ? $"<{tag}{Prefix(tag)}{attribute}/>" : $"<{tag}{Prefix(tag)}{attribute}>{inside}</{tag}>");
    }

    private static Gen<string> OneOf(params string[] choices) =>
        Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static string Prefix(string tag) =>
        tag == "svg" ? "" : " xmlns:h='http://www.w3.org/1999/xhtml'";

    // The title; target and text of each link, no text where the link holds elements: that is left to the tests of
    // anchor text.
    private static (string Title, List<(string Target, string? Text)> Links)? Expected(string page)
    {
        XDocument document;
        try
        {
            using XmlReader reader = XmlReader.Create(
                new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }

        if (document.Root!.Name.Namespace != Html)
        {
            return null;
        }

        List<(string Target, string? Text)> links = [];
        foreach (XElement element in document.Descendants())
        {
            bool isArea = element.Name == Html + "area";
            if ((isArea || element.Name == Html + "a") && element.Attribute("href") is { } href
                && !element.Ancestors(Html + "template").Any())
            {
                links.Add((Key(href.Value), isArea ? "" : element.HasElements ? null : Collapse(element.Value)));
            }
        }

        XElement? title = document.Descendants(Html + "title").FirstOrDefault(
            element => !element.Ancestors(Html + "template").Any());
        return (Collapse(string.Concat(title?.Nodes().OfType<XText>().Select(text => text.Value) ?? [])), links);
    }

    private static string Collapse(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string Key(string href)
    {
        UrlRecord url = new();
        Assert.True(new UrlParser().TryParse(
            Encoding.UTF8.GetBytes(href), PageText.Url("https://example.com/dir/page"), url));
        byte[] key = new byte[url.MaxKeyBytes];
        return UrlKey.ToText(key.AsSpan(0, url.WriteKey(key)));
    }

    private static bool IsAsExpected(
        PageLinks links, (string Title, List<(string Target, string? Text)> Links) expected) =>
        PageText.Title(links) == expected.Title && links.Count == expected.Links.Count
        && expected.Links.Index().All(link => PageText.Target(links, link.Index) == link.Item.Target
            && (link.Item.Text ?? PageText.Anchor(links, link.Index)) == PageText.Anchor(links, link.Index));

    private static string Lines(PageLinks links)
    {
        StringBuilder lines = new();
        for (int i = 0; i < links.Count; i++)
        {
            lines.Append(Short(PageText.Target(links, i))).Append(" '").Append(PageText.Anchor(links, i)).Append("'\n");
        }

        return lines.ToString();
    }

    private static string Short(string target) => target.Replace("example.com/dir/", "", StringComparison.Ordinal);
}
