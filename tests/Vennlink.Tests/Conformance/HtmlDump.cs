using System.Text;
using Vennlink.Links.Parsing;

namespace Vennlink.Tests.Conformance;

/// <summary>Prints a tree as html5lib's tree construction tests print it.</summary>
internal static class HtmlDump
{
    private static readonly string[] SvgNames =
    [
        "altGlyph", "altGlyphDef", "altGlyphItem", "animateColor", "animateMotion", "animateTransform", "clipPath",
        "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
        "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
        "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
        "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "foreignObject", "glyphRef", "linearGradient",
        "radialGradient", "textPath",
    ];

    private static readonly string[] SvgAttributes =
    [
        "attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits",
        "diffuseConstant", "edgeMode", "filterUnits", "glyphRef", "gradientTransform", "gradientUnits", "kernelMatrix",
        "kernelUnitLength", "keyPoints", "keySplines", "keyTimes", "lengthAdjust", "limitingConeAngle", "markerHeight",
        "markerUnits", "markerWidth", "maskContentUnits", "maskUnits", "numOctaves", "pathLength",
        "patternContentUnits", "patternTransform", "patternUnits", "pointsAtX", "pointsAtY", "pointsAtZ",
        "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "refX", "refY", "repeatCount", "repeatDur",
        "requiredExtensions", "requiredFeatures", "specularConstant", "specularExponent", "spreadMethod", "startOffset",
        "stdDeviation", "stitchTiles", "surfaceScale", "systemLanguage", "tableValues", "targetX", "targetY",
        "textLength", "viewBox", "viewTarget", "xChannelSelector", "yChannelSelector", "zoomAndPan",
    ];

    private static readonly Dictionary<string, string> NamespacedAttributes = new()
    {
        ["xlink:actuate"] = "xlink actuate",
        ["xlink:arcrole"] = "xlink arcrole",
        ["xlink:href"] = "xlink href",
        ["xlink:role"] = "xlink role",
        ["xlink:show"] = "xlink show",
        ["xlink:title"] = "xlink title",
        ["xlink:type"] = "xlink type",
        ["xml:lang"] = "xml lang",
        ["xml:space"] = "xml space",
        ["xmlns"] = "xmlns xmlns",
        ["xmlns:xlink"] = "xmlns xlink",
    };

    private static readonly Dictionary<string, string> AdjustedSvgNames = SvgNames.ToDictionary(name =>
        name.ToLowerInvariant());
    private static readonly Dictionary<string, string> AdjustedSvgAttributes = SvgAttributes.ToDictionary(name =>
        name.ToLowerInvariant());

    public static string Dump(ReadOnlySpan<byte> html)
    {
        var tree = new HtmlTree();
        new HtmlTreeBuilder(html, tree, new HtmlTreeState(), keepAll: true).Build();
        var output = new StringBuilder();
        Children(tree, html, HtmlTree.Document, 0, output);
        return output.ToString();
    }

    public static string Decode(ReadOnlySpan<byte> raw, HtmlTextForm form)
    {
        var decoded = new byte[raw.Length * 3];
        return Encoding.UTF8.GetString(decoded.AsSpan(0, HtmlText.Decode(raw, form, decoded)));
    }

