using Vennlink.Archives.Graphs;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Vertices;

/// <summary>Gathers the arcs of one source and spills them under the places of their ends. One a thread.</summary>
/// <param name="placeOf">Place of each vertex.</param>
/// <param name="roots">Root domains of the places; null where each vertex is one.</param>
/// <param name="isSource">By place; set to 1 for each vertex that links to another root domain.</param>
/// <param name="arrivals">By place; set to 1 for each vertex that arcs came from at one time, and to 2 where they came
/// at several.</param>
/// <param name="writer">Gets the arcs.</param>
/// <param name="innerWriter">Gets the arcs inside root domains; null where there are none.</param>
internal sealed class ArcSpillSink(
    NativeArray<uint> placeOf, HostRoots? roots, NativeArray<byte> isSource, NativeArray<byte> arrivals,
    ArcSpill.Writer writer, ArcSpill.Writer? innerWriter) : IArcSink
{
    private uint[] _targets = new uint[1 << 12];
    private int _count;
    private uint[] _innerTargets = [];
    private int _innerCount;
    private uint _source = GraphVertices.NoPlace;

    // The closed stretch of places that the source lies in: where the others of its root domain are. Empty without root
    // domains.
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

    /// <summary>Whether arcs of some source came more than once, to this sink or another.</summary>
    public bool SawSourceAgain { get; private set; }

    /// <summary>Spills what is left.</summary>
    public void Complete()
    {
        EndSource();
        writer.Complete();
        innerWriter?.Complete();
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

    // Dropped: arcs of what is no host, and of a vertex to itself.
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
            if (place == GraphVertices.NoPlace || place == source)
            {
                continue;
            }

            if (place - stretchStart < stretchLength && roots!.RootOf[place] == roots.RootOf[source])
            {
                GatherInner(place);
            }
            else
            {
                gathered[count++] = place;
            }
        }

        _count = count;
    }

    private void GatherInner(uint place)
    {
        if (_innerCount == _innerTargets.Length)
        {
            Array.Resize(ref _innerTargets, Math.Max(64, 2 * _innerCount));
        }

        _innerTargets[_innerCount++] = place;
    }

    private void EndSource()
    {
        if (_count + _innerCount == 0)
        {
            return;
        }

        if (Interlocked.CompareExchange(ref arrivals[_source], 1, 0) != 0)
        {
            arrivals[_source] = 2;
            SawSourceAgain = true;
        }

        if (_count > 0)
        {
            // Two threads may both set it: to the same value.
            isSource[_source] = 1;
            writer.Add(_source, InOrder(_targets.AsSpan(0, _count)));
            _count = 0;
        }

        if (_innerCount > 0)
        {
            innerWriter!.Add(_source, InOrder(_innerTargets.AsSpan(0, _innerCount)));
            _innerCount = 0;
        }
    }

    // Ascending, each once.
    private static Span<uint> InOrder(Span<uint> targets)
    {
        bool isAscending = true;
        for (int index = 1; index < targets.Length; index++)
        {
            isAscending &= targets[index] > targets[index - 1];
        }

        if (isAscending)
        {
            return targets;
        }

        targets.Sort();
        int count = 1;
        for (int index = 1; index < targets.Length; index++)
        {
            if (targets[index] != targets[count - 1])
            {
                targets[count++] = targets[index];
            }
        }

        return targets[..count];
    }
}
