namespace Vennlink.Links.Parsing;

/// <summary>What tree construction needs to know of an element name, as one set of bits.</summary>
[Flags]
internal enum HtmlTraits
{
    None = 0,

    /// <summary>In the standard's category "special".</summary>
    Special = 1 << 0,

    /// <summary>Ends "in scope" searches.</summary>
    DefaultScope = 1 << 1,

    /// <summary>Ends "in list item scope" searches.</summary>
    ListScope = 1 << 2,

    /// <summary>Ends "in button scope" searches.</summary>
    ButtonScope = 1 << 3,

    /// <summary>Ends "in table scope" searches.</summary>
    TableScope = 1 << 4,

    /// <summary>Closed by "generate implied end tags".</summary>
    ImpliedEnd = 1 << 6,

    /// <summary>Closed by "generate all implied end tags thoroughly".</summary>
    ThoroughlyImpliedEnd = 1 << 7,

    /// <summary>
    /// A formatting element: kept in the list of active formatting elements, compared by all of its attributes.
    /// </summary>
    Formatting = 1 << 8,

    /// <summary>Has an attribute that matters to the tree or to links.</summary>
    HasAttributes = 1 << 9,

    /// <summary>Its start tag leaves foreign content (font only with certain attributes).</summary>
    BreaksOut = 1 << 10,

    /// <summary>Text sits in it through foster parenting: table, tbody, tfoot, thead, tr.</summary>
    TableParts = 1 << 11,

    /// <summary>Bound to insertion modes: never left out of the stack of open elements.</summary>
    Structural = 1 << 12,

    /// <summary>Begins and ends a line where a person sees it: white space around it in anchor text.</summary>
    Line = 1 << 13,

    /// <summary>Its text is not seen by a person.</summary>
    Unseen = 1 << 14,

    /// <summary>
    /// Looked for in the tree, or moved in it: has a node wherever it stands. Other elements have one only where a link
    /// may hold them.
    /// </summary>
    Sought = 1 << 15,

    /// <summary>A tag that "in cell" does not leave to "in body", as a start tag or as an end tag.</summary>
    TableTag = 1 << 16,

    /// <summary>Its end tag does more in the body than to close the element when that is the current node.</summary>
    EndsMore = 1 << 17,
}
