using System.Diagnostics.CodeAnalysis;
using Vennlink.Links;

namespace Vennlink.Query.Edges;

/// <summary>The links of one source by their targets, summed up; it is reused for source after source.</summary>
internal sealed class PageSums
{
    private readonly Dictionary<byte[], EdgeFacts> _sums = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], EdgeFacts>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public PageSums() => _lookup = _sums.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Adds a link of the page that is being read.</summary>
    public void Add(ReadOnlySpan<byte> targetKey, in LinkFacts link)
    {
        long? followed = link.Kind == LinkKind.Arc ? null : (link.Rel & LinkRel.NotFollowed) == 0 ? 1 : 0;
        EdgeFacts one = new(1, followed, 0, link.FirstSeenSeconds, link.LastSeenSeconds);
        _lookup[targetKey] =
            _lookup.TryGetValue(targetKey, out EdgeFacts sum) ? sum.Add(one) : one with { PageCount = 1 };
    }

    /// <summary>Hands over the targets in key order, and forgets them.</summary>
    public void Drain(ReadOnlySpan<byte> sourceKey, EdgeAction take)
    {
        foreach (byte[] target in _sums.Keys.Order(KeyComparer.Instance))
        {
            take(sourceKey, target, _sums[target]);
        }

        _sums.Clear();
    }
}

/// <summary>Keys as bytes: equal, and in order.</summary>
internal sealed class KeyComparer
    : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>, IComparer<byte[]>
{
    public static KeyComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = default;
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
