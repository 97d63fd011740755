using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// A <see cref="MatchExpression"/> ready to be asked: for one source, or for all of a window at once. Immutable;
/// thread-safe.
/// </summary>
/// <remarks>
/// Negations stand at targets alone: not at least k of n is at least n − k + 1 of the n negated. A walk finds sources
/// in at least <see cref="MinLinkedTargets"/> lists, which are all that can match, and has the tree decide about these;
/// a tree of depth one is decided by the count alone, so the walk does without it.
/// </remarks>
internal sealed class MatchTree
{
    // Recursion takes room for the parts of a node from the stack up to here.
    private const int MaxStackParts = 256;

    private readonly Node _root;

    /// <param name="expression">Over targets.</param>
    /// <param name="ownSites">For each target the sources inside its root domain.</param>
    /// <exception cref="ArgumentOutOfRangeException">A target's index is not one of those.</exception>
    public MatchTree(MatchExpression expression, IReadOnlyList<IdRange> ownSites)
    {
        _root = Compile(expression, isNegated: false, ownSites);
        List<Node> leaves = [];
        AddLeaves(_root, leaves);
        MinLinkedTargets = MinLinks(_root, leaves.Where(leaf => !leaf.IsNegated).CountBy(leaf => leaf.Target)
            .All(pair => pair.Value == 1));
    }

    /// <summary>
    /// A source that matches links to at least so many targets; 0 when one that links to none may match.
    /// </summary>
    public int MinLinkedTargets { get; }

    /// <summary>Bitmaps that <c>Fill</c> needs room for.</summary>
    public int BitmapCount { get; private set; }

    /// <summary>Targets that a source must link to, whatever else it does.</summary>
    public IEnumerable<int> RequiredTargets =>
        Conjuncts(_root).Where(node => node.Parts is null && !node.IsNegated).Select(node => node.Target);

    /// <summary>Whether a source matches.</summary>
    /// <param name="matches">A bit for each target that it links to.</param>
    /// <param name="sourceId">The source.</param>
    public bool Holds(ReadOnlySpan<ulong> matches, uint sourceId) => Holds(_root, matches, sourceId);

    /// <summary>Writes a bitmap of the sources of a window that match.</summary>
    /// <param name="width">Register width.</param>
    /// <param name="windowStart">First id of the window.</param>
    /// <param name="bitmaps">The bitmaps of the targets, and room for <see cref="BitmapCount"/>.</param>
    /// <param name="starts">For each target where its bitmap starts; −1 for no sources.</param>
    /// <param name="room">Where the room starts.</param>
    /// <returns>Where the result starts; −1 for no sources.</returns>
    public int Fill(LaneWidth width, uint windowStart, Span<ulong> bitmaps, ReadOnlySpan<int> starts, int room) =>
        Fill(_root, width, windowStart, bitmaps, starts, room);

    private static bool Holds(Node node, ReadOnlySpan<ulong> matches, uint sourceId)
    {
        if (node.Parts is null)
        {
            bool links = ((matches[node.Target >> 6] >> node.Target) & 1) != 0;
            return node.IsNegated ? !links && (sourceId < node.OwnSite.Start || sourceId >= node.OwnSite.End) : links;
        }

        int needed = node.Count;
        int spare = node.Parts.Length - node.Count;
        foreach (Node part in node.Parts)
        {
            if (Holds(part, matches, sourceId))
            {
                if (--needed == 0)
                {
                    return true;
                }
            }
            else if (--spare < 0)
            {
                return false;
            }
        }

        return false;
    }

