namespace Vennlink.Links.Parsing;

/// <summary>One attribute of a start tag: slices of the page.</summary>
internal readonly record struct HtmlAttribute(HtmlAttributeName Known, int NameStart, int NameLength, int ValueStart,
    int ValueLength);

/// <summary>Attributes that matter to the tree or to links; other names are told apart by their bytes.</summary>
internal enum HtmlAttributeName : byte
{
    Other,
    Href,
    Rel,
    Alt,
    Name,
    Type,
    Face,
    Size,
    Color,
    Content,
    Charset,
    Encoding,
    HttpEquiv,
    Lang,
    XmlLang,
}
