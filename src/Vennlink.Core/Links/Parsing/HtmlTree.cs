using System.Runtime.CompilerServices;

namespace Vennlink.Links.Parsing;

/// <summary>
/// The tree of one page in flat arrays, with text and attributes as slices of the page; reused from page to page.
/// </summary>
/// <remarks>Node 0 is the document. Not thread-safe. Memory grows to what the largest page needed and stays.</remarks>
internal sealed class HtmlTree
{
    /// <summary>Index that stands for no node.</summary>
    public const int None = -1;

    /// <summary>The document node.</summary>
    public const int Document = 0;

    private HtmlNode[] _nodes = new HtmlNode[1024];
    private HtmlAttribute[] _attributes = new HtmlAttribute[1024];
    private UnknownName[] _unknown = new UnknownName[64];
    private int[] _unknownSlots = new int[256];

    /// <summary>Nodes in use, in order of creation; some may hang nowhere.</summary>
    public int NodeCount { get; private set; }

    /// <summary>Attributes in use.</summary>
    public int AttributeCount { get; private set; }

    /// <summary>Different names met that <see cref="HtmlTag"/> does not know.</summary>
    public int UnknownNameCount { get; private set; }

    /// <summary>One node; the reference is valid until the next node is added.</summary>
    public ref HtmlNode this[int node] => ref _nodes[node];

    /// <summary>Forgets the page and starts with a bare document.</summary>
    public void Clear()
    {
        NodeCount = 0;
        AttributeCount = 0;
        if (UnknownNameCount > 0)
        {
            Array.Clear(_unknownSlots);
            UnknownNameCount = 0;
        }

        AddNode(HtmlNodeKind.Document, 0, 0, 0);
    }

    /// <summary>Adds a node that hangs nowhere yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddNode(HtmlNodeKind kind, int tag, int start, int length)
    {
        int node = NodeCount;
        if (node == _nodes.Length)
        {
            Array.Resize(ref _nodes, node * 2);
        }

        NodeCount = node + 1;
        ref HtmlNode added = ref _nodes[node];
        added.Parent = None;
        added.FirstChild = None;
        added.LastChild = None;
        added.Previous = None;
        added.Next = None;
        added.Tag = tag;
        added.Start = start;
        added.Length = length;
        added.Markup = None;
        added.Kind = kind;
        added.TextForm = HtmlTextForm.None;
        added.ContinuesText = false;
        return node;
    }

    /// <summary>Adds an attribute.</summary>
    public void AddAttribute(in HtmlAttribute attribute)
    {
        if (AttributeCount == _attributes.Length)
        {
            Array.Resize(ref _attributes, AttributeCount * 2);
        }

        _attributes[AttributeCount++] = attribute;
    }

    /// <summary>
    /// Takes back the attributes from <paramref name="count"/> on: those of a token that made no element.
    /// </summary>
    public void TruncateAttributes(int count) => AttributeCount = count;

    /// <summary>A run of attributes; valid until the next attribute is added.</summary>
    public ReadOnlySpan<HtmlAttribute> Attributes(int start, int count) => _attributes.AsSpan(start, count);

    /// <summary>Attributes of an element.</summary>
    public ReadOnlySpan<HtmlAttribute> AttributesOf(int node) =>
        _attributes.AsSpan(_nodes[node].Start, _nodes[node].Length);

    /// <summary>
    /// Appends <paramref name="node"/>, which hangs nowhere, to the children of <paramref name="parent"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(int parent, int node)
    {
        ref HtmlNode above = ref _nodes[parent];
        ref HtmlNode added = ref _nodes[node];
        added.Parent = parent;
        added.Previous = above.LastChild;
        added.Next = None;
        if (above.LastChild == None)
        {
            above.FirstChild = node;
        }
        else
        {
            _nodes[above.LastChild].Next = node;
        }

        above.LastChild = node;
    }

    /// <summary>Puts <paramref name="node"/>, which hangs nowhere, right before <paramref name="sibling"/>.</summary>
    public void InsertBefore(int sibling, int node)
    {
        ref HtmlNode after = ref _nodes[sibling];
        ref HtmlNode added = ref _nodes[node];
        added.Parent = after.Parent;
        added.Previous = after.Previous;
        added.Next = sibling;
        if (after.Previous == None)
        {
            _nodes[after.Parent].FirstChild = node;
        }
        else
        {
            _nodes[after.Previous].Next = node;
        }

        after.Previous = node;
    }

