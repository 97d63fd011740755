namespace Vennlink.Links.Parsing;

/// <summary>Kinds of node.</summary>
internal enum HtmlNodeKind : byte
{
    Document,
    Doctype,
    Element,
    Text,
    Comment,
}
