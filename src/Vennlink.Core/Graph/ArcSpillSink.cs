using Vennlink.Archives;
using Vennlink.Storage;

namespace Vennlink.Graph;

/// <summary>Gathers the arcs of one source and spills them under the places of their ends. One a thread.</summary>
/// <param name="placeOf">Place of each vertex.</param>
/// <param name="roots">Root domains of the places; null where each vertex is one.</param>
/// <param name="isSource">By place; set to 1 for each vertex that links to another root domain.</param>
/// <param name="writer">Gets the arcs.</param>
internal sealed class ArcSpillSink(NativeArray<uint> placeOf, GraphRoots? roots, NativeArray<byte> isSource, ArcSpill.Writer writer) : IArcSink
{
    private uint[] _targets = new uint[1 << 12];
    private int _count;
    private uint _source = GraphVertices.NoPlace;

    // The closed stretch of places that the source lies in: where the others of its root domain are. Empty without root domains.
    private uint _stretchStart;
    private uint _stretchLength;

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
                StartSource(place);
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

    private void StartSource(uint place)
    {
        _source = place;
        if (roots is not null && place != GraphVertices.NoPlace && place - _stretchStart >= _stretchLength)
        {
            _stretchStart = roots.StretchStart(place);
            _stretchLength = roots.StretchEnd(place) - _stretchStart;
        }
    }

    // Dropped: arcs of what is no host, of a vertex to itself, and inside a root domain.
    private void Gather(ReadOnlySpan<uint> targets)
    {
        if (_source == GraphVertices.NoPlace)
        {
            return;
        }

        if (_targets.Length - _count < targets.Length)
        {
            Array.Resize(ref _targets, checked(2 * (_count + targets.Length)));
        }

        // In locals, which stay in registers: this is one of the few steps that every arc takes.
        uint source = _source;
        uint stretchStart = _stretchStart;
        uint stretchLength = _stretchLength;
        uint[] gathered = _targets;
        int count = _count;
        foreach (uint target in targets)
        {
            uint place = placeOf[target];
            bool isDropped = place == GraphVertices.NoPlace || place == source
                || (place - stretchStart < stretchLength && roots!.RootOf[place] == roots.RootOf[source]);
            if (!isDropped)
            {
                gathered[count++] = place;
            }
        }

        _count = count;
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
