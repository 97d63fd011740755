namespace Vennlink.Query.Edges;

/// <summary>Gets an edge; all is valid until it returns.</summary>
/// <param name="sourceKey">Key of the page, labels of the host, or root-domain key.</param>
/// <param name="targetKey">As the source.</param>
/// <param name="facts">What is known of it.</param>
public delegate void EdgeAction(ReadOnlySpan<byte> sourceKey, ReadOnlySpan<byte> targetKey, EdgeFacts facts);

/// <summary>What is known of the links from one node to another.</summary>
/// <param name="LinkCount">How many there are: of each page the different ones.</param>
/// <param name="FollowedCount">Those that are followed; null where links do not say it.</param>
/// <param name="PageCount">Pages of the source with one.</param>
/// <param name="FirstSeenSeconds">When the first was first seen, seconds since 1970 UTC; null without dates.</param>
/// <param name="LastSeenSeconds">When the last was last seen.</param>
public readonly record struct EdgeFacts(
    long LinkCount, long? FollowedCount, long PageCount, long? FirstSeenSeconds, long? LastSeenSeconds)
{
    /// <summary>An arc of a graph, of which nothing more is known.</summary>
    public static EdgeFacts Arc { get; } = new(1, null, 1, null, null);

    /// <summary>Both together.</summary>
    public EdgeFacts Add(EdgeFacts other) => new(
        LinkCount + other.LinkCount, FollowedCount + other.FollowedCount, PageCount + other.PageCount,
        Least(FirstSeenSeconds, other.FirstSeenSeconds), Most(LastSeenSeconds, other.LastSeenSeconds));

    private static long? Least(long? one, long? other) =>
        one is null || other < one ? other ?? one : one;

    private static long? Most(long? one, long? other) =>
        one is null || other > one ? other ?? one : one;
}
