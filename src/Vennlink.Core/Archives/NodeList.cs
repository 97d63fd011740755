namespace Vennlink.Archives;

/// <summary>A growing list of nodes that is used again.</summary>
internal sealed class NodeList
{
    private uint[] _nodes = new uint[64];

    public int Count { get; private set; }

    public ReadOnlySpan<uint> Span => _nodes.AsSpan(0, Count);

    public void Clear() => Count = 0;

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
            Array.Resize(ref _nodes, Math.Max(checked(Count + count), (int)Math.Min(Array.MaxLength, 2L * _nodes.Length)));
        }

        Count += count;
        return _nodes.AsSpan(Count - count, count);
    }
}
