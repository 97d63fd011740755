using Vennlink.Query;
using Vennlink.Query.Orders;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query;

public sealed class QueryFingerprintTests
{
    private static readonly IntersectQuery Query =
        new() { PositiveTargets = [MemoryIndex.List(1), MemoryIndex.Site(2)], NegativeTargets = [MemoryIndex.List(3)] };

    [Fact]
    public void Tells_questions_apart_whatever_was_typed()
    {
        IntersectQuery typedOtherwise = Query with
        {
            PositiveTargets = [.. Query.PositiveTargets.Select(target => target with { Text = "other" })],
        };
        Assert.Equal(QueryFingerprint.Of(Query), QueryFingerprint.Of(typedOtherwise));
        IntersectQuery[] others =
        [
            Query with { PositiveTargets = [.. Query.PositiveTargets.Reverse()] },
            Query with { PositiveTargets = [Query.PositiveTargets[0]] },
            Query with { PositiveTargets = [.. Query.PositiveTargets, .. Query.NegativeTargets], NegativeTargets = [] },
            Query with { PositiveTargets =
                [Query.PositiveTargets[0], Query.PositiveTargets[1] with { Scope = TargetScope.Page }] },
            Query with { NegativeTargets = [] },
            Query with { MinMatchingTargets = 2 },
            Query with { SourceScope = SourceScope.RootDomain },
            Query with { Sort = IntersectSort.SourceSpamScore },
            Query with { SortKeys = [new OrderKey(SortColumn.Url, false)] },
            Query with { SortKeys = [new OrderKey(SortColumn.Url, true)] },
            Query with { FollowedOnly = true },
        ];
        Assert.All(others, other => Assert.NotEqual(QueryFingerprint.Of(Query), QueryFingerprint.Of(other)));
    }

    [Fact]
    public void Fingerprint_of_version_1_stays_as_it_is() =>
        Assert.Equal("939a7f6f9012809aa9d8b66aee3217c3", QueryFingerprint.Of(Query).Value.ToString("x32", null));
}
