using Mode = Vennlink.Links.Parsing.HtmlInsertionMode;

namespace Vennlink.Links.Parsing;

/// <summary>Working arrays of <see cref="HtmlTreeBuilder"/>, reused from page to page.</summary>
internal sealed class HtmlTreeState
{
    /// <summary>The stack of open elements: nodes.</summary>
    public int[] OpenNodes { get; } = new int[HtmlTreeBuilder.MaxStructuralDepth];

    /// <summary>The stack of open elements: nodes that children are placed under.</summary>
    public int[] OpenPlaces { get; } = new int[HtmlTreeBuilder.MaxStructuralDepth];

    /// <summary>The stack of open elements: names.</summary>
    public int[] OpenTags { get; } = new int[HtmlTreeBuilder.MaxStructuralDepth];

    /// <summary>How many HTML elements of each known name are open.</summary>
    public int[] OpenCounts { get; } = new int[(int)HtmlTag.FirstUnknown];

    /// <summary>The list of active formatting elements; markers are <see cref="HtmlTree.None"/>.</summary>
    public List<int> Formatting { get; } = [];

    /// <summary>The stack of template insertion modes.</summary>
    public List<Mode> TemplateModes { get; } = [];

    /// <summary>Pending table character tokens.</summary>
    public List<(int Start, int Length, HtmlTextForm Form)> TableText { get; } = [];

    /// <summary>
    /// Open elements that searches may have looked at, for the test of growth: no token costs more than the deepest
    /// stack.
    /// </summary>
    public long Steps { get; set; }

    /// <summary>Forgets the page.</summary>
    public void Clear()
    {
        Steps = 0;
        Array.Clear(OpenCounts);
        Formatting.Clear();
        TemplateModes.Clear();
        TableText.Clear();
    }
}
