using System.Numerics;

namespace Vennlink.Webs;

/// <summary>
/// How popular each node is as a target, told from its id: half of the nodes are of level 0, a quarter of level 1, and
/// so on.
/// </summary>
/// <remarks>
/// Inside a block of 4,096 ids a node's level is the number of trailing zeros of its id XOR a key of the block, and the
/// one node whose bits are all zero takes its level among blocks in the same way. So the most popular node near any id
/// is found without a table of nodes: two bytes a block.
/// </remarks>
internal sealed class TargetLevels
{
    private const int BlockBits = 12;
    private const int BlockMask = (1 << BlockBits) - 1;

    /// <summary>
    /// Level l + 1 is drawn this often for each draw of level l: with half the nodes, an in-degree 2^0.91 times as
    /// large (a power law of 2.1).
    /// </summary>
    private static readonly double _levelDecay = Math.Pow(2, -0.09);

    private readonly ushort[] _keys;
    private readonly ushort[] _blockKeys;
    private readonly byte[] _levelOfDraw = new byte[4096];
    private readonly int _nodeCount;
    private readonly int _slotEnd;

    public TargetLevels(int nodeCount, ulong seed)
    {
        _nodeCount = nodeCount;
        _slotEnd = nodeCount & ~(ClusterSlots.GroupNodes - 1);
        int blocks = (nodeCount >> BlockBits) + 1;
        _keys = new ushort[blocks];
        for (int block = 0; block < blocks; block++)
        {
            _keys[block] = (ushort)(RandomWords.Of(seed, (ulong)block) & BlockMask);
        }

        _blockKeys = new ushort[(blocks >> BlockBits) + 1];
        for (int block = 0; block < _blockKeys.Length; block++)
        {
            _blockKeys[block] = (ushort)(RandomWords.Of(~seed, (ulong)block) & BlockMask);
        }

        // Above this level a node would be linked more than the least of the hubs, which stand for the head of the
        // power law.
        Highest = Math.Max(2, (int)Math.Round(Math.Log2(nodeCount * 0.0033) / 0.91));
        double[] weights = [.. Enumerable.Range(0, Highest + 1).Select(level => Math.Pow(_levelDecay, level))];

        // Every node has one link of another kind already: fewer draws for those that shall have but one or two.
        weights[0] *= 0.35;
        weights[1] *= 0.6;
        double sum = weights.Sum();
        double cumulated = 0;
        int draw = 0;
        for (int level = 0; level <= Highest; level++)
        {
            cumulated += weights[level];
            for (int until = level == Highest
                ? _levelOfDraw.Length : (int)(cumulated / sum * _levelOfDraw.Length); draw < until; draw++)
            {
                _levelOfDraw[draw] = (byte)level;
            }
        }
    }

    /// <summary>Highest level that <see cref="Draw"/> gives.</summary>
    public int Highest { get; }

    /// <summary>A level, each as often as its nodes shall be linked.</summary>
    public int Draw(ulong word) => _levelOfDraw[word & 4095];

    /// <summary>Level of a node.</summary>
    public int Level(int node)
    {
        int bits = (node ^ _keys[node >> BlockBits]) & BlockMask;
        if (bits != 0)
        {
            return BitOperations.TrailingZeroCount(bits);
        }

        int block = node >> BlockBits;
        int blockBits = (block ^ _blockKeys[block >> BlockBits]) & BlockMask;
        return BlockBits + BitOperations.TrailingZeroCount(blockBits | (1 << BlockBits));
    }

    /// <summary>
    /// The node of at least <paramref name="level"/> in the aligned 2^level ids around <paramref name="near"/>; may lie
    /// at or beyond the end.
    /// </summary>
    public int Representative(int near, int level)
    {
        int block = near >> BlockBits;
        if (level > BlockBits)
        {
            int mask = (1 << (level - BlockBits)) - 1;
            block = (block & ~mask) | (_blockKeys[block >> BlockBits] & mask);
            return block < _keys.Length ? (block << BlockBits) | _keys[block] : int.MaxValue;
        }

        int lowMask = (1 << level) - 1;
        return (near & ~lowMask) | (_keys[block] & lowMask);
    }

    /// <summary>Whether only spam clusters link to a node: one of four ids, always of level 0.</summary>
    public bool IsSlot(int node) => ((node ^ _keys[node >> BlockBits]) & 3) == 3 && node < _slotEnd;

    /// <summary>The slot among ids 4 × <paramref name="group"/> … + 3.</summary>
    public int SlotNode(int group)
    {
        int node = group << 2;
        return node | ((_keys[node >> BlockBits] & 3) ^ 3);
    }

    /// <summary>A node of <paramref name="near"/>'s group of four ids that is no slot and well linked.</summary>
    public int BestOfGroup(int near) => (near & ~3) | (_keys[near >> BlockBits] & 3);

    /// <summary>A mark of a node in 0 … 255: of two nodes of one level, the one with more is linked more.</summary>
    public static int Grade(int node) => (int)(((uint)node * 0x9E3779B1u) >> 24);

    /// <summary>Nodes in all.</summary>
    public int NodeCount => _nodeCount;
}
