namespace Vennlink.Links.Parsing;

/// <summary>How the raw bytes of a text node become its data.</summary>
[Flags]
internal enum HtmlTextForm : byte
{
    /// <summary>Character references stand for characters, NUL for U+FFFD.</summary>
    None = 0,

    /// <summary>No character references: raw text, script, CDATA.</summary>
    Literal = 1,

    /// <summary>NUL is left out instead of replaced.</summary>
    DropNul = 2,

    /// <summary>
    /// An attribute value: a reference without semicolon before <c>=</c> or a letter or digit stays as it is.
    /// </summary>
    Attribute = 4,
}
