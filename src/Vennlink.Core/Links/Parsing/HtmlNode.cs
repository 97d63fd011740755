namespace Vennlink.Links.Parsing;

/// <summary>One node of the flat tree: links are indexes into <see cref="HtmlTree"/>, −1 for none.</summary>
/// <remarks>
/// The children of an HTML <c>template</c> element are its contents. Text nodes are not merged: one that the standard
/// would have added to the text before it has <see cref="ContinuesText"/>.
/// </remarks>
internal struct HtmlNode
{
    /// <summary>Bit of <see cref="Tag"/>: an SVG element.</summary>
    public const int Svg = 1 << 29;

    /// <summary>Bit of <see cref="Tag"/>: a MathML element.</summary>
    public const int Math = 1 << 30;

    /// <summary>Takes the namespace bits off a <see cref="Tag"/>.</summary>
    public const int LocalNameMask = Svg - 1;

    public int Parent;
    public int FirstChild;
    public int LastChild;
    public int Previous;
    public int Next;

    /// <summary>
    /// Element: its <see cref="HtmlTag"/> or the page's number for the name, with the namespace bit; a plain number is
    /// an HTML element.
    /// </summary>
    public int Tag;

    /// <summary>Element: first attribute in the tree. Text, comment, doctype: first byte on the page.</summary>
    public int Start;

    /// <summary>Attributes, or bytes.</summary>
    public int Length;

    /// <summary>
    /// Formatting element: where the attributes of its tag stand on the page when only those that matter to links are
    /// in the tree; else <see cref="HtmlTree.None"/>.
    /// </summary>
    public int Markup;

    public HtmlNodeKind Kind;
    public HtmlTextForm TextForm;
    public bool ContinuesText;
}

/// <summary>Kinds of node.</summary>
internal enum HtmlNodeKind : byte
{
    Document,
    Doctype,
    Element,
    Text,
    Comment,
}
