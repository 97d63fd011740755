namespace Vennlink.Webs;

/// <summary>
/// Spam clusters: groups of domains that link to the same list of targets, to which nobody else links.
/// </summary>
/// <remarks>
/// The web is cut into regions (1.8 M ids in a web of full size). In each, a quarter of the ids are slots, and each
/// slot is a target of exactly one cluster, so its sources are the cluster's members: identical lists, of which a real
/// web has many. All of it follows from the ids; nothing is kept.
/// </remarks>
internal sealed class ClusterSlots
{
    /// <summary>Ids over which the kinds of clusters share the slots in fixed proportion.</summary>
    public const int GroupNodes = 1024;

    private const int GroupSlots = GroupNodes / 4;
    private const double RealRegionBits = 20.8;

    /// <summary>
    /// Below this many nodes regions are so small that full clusters would hold more near arcs than there shall be.
    /// </summary>
    private const int SmallWeb = 1_000_000;

    /// <summary>
    /// Kinds of clusters: slots of 256, members, targets, whether the members are neighbours or scattered.
    /// </summary>
    private static readonly (int Slots, int Members, int Targets, bool Neighbours)[] _kinds =
        [(128, 4, 64, true), (77, 16, 128, false), (37, 64, 256, true), (12, 256, 512, false), (2, 1024, 1024, false)];

    private readonly TargetLevels _levels;
    private readonly ulong _seed;
    private readonly int _groupCount;
    private readonly int _regionCount;
    private readonly byte[][] _slotsOfKind = new byte[_kinds.Length][];
    private readonly byte[] _kindOfSlot = new byte[GroupSlots];
    private readonly uint[] _kindBounds = new uint[_kinds.Length];
    private readonly double[] _membersOfKind = new double[_kinds.Length];

    public ClusterSlots(WebShape shape, TargetLevels levels, ulong seed)
    {
        (_levels, _seed) = (levels, seed);
        _groupCount = shape.NodeCount / GroupNodes;
        _regionCount = Math.Clamp((int)Math.Round(shape.NodeCount / Math.Pow(2, RealRegionBits * shape.Stretch)),
            Math.Min(1, _groupCount), _groupCount);
        int regionNodes = shape.NodeCount / Math.Max(1, _regionCount);
        AssignSlots();
        double sourceShare = shape.SourceCount / (double)shape.NodeCount;
        double bound = 0;
        for (int kind = 0; kind < _kinds.Length; kind++)
        {
            Cluster cluster = Size(kind, regionNodes / GroupNodes);
            double members = _kinds[kind].Members * (shape.NodeCount < SmallWeb ? 0.5 : 1);
            _membersOfKind[kind] = Math.Min(members, 0.03 * regionNodes * sourceShare);
            bound += Math.Min(0.15, cluster.Count * _membersOfKind[kind] / (regionNodes * sourceShare));
            _kindBounds[kind] = _regionCount == 0 ? 0 : (uint)(bound * uint.MaxValue);
        }
    }

    /// <summary>Most targets of a cluster.</summary>
    public static int MaxTargets => 2048;

    /// <summary>The kind of clusters that a source belongs to, −1 for none.</summary>
    /// <param name="word">A random word of the source.</param>
    public int Kind(ulong word)
    {
        uint draw = (uint)(word >> 32);
        for (int kind = 0; kind < _kindBounds.Length; kind++)
        {
            if (draw < _kindBounds[kind])
            {
                return kind;
            }
        }

        return -1;
    }

    /// <summary>Members that the cluster of a slot has, about.</summary>
    public double MembersAt(int slotNode) => _membersOfKind[_kindOfSlot[(slotNode >> 2) & (GroupSlots - 1)]];

    /// <summary>Writes the targets of a member, ascending; returns how many.</summary>
    /// <param name="source">The member; it may be among the targets.</param>
    /// <param name="kind">Its kind of clusters.</param>
    /// <param name="word">A random word of the source.</param>
    /// <param name="targets">Receives up to <see cref="MaxTargets"/> ids.</param>
    public int Targets(int source, int kind, ulong word, Span<int> targets)
    {
        int sourceGroup = Math.Min(source / GroupNodes, _groupCount - 1);
        int region = (int)((long)sourceGroup * _regionCount / _groupCount);
        if (RegionStart(region + 1) <= sourceGroup)
        {
            region++;
        }

        int start = RegionStart(region) * GroupNodes;
        int length = (RegionStart(region + 1) * GroupNodes) - start;
        Cluster size = Size(kind, length / GroupNodes);
        int perGroup = _kinds[kind].Slots;
        byte[] slots = _slotsOfKind[kind];
        int number = _kinds[kind].Neighbours
            ? (int)((long)Math.Min(source - start, length - 1) * size.Count / length)
            : (int)(((word & uint.MaxValue) * (ulong)size.Count) >> 32);
        ulong seed = RandomWords.Of(_seed, ((ulong)region << 8) | (uint)kind);

        // One cluster in eight is only nearly identical: each member leaves out one target in sixteen.
        bool isRagged = (RandomWords.Of(seed, (ulong)number) & 7) == 0;
        RandomWords ragged = new(word);
        RandomWords rotations = new(seed);
        int count = 0;
        for (int row = 0; row * size.Count < size.Slots && count < targets.Length; row++)
        {
            // Each row of as many slots as there are clusters gives one to each, turned by a random number of places.
            int place = number + rotations.Below(size.Count);
            int index = (row * size.Count) + (place >= size.Count ? place - size.Count : place);
            if (index < size.Slots && !(isRagged && (ragged.Next() & 15) == 0))
            {
                int group = index / perGroup;
                targets[count++] =
                    _levels.SlotNode((start >> 2) + (group * GroupSlots) + slots[index - (group * perGroup)]);
            }
        }

        return count;
    }

    /// <summary>Group of 1,024 ids at which a region starts.</summary>
    private int RegionStart(int region) => (int)((long)_groupCount * region / _regionCount);

    private static Cluster Size(int kind, int groups)
    {
        int slots = groups * _kinds[kind].Slots;
        return new Cluster(slots, Math.Max(1, slots / _kinds[kind].Targets));
    }

    /// <summary>Spreads each kind evenly over the 256 slots of a group.</summary>
    private void AssignSlots()
    {
        List<byte>[] slots = [.. _kinds.Select(_ => new List<byte>())];
        int[] credit = new int[_kinds.Length];
        for (int slot = 0; slot < GroupSlots; slot++)
        {
            for (int kind = 0; kind < _kinds.Length; kind++)
            {
                credit[kind] += _kinds[kind].Slots;
            }

            int richest = Array.IndexOf(credit, credit.Max());
            credit[richest] -= GroupSlots;
            slots[richest].Add((byte)slot);
            _kindOfSlot[slot] = (byte)richest;
        }

        for (int kind = 0; kind < _kinds.Length; kind++)
        {
            _slotsOfKind[kind] = [.. slots[kind]];
        }
    }

    /// <summary>Slots of one kind in a region, and clusters that share them.</summary>
    private readonly record struct Cluster(int Slots, int Count);
}
