namespace Vennlink.Archives.Graphs;

/// <summary>The successor lists of a BVGraph's files, one after another, checked against its properties and offsets.</summary>
internal sealed class BvArcs(BvProperties properties, BitStream bits, BitStream? offsets) : IDisposable
{
    private readonly BvLists _lists = new(properties, bits);
    private long _arcCount;
    private long _expectedBit;

    /// <summary>Bytes of both files read so far.</summary>
    public long BytesRead => bits.BytesRead + (offsets?.BytesRead ?? 0);

    /// <summary>Reads the next list; false behind the last.</summary>
    /// <param name="node">The source.</param>
    /// <param name="successors">Its targets, ascending; valid until the next call.</param>
    /// <param name="offsetBytes">Byte of the graph file in which the list starts.</param>
    /// <exception cref="FormatException">The files are no graph, or not the one of the properties; the message names file and bit.</exception>
    public bool TryRead(out uint node, out ReadOnlySpan<uint> successors, out long offsetBytes)
    {
        CheckOffset();
        node = _lists.Node;
        successors = default;
        offsetBytes = bits.Position / 8;
        if (node == properties.NodeCount)
        {
            return _arcCount == properties.ArcCount ? false : throw bits.Broken($"the graph has {_arcCount} arcs, but its properties say {properties.ArcCount}");
        }

        successors = _lists.Next();
        _arcCount += successors.Length;
        return _arcCount <= properties.ArcCount ? true : throw bits.Broken($"node {node}: there are more arcs than the properties say ({properties.ArcCount})");
    }

    public void Dispose()
    {
        bits.Dispose();
        offsets?.Dispose();
    }

    private void CheckOffset()
    {
        if (offsets is not null)
        {
            _expectedBit += offsets.Read(properties.OffsetCode, properties.ZetaK);
            if (bits.Position != _expectedBit)
            {
                throw bits.Broken($"node {_lists.Node} begins here, but {offsets.FileName} says at bit {_expectedBit}");
            }
        }
    }
}
