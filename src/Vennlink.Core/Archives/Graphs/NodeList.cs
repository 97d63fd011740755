namespace Vennlink.Archives.Graphs;

/// <summary>A growing list of nodes that is used again.</summary>
internal sealed class NodeList
{
    private uint[] _nodes = new uint[64];

    public int Count { get; private set; }

    /// <summary>Nodes that there is room for.</summary>
    public int Capacity => _nodes.Length;

    public ReadOnlySpan<uint> Span => _nodes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>
    /// Empties the list, and gives its room back if that is for more nodes than <paramref name="maxKept"/>.
    /// </summary>
    public void Clear(int maxKept)
    {
        Count = 0;
        _nodes = _nodes.Length > maxKept ? [] : _nodes;
    }

    public void Add(uint node) => Extend(1)[0] = node;

    public void Add(ReadOnlySpan<uint> nodes) => nodes.CopyTo(Extend(nodes.Length));

    /// <summary>Adds <paramref name="first"/> and the nodes behind it.</summary>
    public void AddRun(uint first, int count)
    {
        foreach (ref uint node in Extend(count))
        {
            node = first++;
        }
    }

    /// <summary>Room for more nodes, which count from here on.</summary>
    public Span<uint> Extend(int count)
    {
        if (count > _nodes.Length - Count)
        {
            // Doubled where there is something to move; what is asked of an empty list is all that it will hold, as a
            // rule.
            int doubled = Count == 0 ? 0 : (int)Math.Min(Array.MaxLength, 2L * _nodes.Length);
            Array.Resize(ref _nodes, Math.Max(checked(Count + count), doubled));
        }

        Count += count;
        return _nodes.AsSpan(Count - count, count);
    }
}