    /// <summary>Takes a node with all below it out of the tree.</summary>
    public void Detach(int node)
    {
        ref HtmlNode removed = ref _nodes[node];
        if (removed.Parent == None)
        {
            return;
        }

        ref HtmlNode parent = ref _nodes[removed.Parent];
        if (removed.Previous == None)
        {
            parent.FirstChild = removed.Next;
        }
        else
        {
            _nodes[removed.Previous].Next = removed.Next;
        }

        if (removed.Next == None)
        {
            parent.LastChild = removed.Previous;
        }
        else
        {
            _nodes[removed.Next].Previous = removed.Previous;
        }

        removed.Parent = None;
        removed.Previous = None;
        removed.Next = None;
    }

    /// <summary>Moves all children of <paramref name="from"/> to <paramref name="to"/>, which has none.</summary>
    public void MoveChildren(int from, int to)
    {
        ref HtmlNode source = ref _nodes[from];
        ref HtmlNode target = ref _nodes[to];
        for (int child = source.FirstChild; child != None; child = _nodes[child].Next)
        {
            _nodes[child].Parent = to;
        }

        target.FirstChild = source.FirstChild;
        target.LastChild = source.LastChild;
        source.FirstChild = None;
        source.LastChild = None;
    }

    /// <summary>
    /// The node after <paramref name="node"/> in tree order, not going below it; <see cref="None"/> when that leaves
    /// <paramref name="root"/>.
    /// </summary>
    public int NextOutside(int node, int root)
    {
        while (node != root)
        {
            int next = _nodes[node].Next;
            if (next != None)
            {
                return next;
            }

            node = _nodes[node].Parent;
        }

        return None;
    }

    /// <summary>
    /// Number of a name that <see cref="HtmlTag"/> does not know, the same for all its spellings on this page.
    /// </summary>
    /// <param name="key">Its <see cref="HtmlTagTable.Key"/>.</param>
    /// <param name="name">The name as written.</param>
    /// <param name="nameStart">Where it stands on the page.</param>
    /// <param name="html">The page.</param>
    public int UnknownTag(ulong key, ReadOnlySpan<byte> name, int nameStart, ReadOnlySpan<byte> html)
    {
        int mask = _unknownSlots.Length - 1;
        uint at = HtmlTagTable.Hash(key);
        for (; ; at++)
        {
            int entry = _unknownSlots[at & mask];
            if (entry == 0)
            {
                break;
            }

            ref readonly UnknownName known = ref _unknown[entry - 1];
            if (known.Key == key && EqualsIgnoreCase(html.Slice(known.Start, known.Length), name))
            {
                return (int)HtmlTag.FirstUnknown + entry - 1;
            }
        }

        if (UnknownNameCount == _unknown.Length)
        {
            Array.Resize(ref _unknown, _unknown.Length * 2);
        }

        _unknown[UnknownNameCount++] = new UnknownName(key, nameStart, name.Length);
        if (UnknownNameCount * 2 > _unknownSlots.Length)
        {
            RebuildSlots();
        }
        else
        {
            _unknownSlots[at & mask] = UnknownNameCount;
        }

        return (int)HtmlTag.FirstUnknown + UnknownNameCount - 1;
    }

    /// <summary>Where the name of an unknown tag stands on the page.</summary>
    public (int Start, int Length) UnknownTagName(int tag) =>
        (_unknown[tag - (int)HtmlTag.FirstUnknown].Start, _unknown[tag - (int)HtmlTag.FirstUnknown].Length);

    // Ascii.EqualsIgnoreCase says false for bytes above 0x7F, which may stand in a tag name.
    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (HtmlBytes.Lower(left[i]) != HtmlBytes.Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void RebuildSlots()
    {
        _unknownSlots = new int[_unknownSlots.Length * 2];
        int mask = _unknownSlots.Length - 1;
        for (int entry = 1; entry <= UnknownNameCount; entry++)
        {
            uint at = HtmlTagTable.Hash(_unknown[entry - 1].Key);
            while (_unknownSlots[at & mask] != 0)
            {
                at++;
            }

            _unknownSlots[at & mask] = entry;
        }
    }

    private readonly record struct UnknownName(ulong Key, int Start, int Length);
}
