using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Arcs;

/// <summary>Weights beside the arcs of an <see cref="ArcSpill"/> with one writer: a temporary file for each range with
/// the share that each arc has in its source's weight, in the order of its arcs.</summary>
/// <remarks>8 bytes an arc on disk; holds 16 bytes a node, and 8 KiB for each range while it is written. Arcs without
/// weights pay nothing for it.</remarks>
internal sealed class ArcWeights : IDisposable
{
    /// <summary>Highest weight of an arc: no sum of 2⁶³ of them overflows.</summary>
    public const double MaxWeight = 1e289;

    /// <summary>Bytes a node that it holds.</summary>
    public const int BytesPerNode = 2 * sizeof(double);

    private const int BufferLength = 1 << 10;

    private readonly string _pathStart;
    private readonly ArcSpill _arcs;
    private readonly double[][] _buffers;
    private readonly int[] _buffered;
    private readonly long[] _lengths;

    /// <param name="folder">Existing folder for the files.</param>
    /// <param name="arcs">The arcs that are written meanwhile.</param>
    public ArcWeights(string folder, ArcSpill arcs)
    {
        _pathStart = Path.Combine(folder, $"weights-{Guid.NewGuid():n}-");
        _arcs = arcs;
        _buffers = new double[arcs.PartitionCount][];
        _buffered = new int[arcs.PartitionCount];
        _lengths = new long[arcs.PartitionCount];
        OutWeights = new NativeArray<double>(arcs.TargetCount);
        InWeights = new NativeArray<double>(arcs.TargetCount);
    }

    /// <summary>Sum of the weights of the arcs that leave a node, by node; added up in the order they came
    /// in.</summary>
    public NativeArray<double> OutWeights { get; }

    /// <summary>Sum of the weights of the arcs that lead to a node, by node; added up in the order they came
    /// in.</summary>
    public NativeArray<double> InWeights { get; }

    /// <summary>Adds the weights of the arcs that are added to the writer by the same call.</summary>
    /// <param name="source">Source; all its arcs come in one call.</param>
    /// <param name="targets">Targets, ascending.</param>
    /// <param name="weights">Weight of each arc, positive; their sum is finite.</param>
    public void Add(uint source, ReadOnlySpan<uint> targets, ReadOnlySpan<double> weights)
    {
        double all = 0;
        foreach (double weight in weights)
        {
            all += weight;
        }

        OutWeights[source] = all;
        for (int index = 0; index < targets.Length; index++)
        {
            int range = _arcs.RangeOf(targets[index]);
            double[] buffer = _buffers[range] ??= new double[BufferLength];
            buffer[_buffered[range]++] = weights[index] / all;
            if (_buffered[range] == BufferLength)
            {
                Flush(range);
            }

            InWeights[targets[index]] += weights[index];
        }
    }

    /// <summary>Writes what is still in memory.</summary>
    public void Complete()
    {
        for (int range = 0; range < _buffers.Length; range++)
        {
            Flush(range);
        }
    }

    /// <summary>Maps the shares of a range that has arcs: each in (0, 1], those of a source adding up to 1 but for
    /// rounding.</summary>
    public MappedFile Open(int range) => MappedFile.Open(PathOf(range), MapAdvice.Sequential);

    public void Dispose()
    {
        OutWeights.Dispose();
        InWeights.Dispose();
        for (int range = 0; range < _buffers.Length; range++)
        {
            File.Delete(PathOf(range));
        }
    }

    private string PathOf(int range) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_pathStart}{range:D4}");

    private void Flush(int range)
    {
        if (_buffered[range] == 0)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(_buffers[range].AsSpan(0, _buffered[range]));
        using SafeFileHandle file = File.OpenHandle(PathOf(range), FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(file, bytes, _lengths[range]);
        _lengths[range] += bytes.Length;
        _buffered[range] = 0;
    }
}
