using System.Numerics;

namespace Vennlink.Graph.Arcs;

/// <summary>Spills arcs that come target by target: put in order of source up to some millions at a time, so that what
/// reads them finds sources ascending again and again. One a thread.</summary>
/// <remarks>Fewer at a time make more lists on disk, not another graph.</remarks>
/// <param name="writer">Gets the arcs.</param>
/// <param name="memoryBytes">Memory to stay within, beyond a few KiB.</param>
internal sealed class ArcSorter(ArcSpill.Writer writer, long memoryBytes)
{
    private const int MinArcs = 1 << 10;
    private const int MaxArcs = 1 << 22;

    // The arc, its target where all arcs have one source, and half of both again while an array grows.
    private const int BytesPerArc = 3 * (sizeof(ulong) + sizeof(uint)) / 2;

    private readonly int _maxCount =
        (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(memoryBytes / BytesPerArc / 2, MinArcs, MaxArcs));

    private ulong[] _arcs = new ulong[MinArcs];
    private uint[] _targets = new uint[MinArcs];
    private int _count;

    /// <summary>Bytes that are held.</summary>
    public long HeldBytes => ((long)_arcs.Length * sizeof(ulong)) + ((long)_targets.Length * sizeof(uint));

    /// <summary>Adds the arcs to one target.</summary>
    /// <param name="target">Target; none comes twice before <see cref="Flush"/>.</param>
    /// <param name="sources">Sources, each once.</param>
    public void Add(uint target, ReadOnlySpan<uint> sources)
    {
        foreach (uint source in sources)
        {
            if (_count == _arcs.Length)
            {
                MakeRoom();
            }

            _arcs[_count++] = ((ulong)source << 32) | target;
        }
    }

    /// <summary>Spills what was added so far.</summary>
    public void Flush()
    {
        Span<ulong> arcs = _arcs.AsSpan(0, _count);
        arcs.Sort();
        for (int start = 0; start < arcs.Length;)
        {
            uint source = (uint)(arcs[start] >> 32);
            int count = 0;
            for (; start < arcs.Length && arcs[start] >> 32 == source; start++)
            {
                if (count == _targets.Length)
                {
                    Array.Resize(ref _targets, 2 * count);
                }

                _targets[count++] = (uint)arcs[start];
            }

            writer.Add(source, _targets.AsSpan(0, count));
        }

        _count = 0;
    }

    /// <summary>Ends the writer; what was not flushed is.</summary>
    public void Complete()
    {
        Flush();
        writer.Complete();
    }

    private void MakeRoom()
    {
        if (_count == _maxCount)
        {
            Flush();
        }
        else
        {
            Array.Resize(ref _arcs, 2 * _count);
        }
    }
}
