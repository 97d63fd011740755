using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vennlink.Webs;

/// <summary>
/// The head of the power law: up to 256 targets that between a seventh and half a percent of all domains link to.
/// </summary>
/// <remarks>
/// In-degrees follow a Zipf–Mandelbrot law, (rank + 5) to the power −0.91, so lists of 17, 10, 5, 3, 1 and 0.5 of 121
/// exist.
/// </remarks>
internal sealed class Hubs
{
    private const int MaxCount = 256;
    private const int Lanes = 32;
    private const double RankShift = 5;
    private const double Exponent = -0.91;

    private readonly int[] _nodes;
    private readonly int[] _goals;
    private readonly ushort[] _bounds;
    private readonly int _laneCount;
    private readonly short[] _hubOfBlock;
    private readonly int _blockBits;
    private readonly ulong _seed;

    /// <param name="shape">The web.</param>
    /// <param name="levels">Its targets.</param>
    /// <param name="dotCom">Range of ids where most hubs are.</param>
    /// <param name="isTaken">Nodes that shall be no hubs.</param>
    /// <param name="seed">Seed of the web.</param>
    public Hubs(WebShape shape, TargetLevels levels, Range dotCom, Func<int, bool> isTaken, ulong seed)
    {
        _seed = seed;
        int count = Math.Clamp(shape.NodeCount / 64, 8, MaxCount);
        _blockBits = Math.Max(0, BitOperations.Log2((uint)shape.NodeCount) - 15);
        _hubOfBlock = new short[(shape.NodeCount >> _blockBits) + 1];
        Array.Fill(_hubOfBlock, (short)-1);
        (int Node, int Goal)[] hubs = new (int, int)[count];
        RandomWords words = new(RandomWords.Of(seed, 1));
        for (int rank = 0; rank < count; rank++)
        {
            int goal = (int)(shape.LargestInDegree * Math.Pow((rank + 1 + RankShift) / (1 + RankShift), Exponent));
            int node;
            do
            {
                int near = rank == 0 ? shape.LargestInNode
                    : words.Below(100) < 55 ? dotCom.Start.Value + words.Below(dotCom.End.Value - dotCom.Start.Value)
                    : words.Below(shape.NodeCount);
                node = levels.BestOfGroup(near);
            }
            while (node >= shape.NodeCount || (rank > 0 && isTaken(node)) || _hubOfBlock[node >> _blockBits] >= 0);
            _hubOfBlock[node >> _blockBits] = 0;
            hubs[rank] = (node, goal);
        }

        Array.Sort(hubs);
        _nodes = [.. hubs.Select(hub => hub.Node)];
        _goals = [.. hubs.Select(hub => hub.Goal)];
        for (int hub = 0; hub < count; hub++)
        {
            _hubOfBlock[_nodes[hub] >> _blockBits] = (short)hub;
        }

        _laneCount = (count + Lanes - 1) / Lanes * Lanes;
        _bounds = new ushort[_laneCount * SourceTraits.ActivityCount];
    }

    /// <summary>Ids, ascending.</summary>
    public ReadOnlySpan<int> Nodes => _nodes;

    /// <summary>Number of the hub that a node is, −1 when it is none.</summary>
    public int NumberOf(int node)
    {
        int hub = _hubOfBlock[node >> _blockBits];
        return hub >= 0 && _nodes[hub] == node ? hub : -1;
    }

    /// <summary>In-degree that a hub shall have.</summary>
    public int Goal(int hub) => _goals[hub];

    /// <summary>
    /// Sets how often the sources of each activity link to each hub, so that all of them together meet the goals.
    /// </summary>
    /// <param name="sourcesByActivity">Expected sources of each activity.</param>
    public void Fit(ReadOnlySpan<double> sourcesByActivity)
    {
        for (int hub = 0; hub < _nodes.Length; hub++)
        {
            // A source of activity a links with probability 1 - exp(-a c); c by bisection.
            (double low, double high) = (0.0, 1e4);
            for (int step = 0; step < 60; step++)
            {
                double middle = (low + high) / 2;
                double sources = 0;
                for (int activity = 0; activity < sourcesByActivity.Length; activity++)
                {
                    sources += sourcesByActivity[activity] * Bound(activity, middle) / 65536.0;
                }

                (low, high) = sources < _goals[hub] ? (middle, high) : (low, middle);
            }

            for (int activity = 0; activity < sourcesByActivity.Length; activity++)
            {
                _bounds[(activity * _laneCount) + hub] = Bound(activity, high);
            }
        }
    }

    /// <summary>Writes the hubs that a source links to, ascending, without itself; returns how many.</summary>
    public int Draw(int source, int activity, Span<int> targets)
    {
        Span<ulong> words = stackalloc ulong[MaxCount / 4];
        words = words[..(_laneCount / 4)];
        RandomWords random = new(RandomWords.Of(_seed, (ulong)source));
        foreach (ref ulong word in words)
        {
            word = random.Next();
        }

        ReadOnlySpan<ushort> draws = MemoryMarshal.Cast<ulong, ushort>(words);
        ReadOnlySpan<ushort> bounds = _bounds.AsSpan(activity * _laneCount, _laneCount);
        int count = 0;
        for (int lane = 0; lane < _laneCount; lane += Lanes)
        {
            ulong hits = Vector512.LessThan(Vector512.Create(draws[lane..]), Vector512.Create(bounds[lane..]))
                .ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
            {
                int node = _nodes[lane + BitOperations.TrailingZeroCount(hits)];
                if (node != source)
                {
                    targets[count++] = node;
                }
            }
        }

        return count;
    }

    private static ushort Bound(int activity, double rate) =>
        (ushort)Math.Min(65535, Math.Round(65536 * (1 - Math.Exp(-rate * SourceTraits.HubAppetite(activity)))));
}
