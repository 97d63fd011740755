using Vennlink.Archives;
using Vennlink.Storage;

namespace Vennlink.Graph;

/// <summary>Gathers the arcs of one source and spills them under the places of their ends. One a thread.</summary>
/// <param name="placeOf">Place of each vertex.</param>
/// <param name="isSource">By place; set to 1 for each vertex that links to another.</param>
/// <param name="writer">Gets the arcs.</param>
internal sealed class ArcSpillSink(NativeArray<uint> placeOf, NativeArray<byte> isSource, ArcSpill.Writer writer) : IArcSink
{
    private uint[] _targets = new uint[1 << 12];
    private int _count;
    private uint _source = GraphVertices.NoPlace;

    /// <summary>Arcs between two vertices of which one is no host, or both are the same.</summary>
    public long DroppedCount { get; private set; }

    public void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets)
    {
        int start = 0;
        while (start < sources.Length)
        {
            uint source = sources[start];
            int length = sources[start..].IndexOfAnyExcept(source);
            length = length < 0 ? sources.Length - start : length;
            uint place = placeOf[source];
            if (place != _source)
            {
                EndSource();
                _source = place;
            }

            Gather(targets.Slice(start, length));
            start += length;
        }
    }

    /// <summary>Spills what is left.</summary>
    public void Complete()
    {
        EndSource();
        writer.Complete();
    }

    private void Gather(ReadOnlySpan<uint> targets)
    {
        if (_source == GraphVertices.NoPlace)
        {
            DroppedCount += targets.Length;
            return;
        }

        if (_targets.Length - _count < targets.Length)
        {
            Array.Resize(ref _targets, checked(2 * (_count + targets.Length)));
        }

        foreach (uint target in targets)
        {
            uint place = placeOf[target];
            if (place == GraphVertices.NoPlace || place == _source)
            {
                DroppedCount++;
            }
            else
            {
                _targets[_count++] = place;
            }
        }
    }

    private void EndSource()
    {
        if (_count == 0)
        {
            return;
        }

        Span<uint> targets = _targets.AsSpan(0, _count);
        bool isAscending = true;
        for (int index = 1; index < targets.Length; index++)
        {
            isAscending &= targets[index] > targets[index - 1];
        }

        if (!isAscending)
        {
            targets.Sort();
            int count = 1;
            for (int index = 1; index < targets.Length; index++)
            {
                if (targets[index] != targets[count - 1])
                {
                    targets[count++] = targets[index];
                }
            }

            targets = targets[..count];
        }

        // Two threads may both set it: to the same value.
        isSource[_source] = 1;
        writer.Add(_source, targets);
        _count = 0;
    }
}
