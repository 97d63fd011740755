namespace Vennlink.Links.Parsing;

/// <summary>One attribute of a start tag: slices of the page.</summary>
internal readonly record struct HtmlAttribute(HtmlAttributeName Known, int NameStart, int NameLength, int ValueStart,
    int ValueLength);
