using System.Text;
using Vennlink.Query;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query;

/// <summary>
/// In the steady state a query over a snapshot allocates the rows it returns and nothing else, but for some bytes for
/// each spam score that it looks at.
/// </summary>
public sealed class AllocationTests
{
    private static readonly string[] Targets = ["one.io", "two.io", "three.io", "four.io"];

    [Theory]
    [InlineData(false, IntersectSort.SourceDomainAuthority)]
    [InlineData(true, IntersectSort.SourceDomainAuthority)]
    [InlineData(true, IntersectSort.SourceDomainAuthority, SourceScope.RootDomain)]
    [InlineData(true, IntersectSort.MatchingTargetCount)]
    [InlineData(true, IntersectSort.MatchingTargetCount, SourceScope.RootDomain)]
    [InlineData(true, IntersectSort.SourceSpamScore)]
    [InlineData(true, IntersectSort.SourceSpamScore, SourceScope.RootDomain)]
    public void A_query_allocates_its_rows_alone(bool hasNegative, IntersectSort sort,
        SourceScope scope = SourceScope.Page)
    {
        const int BytesPerScore = 1000;
        using SnapshotFixture fixture = SnapshotFixture.Build(
            Enumerable.Range(0, 9000).SelectMany(site => Targets.Where((_, target) => site % (target + 2) == 0)
                .Select(target => new WebLink($"site{site}.com/", $"{target}/"))));
        IntersectQuery query = new()
        {
            PositiveTargets = [.. Targets[..3].Select(Target)],
            NegativeTargets = hasNegative ? [Target(Targets[3])] : [],
            MinMatchingTargets = 2,
            Sort = sort,
            SourceScope = scope,
        };
        LinkIntersect engine = new(fixture.Snapshot);
        FoundQuery question = engine.Find(query);
        IntersectRow[] rows = [.. engine.Rows(question, 50, null, CancellationToken.None)];
        Assert.Equal(50, rows.Length);
        long ofRows = Allocated(() => Copy(rows));
        long counted = 0;
        for (int warmUp = 0; warmUp < 100; warmUp++)
        {
            counted = engine.Count(question, CancellationToken.None);
            engine.Rows(question, 50, null, CancellationToken.None);
        }

        Assert.True(counted > 100);

        Assert.Equal(0, Allocated(() => engine.Count(question, CancellationToken.None)));
        long ofScores = sort == IntersectSort.SourceSpamScore ? BytesPerScore * fixture.Snapshot.SpamScores.Count : 0;
        Assert.InRange(Allocated(() => engine.Rows(question, 50, null, CancellationToken.None)), 1, ofRows + ofScores);
    }

    private static long Allocated(Action action)
    {
        // The least of several: the compiler may allocate on this thread too when it puts a faster version in place.
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static List<IntersectRow> Copy(IntersectRow[] rows)
    {
        List<IntersectRow> copy = new(rows.Length);
        foreach (IntersectRow row in rows)
        {
            copy.Add(new IntersectRow(row.SourceId, [.. row.MatchingTargetIndexes]));
        }

        return copy;
    }

    private static Target Target(string rootDomain) =>
        new(TargetScope.RootDomain, Encoding.ASCII.GetBytes(string.Join('\u0001', rootDomain.Split('.').Reverse())),
            rootDomain);
}
