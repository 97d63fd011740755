using System.Diagnostics;
using System.Text;
using CsCheck;
using Vennlink.Links.Parsing;

namespace Vennlink.Tests.Links;

/// <summary>Pages made to cost much, and tag soup.</summary>
public sealed class HtmlHostileTests
{
    private const int Megabyte = 1 << 20;

    // Each is linear in its length here; without a cap the commented ones are not.
    public static TheoryData<string, string, string> Pages => new()
    {
        { "<div>", "", "deep nesting" },
        { "<b>", "</b>", "deep formatting" },
        { "<b><p>", "", "formatting reopened in each paragraph" },
        { "<font a=#>", "<p>x", "different formatting elements, reopened in each paragraph" },
        { "<a href=#><table><tr><td>", "", "links in tables in links" },
        { "<a href=#><object>", "</a>", "links around links" },
        { "<table><tr><td>", "</i>", "deep tables" },
        { "<i><div>", "</i>", "adoption" },
        { "<b><i><u><s><div>", "</b></i></u></s>", "adoption of chains" },
        { "<template>", "</template>", "deep templates" },
        { "<svg><foreignObject>", "<p>", "svg in html in svg" },
        { "<math><mtext>", "<table>", "math" },
        { "<select><option>", "</option>", "options" },
        { "<li><ul>", "</li>", "lists" },
        { "<x#>", "</x#>", "different unknown names" },
        { "<p a# b c d e>", "</p>", "attributes" },
        { "<table><tr>x<td>y", "", "text before tables" },
        { "<frameset>", "x y z", "framesets" },
        { "&amp;&notit;&#x10FFFF", "&", "references" },
        { "<!--", "-", "comments" },
        { "<script><!--<script>", "</script", "scripts" },
        { "<![CDATA[", "]]", "bogus comments" },
        { "</", "<", "lone angle brackets" },
        { "<a b='", "'c", "quotes" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_megabyte_of_it_is_read_in_bounded_time_and_memory(string opening, string closing, string what)
    {
        var page = new StringBuilder(Megabyte);
        for (int i = 0; page.Length < Megabyte / 2; i++)
        {
            page.Append(
                opening.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal));
        }

        for (int i = 0; closing.Length > 0 && page.Length < Megabyte; i++)
        {
            page.Append(
                closing.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal));
        }

        page.Append("<a href=/last>last</a>");
        byte[] html = Encoding.UTF8.GetBytes(page.ToString());
        var tree = new HtmlTree();
        var watch = Stopwatch.StartNew();
        new HtmlTreeBuilder(html, tree, new HtmlTreeState(), keepAll: true).Build();
        PageText.Html(html);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{what}: {watch.Elapsed}");
        Assert.True(tree.NodeCount < (html.Length * 2) + HtmlTreeBuilder.MinCloneBudget,
            $"{what}: {tree.NodeCount} nodes");
    }

    [Fact]
    public void A_tag_with_a_hundred_thousand_attributes_keeps_its_href()
    {
        string attributes = string.Concat(Enumerable.Range(0, 100_000).Select(i => $" a{i}=x"));
        Assert.Equal("example.com/dir/1 'x'\n", PageText.Lines(PageText.Html($"<a{attributes} href=1 href=2>x</a>")));
    }

    [Fact]
    public void Links_below_the_deepest_element_are_still_links()
    {
        string deep = string.Concat(Enumerable.Repeat("<div>", 5000));
        Assert.Equal("example.com/dir/1 ''\nexample.com/dir/2 ''\n",
            PageText.Lines(PageText.Html($"{deep}<a href=1>x</a><a href=2>y</a>")));
    }

    // What the product leaves out of the tree changes no link, no title and no text of a link.
    [Fact]
    public void A_tree_with_everything_has_the_same_links() => Soup().Sample(
        html =>
        {
            byte[] page = Encoding.UTF8.GetBytes(html);
            return Links(page, keepAll: false) == Links(page, keepAll: true);
        },
        iter: 20_000);

    [Fact]
    public void Soup_of_any_bytes_is_read_without_a_crash() => Gen.Byte.Array[0, 200].Sample(page =>
    {
        PageText.Html(page);
        PageText.Html([.. "<a href="u8, .. page, .. "<table><svg>"u8, .. page]);
    });

    private static Gen<string> Soup()
    {
        string[] tags =
        [
            "a href=1", "a href=2", "a href=1 x=y", "a x=y href=1", "a", "b", "b x=y", "B X='y'", "i", "font size=1",
            "nobr", "p", "div", "table", "tr", "td", "th", "tbody", "caption", "col", "colgroup", "ul", "li", "form",
            "button", "h1", "object", "marquee", "template", "svg", "math", "mi", "desc", "foreignObject",
            "annotation-xml encoding=text/html", "title", "span", "span x='>' y", "dd", "script", "style", "textarea",
            "noscript", "xmp", "plaintext", "pre", "br", "img alt=x", "input", "input type=hidden", "area href=3",
            "meta", "base href=/b/", "body", "html", "head", "frameset", "frame", "select", "option", "x-y", "ruby",
            "rt",
        ];
        Gen<string> tag = Gen.Select(Gen.Int[0, tags.Length - 1].Select(i => tags[i]), Gen.Bool, (name, isEnd) =>
            isEnd ? $"</{name.Split(' ')[0]}>" : $"<{name}>");
        string[] texts = ["x", " ", "y z", "&amp;", "\0", "<!-- c -->", "<![CDATA[d]]>", "<!doctype html>"];
        Gen<string> text = Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
        return Gen.OneOf(tag, tag, text).Array[0, 30].Select(string.Concat);
    }

    private static string Links(byte[] page, bool keepAll)
    {
        var tree = new HtmlTree();
        new HtmlTreeBuilder(page, tree, new HtmlTreeState(), keepAll).Build();
        var text = new StringBuilder();
        for (int node = HtmlTree.Document; node != HtmlTree.None;)
        {
            HtmlNode at = tree[node];
            if (at.Kind == HtmlNodeKind.Element
                && ((HtmlTag)at.Tag is HtmlTag.A or HtmlTag.Area or HtmlTag.Title or HtmlTag.Base
                    || HasAncestor(tree, node)))
            {
                text.Append('<').Append((HtmlTag)at.Tag);
                foreach (HtmlAttribute attribute in tree.AttributesOf(node))
                {
                    if (attribute.Known == HtmlAttributeName.Other
                        || (HtmlTagTable.Traits(at.Tag) & HtmlTraits.HasAttributes) == 0)
                    {
                        continue;
                    }

                    text.Append(' ').Append(Encoding.UTF8.GetString(page, attribute.ValueStart, attribute.ValueLength));
                }

                text.Append('>');
            }
            else if (at.Kind == HtmlNodeKind.Text && HasAncestor(tree, node))
            {
                text.Append(Conformance.HtmlDump.Decode(page.AsSpan(at.Start, at.Length), at.TextForm));
            }

            bool goesBelow = at.FirstChild != HtmlTree.None && at.Tag != (int)HtmlTag.Template;
            node = goesBelow ? at.FirstChild : tree.NextOutside(node, HtmlTree.Document);
        }

        return text.ToString();
    }

    private static bool HasAncestor(HtmlTree tree, int node)
    {
        while (node != HtmlTree.None && (HtmlTag)tree[node].Tag is not (HtmlTag.A or HtmlTag.Title))
        {
            node = tree[node].Parent;
        }

        return node != HtmlTree.None;
    }
}
