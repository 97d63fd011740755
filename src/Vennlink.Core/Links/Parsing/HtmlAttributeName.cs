namespace Vennlink.Links.Parsing;

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
}