    private static int Fill(Node node, LaneWidth width, uint windowStart, Span<ulong> bitmaps, ReadOnlySpan<int> starts,
        int room)
    {
        if (node.Parts is null && !node.IsNegated)
        {
            return starts[node.Target];
        }

        int own = room + (node.Bitmap * WalkBuffers.BitmapStride);
        Span<ulong> result = bitmaps.Slice(own, SourceWindow.WordCount);
        if (node.Parts is null)
        {
            FillNegated(node, windowStart,
                starts[node.Target] < 0 ? [] : bitmaps.Slice(starts[node.Target], SourceWindow.WordCount), result);
            return own;
        }

        int count = 0;
        Span<int> parts = node.Parts.Length <= MaxStackParts ? stackalloc int[node.Parts.Length]
            : new int[node.Parts.Length];
        foreach (Node part in node.Parts)
        {
            int start = Fill(part, width, windowStart, bitmaps, starts, room);
            if (start >= 0)
            {
                parts[count++] = start;
            }
        }

        if (count < node.Count)
        {
            return -1;
        }

        MatchCounters.AtLeast(width, bitmaps, parts[..count], node.Count, result);
        return own;
    }

    // All but the sources that link to the target and those inside its root domain.
    private static void FillNegated(Node node, uint windowStart, ReadOnlySpan<ulong> linking, Span<ulong> result)
    {
        if (linking.IsEmpty)
        {
            result.Clear();
        }
        else
        {
            linking.CopyTo(result);
        }

        ulong windowEnd = windowStart + (ulong)SourceWindow.Size;
        uint start = Math.Max(node.OwnSite.Start, windowStart);
        uint end = (uint)Math.Min(node.OwnSite.End, windowEnd);
        if (start < end)
        {
            WindowBits.Set(result, start - windowStart, end - windowStart);
        }

        foreach (ref ulong word in result)
        {
            word = ~word;
        }
    }

    private Node Compile(MatchExpression expression, bool isNegated, IReadOnlyList<IdRange> ownSites)
    {
        switch (expression)
        {
            case MatchExpression.Negation negation:
                return Compile(negation.Part, !isNegated, ownSites);
            case MatchExpression.OneTarget target:
                ArgumentOutOfRangeException.ThrowIfNegative(target.Index, nameof(expression));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target.Index, ownSites.Count, nameof(expression));
                return new Node(isNegated ? BitmapCount++ : -1, target.Index, isNegated, ownSites[target.Index],
                    0, null);
            case MatchExpression.NoLink target:
                ArgumentOutOfRangeException.ThrowIfNegative(target.Index, nameof(expression));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target.Index, ownSites.Count, nameof(expression));
                return new Node(isNegated ? -1 : BitmapCount++, target.Index, !isNegated, default, 0, null);
            default:
                MatchExpression.Counted counted = (MatchExpression.Counted)expression;
                Node[] parts = [.. counted.Parts.Select(part => Compile(part, isNegated, ownSites))];
                int count = isNegated ? parts.Length - counted.Count + 1 : counted.Count;
                return new Node(BitmapCount++, -1, false, default, count, parts);
        }
    }

    private static void AddLeaves(Node node, List<Node> leaves)
    {
        if (node.Parts is null)
        {
            leaves.Add(node);
            return;
        }

        foreach (Node part in node.Parts)
        {
            AddLeaves(part, leaves);
        }
    }

    // The parts that need the fewest are enough; where parts share targets, at least as many as the k-th of them needs
    // by itself.
    private static int MinLinks(Node node, bool areDistinct)
    {
        if (node.Parts is null)
        {
            return node.IsNegated ? 0 : 1;
        }

        int[] ofParts = [.. node.Parts.Select(part => MinLinks(part, areDistinct)).Order().Take(node.Count)];
        return areDistinct ? ofParts.Sum() : ofParts[^1];
    }

    private static IEnumerable<Node> Conjuncts(Node node) =>
        node.Parts is not null && node.Count == node.Parts.Length ? node.Parts.SelectMany(Conjuncts) : [node];

    // A target or at least Count of Parts; Bitmap is the place of its result, for all but targets as they are.
    private sealed record Node(int Bitmap, int Target, bool IsNegated, IdRange OwnSite, int Count, Node[]? Parts);
}
