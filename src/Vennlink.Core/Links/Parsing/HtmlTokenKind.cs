namespace Vennlink.Links.Parsing;

/// <summary>Kinds of token.</summary>
internal enum HtmlTokenKind : byte
{
    EndOfFile,
    Text,
    StartTag,
    EndTag,
    Comment,
    Doctype,
}
