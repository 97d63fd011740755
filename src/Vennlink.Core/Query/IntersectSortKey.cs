using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>
/// Where a row stands in the total order of its answer, in words that every shard shares: level, then Domain Authority
/// ↓, domain key ↑, Page Authority ↓, page key ↑.
/// </summary>
/// <param name="Level">Matching target count or spam score, highest first; 0 where the order has no levels. In a free
/// order the matching target count, which then orders nothing.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="DomainKey">Root-domain key.</param>
/// <param name="PageAuthority">1–100, for a row that is a host of its best page; 0 for a root domain.</param>
/// <param name="PageKey">Page key, for a row that is a host of its best page; empty for a root domain.</param>
public sealed record IntersectSortKey(
    int Level, int DomainAuthority, ReadOnlyMemory<byte> DomainKey, int PageAuthority, ReadOnlyMemory<byte> PageKey)
{
    /// <summary>What a free order compares by, before all else, as bytes that sort; empty in other orders.</summary>
    public ReadOnlyMemory<byte> Keys { get; init; }

    // Where it was read from: an index finds a source of its own without a search.
    internal ISourceIndex? Index { get; init; }

    internal uint SourceId { get; init; }

    /// <summary>Below 0 when this row comes before another.</summary>
    public int CompareTo(IntersectSortKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Keys.Span.SequenceCompareTo(other.Keys.Span);
        order = order != 0 || !Keys.IsEmpty ? order : other.Level.CompareTo(Level);
        order = order != 0 ? order : CompareDomain(other.DomainAuthority, other.DomainKey.Span);
        return order != 0 ? order : ComparePage(other.PageAuthority, other.PageKey.Span);
    }

    /// <inheritdoc/>
    public bool Equals(IntersectSortKey? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Level);
        hash.AddBytes(DomainKey.Span);
        hash.AddBytes(PageKey.Span);
        return hash.ToHashCode();
    }

    /// <summary>Below 0 when the root domain of this row comes before another.</summary>
    internal int CompareDomain(int authority, ReadOnlySpan<byte> key) =>
        authority != DomainAuthority ? authority.CompareTo(DomainAuthority) : DomainKey.Span.SequenceCompareTo(key);

    /// <summary>Below 0 when the page of this row comes before another of its root domain.</summary>
    internal int ComparePage(int authority, ReadOnlySpan<byte> key) =>
        authority != PageAuthority ? authority.CompareTo(PageAuthority) : PageKey.Span.SequenceCompareTo(key);
}