    /// <summary>A tag or attribute name as the tokenizer has it: ASCII lower case, NUL replaced.</summary>
    public static string Name(ReadOnlySpan<byte> raw) =>
        string.Concat(Encoding.UTF8.GetString(raw).Replace('\0', '\uFFFD')
            .Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));

    private static void Children(HtmlTree tree, ReadOnlySpan<byte> html, int parent, int depth, StringBuilder output)
    {
        string indent = "| " + new string(' ', depth * 2);
        for (int child = tree[parent].FirstChild; child != HtmlTree.None; child = tree[child].Next)
        {
            HtmlNode node = tree[child];
            ReadOnlySpan<byte> raw = node.Kind == HtmlNodeKind.Element ? default : html.Slice(node.Start, node.Length);
            switch (node.Kind)
            {
                case HtmlNodeKind.Doctype:
                    output.Append(indent).Append(Doctype(html, node.Start)).Append('\n');
                    break;
                case HtmlNodeKind.Comment:
                    output.Append(indent).Append("<!-- ").Append(Decode(raw, HtmlTextForm.Literal)).Append(" -->\n");
                    break;
                case HtmlNodeKind.Text:
                    string text = Decode(raw, node.TextForm);
                    while (tree[child].Next != HtmlTree.None
                        && tree[tree[child].Next] is { Kind: HtmlNodeKind.Text, ContinuesText: true } more)
                    {
                        text += Decode(html.Slice(more.Start, more.Length), more.TextForm);
                        child = tree[child].Next;
                    }

                    if (text.Length > 0)
                    {
                        output.Append(indent).Append('"').Append(text).Append("\"\n");
                    }

                    break;
                default:
                    Element(tree, html, child, depth, output);
                    break;
            }
        }
    }

    private static void Element(HtmlTree tree, ReadOnlySpan<byte> html, int element, int depth, StringBuilder output)
    {
        string indent = "| " + new string(' ', depth * 2);
        HtmlNode node = tree[element];
        bool isSvg = (node.Tag & HtmlNode.Svg) != 0;
        bool isMath = (node.Tag & HtmlNode.Math) != 0;
        string name = TagName(tree, html, node.Tag & HtmlNode.LocalNameMask);
        name = isSvg ? "svg " + AdjustedSvgNames.GetValueOrDefault(name, name) : isMath ? "math " + name : name;
        output.Append(indent).Append('<').Append(name).Append(">\n");
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (HtmlAttribute attribute in tree.AttributesOf(element))
        {
            string attributeName = Name(html.Slice(attribute.NameStart, attribute.NameLength));
            if (isSvg)
            {
                attributeName = AdjustedSvgAttributes.GetValueOrDefault(attributeName, attributeName);
            }

            if (isMath && attributeName == "definitionurl")
            {
                attributeName = "definitionURL";
            }

            if (isSvg || isMath)
            {
                attributeName = NamespacedAttributes.GetValueOrDefault(attributeName, attributeName);
            }

            attributes[attributeName] =
                Decode(html.Slice(attribute.ValueStart, attribute.ValueLength), HtmlTextForm.Attribute);
        }

        foreach ((string attributeName, string value) in attributes)
        {
            output.Append(indent).Append("  ").Append(attributeName).Append("=\"").Append(value).Append("\"\n");
        }

        int below = depth + 1;
        if (node.Tag == (int)HtmlTag.Template)
        {
            output.Append(indent).Append("  content\n");
            below++;
        }

        Children(tree, html, element, below, output);
    }

    public static string TagName(HtmlTree tree, ReadOnlySpan<byte> html, int tag)
    {
        if (tag < (int)HtmlTag.FirstUnknown)
        {
            return HtmlTagTable.Name((HtmlTag)tag);
        }

        (int start, int length) = tree.UnknownTagName(tag);
        return Name(html.Slice(start, length));
    }

    // The tree keeps where the doctype's name starts; its identifiers are read again here.
    private static string Doctype(ReadOnlySpan<byte> html, int nameStart)
    {
        int start = html[..nameStart].LastIndexOf("<!"u8);
        var tokenizer = new HtmlTokenizer(html[start..], new HtmlTree(), keepAll: true);
        tokenizer.Read();
        string name = Name(html.Slice(start + tokenizer.Start, tokenizer.Length));
        return tokenizer.PublicId.IsEmpty && tokenizer.SystemId.IsEmpty
            ? $"<!DOCTYPE {name}>"
            : $"<!DOCTYPE {name} \"{Decode(tokenizer.PublicId, HtmlTextForm.Literal)}\" "
                + $"\"{Decode(tokenizer.SystemId, HtmlTextForm.Literal)}\">";
    }
}
