using Vennlink.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Vennlink.Tests;

/// <summary>
/// Starts the classes that take longest before all others, so that no core waits at the end for one that came last.
/// </summary>
/// <remarks>
/// The methods of a class run one after the other. What is not named here takes a few seconds at most.
/// </remarks>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _longest =
    [
        typeof(Query.IntersectOracleTests).FullName!,
        typeof(Snapshots.SnapshotBuildTests).FullName!,
        typeof(Query.RecrawlOracleTests).FullName!,
        typeof(Build.IndexBuildTests).FullName!,
        typeof(Build.HostGraphBuildTests).FullName!,
        typeof(Webs.DomainWebTests).FullName!,
        typeof(Ranking.RealGraphTests).FullName!,
        typeof(Query.LinkIntersectTests).FullName!,
        typeof(Snapshots.ScoreStabilityTests).FullName!,
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        // A class without a collection of its own is one, named after it: "Test collection for NAME (id: …)".
        int place = Array.FindIndex(_longest, name =>
            collection.TestCollectionDisplayName.Contains($" {name} ", StringComparison.Ordinal));
        return place < 0 ? _longest.Length : place;
    }
}
