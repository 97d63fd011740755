using BenchmarkDotNet.Attributes;
using Vennlink.Query.Walk;
using Vennlink.Storage.Bytes;

namespace Vennlink.Bench;

/// <summary>
/// The counters alone: how long does one window of n bitmaps take, by threshold and register width? Bits counted:
/// 65,536 × n.
/// </summary>
[ShortRunJob]
public class CounterBenchmarks
{
    private readonly ulong[] _survivors = new ulong[SourceWindow.WordCount];
    private ulong[] _bitmaps = [];
    private int[] _starts = [];

    [Params(5, 100)]
    public int Bitmaps { get; set; }

    [Params(1, 2, 3, 5)]
    public int Threshold { get; set; }

    [Params(64, 128, 256, 512)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _bitmaps = new ulong[Bitmaps * WalkBuffers.BitmapStride];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_bitmaps.AsSpan()));
        _starts = [.. Enumerable.Range(0, Bitmaps).Select(list => list * WalkBuffers.BitmapStride)];
    }

    [Benchmark]
    public void AtLeast() => MatchCounters.AtLeast((LaneWidth)Width, _bitmaps, _starts, Threshold, _survivors);
}
