namespace Vennlink.Archives.Graphs;

/// <summary>Decodes the successor lists of a BVGraph, node after node.</summary>
/// <remarks>
/// A list is its degree; a reference to one of the lists before it, of which blocks are copied and passed over in turn;
/// runs of consecutive successors; and the rest as gaps. Source: Boldi and Vigna, "The WebGraph framework I:
/// compression techniques", 2004, section 4; what bits there are is told by <c>cnr-2000</c> and by the class
/// <c>BVGraph</c>'s documentation. Every count is checked against the number of nodes before anything of that size is
/// held, and of the lists that may be copied from no more is held than a bound. Not thread-safe.
/// </remarks>
/// <param name="properties">What the graph says of itself.</param>
/// <param name="bits">The graph.</param>
/// <param name="maxHeld">
/// Successors that the lists of the window and the one at hand may have together; 4 bytes each, and as much again may
/// be kept for lists to come.
/// </param>
internal sealed class BvLists(BvProperties properties, BitStream bits, int maxHeld = BvLists.MaxHeld)
{
    /// <summary>Half a GiB.</summary>
    private const int MaxHeld = 1 << 27;

    // The lists that may be copied from, and the one at hand: list of node v in slot v mod their number.
    private readonly NodeList[] _recent =
        [.. Enumerable.Range(0, properties.WindowSize + 1).Select(_ => new NodeList())];
    private readonly NodeList _copied = new();
    private readonly NodeList _runs = new();
    private readonly NodeList _gaps = new();
    private readonly NodeList _merged = new();
    private NodeList _current = new();

    // Nodes that a list may keep room for when its node leaves the window: a long list in each of many slots would hold
    // far more than the lists that are there.
    private readonly int _maxKept = maxHeld / (properties.WindowSize + 1);
    private long _held;

    /// <summary>The node whose list comes next.</summary>
    public uint Node { get; private set; }

    /// <summary>The list that <see cref="Next"/> gave last; empty before it did.</summary>
    public ReadOnlySpan<uint> Current => _current.Span;

    /// <summary>Successors that there is room for in the window.</summary>
    public long Capacity => _recent.Sum(list => (long)list.Capacity);

    /// <summary>Decodes the next list: ascending, no node twice, valid until the next call.</summary>
    /// <exception cref="InputException">The bits are no list.</exception>
    public ReadOnlySpan<uint> Next()
    {
        NodeList list = _recent[Node % (uint)_recent.Length];
        _held -= list.Count;
        list.Clear(_maxKept);
        long degree = Read(properties.DegreeCode);
        if (degree > properties.NodeCount)
        {
            throw Broken($"degree {degree}");
        }

        _held += degree;
        if (_held > maxHeld)
        {
            throw Broken(
                $"this list and those it may be copied from have {_held} successors; the limit is {maxHeld}");
        }

        if (degree > 0)
        {
            _copied.Clear();
            _runs.Clear();
            _gaps.Clear();
            long left = degree - ReadCopied();
            left -= left > 0 && properties.MinInterval > 0 ? ReadRuns(left) : 0;
            ReadGaps(left);
            if (_copied.Count == 0)
            {
                Merge(_runs, _gaps, list);
            }
            else
            {
                Merge(_runs, _gaps, _merged);
                Merge(_copied, _merged, list);
            }
        }

        Node++;
        _current = list;
        return list.Span;
    }

    private long ReadCopied()
    {
        long distance = properties.WindowSize == 0 ? 0 : Read(properties.ReferenceCode);
        if (distance == 0)
        {
            return 0;
        }

        if (distance > properties.WindowSize || distance > Node)
        {
            throw Broken($"it copies a list {distance} nodes before it, which is not held");
        }

        ReadOnlySpan<uint> reference = _recent[(Node - distance) % _recent.Length].Span;
        long blockCount = Read(properties.BlockCountCode);
        long position = 0;
        for (long block = 0; block < blockCount; block++)
        {
            // Only the first block can be empty.
            long length = Read(properties.BlockCode) + (block == 0 ? 0 : 1);
            if (length > reference.Length - position)
            {
                throw Broken($"its blocks reach beyond the {reference.Length} nodes of the list that it copies");
            }

            if (block % 2 == 0)
            {
                _copied.Add(reference.Slice((int)position, (int)length));
            }

            position += length;
        }

        if (blockCount % 2 == 0)
        {
            _copied.Add(reference[(int)position..]);
        }

        return _copied.Count;
    }

    private long ReadRuns(long left)
    {
        long runCount = bits.ReadGamma();
        long total = 0;
        long next = 0;
        for (long run = 0; run < runCount; run++)
        {
            next = run == 0 ? Node + Signed(bits.ReadGamma()) : next + 1 + bits.ReadGamma();
            long length = bits.ReadGamma() + properties.MinInterval;
            total += length;
            if (next < 0 || next > properties.NodeCount - length || total > left)
            {
                throw Broken($"it has a run of {length} nodes from {next} on, which leaves the graph or its degree");
            }

            _runs.AddRun((uint)next, (int)length);
            next += length;
        }

        return total;
    }

    private void ReadGaps(long count)
    {
        if (count < 0)
        {
            throw Broken($"it copies {-count} more nodes than its degree");
        }

        long node = 0;
        for (long index = 0; index < count; index++)
        {
            long gap = Read(properties.ResidualCode);
            node = index == 0 ? Node + Signed(gap) : node + 1 + gap;
            if ((ulong)node >= properties.NodeCount)
            {
                throw Broken($"an arc to {node}");
            }

            _gaps.Add((uint)node);
        }
    }

    // Each of the two ascends by how it is written; that they share no node is not.
    private void Merge(NodeList left, NodeList right, NodeList result)
    {
        result.Clear();
        ReadOnlySpan<uint> lefts = left.Span;
        ReadOnlySpan<uint> rights = right.Span;
        Span<uint> merged = result.Extend(lefts.Length + rights.Length);
        int leftIndex = 0;
        int rightIndex = 0;
        while (leftIndex < lefts.Length && rightIndex < rights.Length)
        {
            uint node = lefts[leftIndex];
            uint other = rights[rightIndex];
            if (node == other)
            {
                throw Broken($"an arc to {node} twice");
            }

            bool takesLeft = node < other;
            merged[leftIndex + rightIndex] = takesLeft ? node : other;
            leftIndex += takesLeft ? 1 : 0;
            rightIndex += takesLeft ? 0 : 1;
        }

        lefts[leftIndex..].CopyTo(merged[(leftIndex + rightIndex)..]);
        rights[rightIndex..].CopyTo(merged[(leftIndex + rightIndex)..]);
    }

    private static long Signed(long natural) => (natural >> 1) ^ -(natural & 1);

    private long Read(BvCode code) => bits.Read(code, properties.ZetaK);

    private InputException Broken(string problem) => bits.Broken($"node {Node} of {properties.NodeCount}: {problem}");
}
