using Vennlink.Build;
using Vennlink.Query;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Build;

/// <summary>An index that is built without <c>source.reach</c>.</summary>
public sealed class ReachlessBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_asks_it_is_an_error_and_all_else_is_answered_as_with_it()
    {
        using Snapshot with = Build("with", withReach: true);
        using Snapshot without = Build("without", withReach: false);
        Assert.True(File.Exists(PathOf("with")));
        Assert.False(File.Exists(PathOf("without")));
        Assert.Empty(without.Verify(CancellationToken.None));
        IntersectQuery plain = new()
        {
            PositiveTargets = [new TargetParser(with).TryParse("t.example", TargetScope.RootDomain, out Target? target)
                == TargetProblem.None ? target! : throw new InvalidDataException()],
            Hide = [new HideRule(HideKind.Feeds)],
        };
        foreach (IntersectQuery query in (IntersectQuery[])
            [
                plain with { Filter = new SourceFilter { OutgoingDomains = new ScoreRange(1, 9) } },
                plain with { Hide = [new HideRule(HideKind.Platforms, 3)] },
                plain with { Hide = [new HideRule(HideKind.Sitewide)] },
                plain with { Hide = [new HideRule(HideKind.SameOwner)] },
                plain with { SortKeys = [new OrderKey(SortColumn.OutgoingDomains, IsDescending: true)] },
            ])
        {
            Assert.Equal(6, Rows(with, query).Length);
            Assert.Contains("--no-reach",
                Assert.Throws<LinkFactsException>(() => Rows(without, query)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(Rows(with, plain), Rows(without, plain));
        Assert.Equal(6, Rows(without, plain).Length);
    }

    [Fact]
    public void Adding_needs_the_same_option()
    {
        Build("index", withReach: false).Dispose();
        File.WriteAllText(_folder.File("more.csv"), "source,target\nhttp://z.example/,http://t.example/\n");
        BuildOptions more = Options("index", "more.csv") with { Add = true };
        BuildRefusedException refused = Assert.Throws<BuildRefusedException>(
            () => IndexBuild.Run(more, null, CancellationToken.None));
        Assert.Contains("--no-reach", refused.Message, StringComparison.Ordinal);
        IndexBuild.Run(more with { WithReach = false }, null, CancellationToken.None);
    }

    private static uint[] Rows(Snapshot snapshot, IntersectQuery query)
    {
        LinkIntersect engine = new(snapshot);
        return [.. engine.Rows(engine.Find(query), 100, null, CancellationToken.None).Select(row => row.SourceId)];
    }

    private string PathOf(string index) =>
        Path.Combine(IndexFolder.CurrentSnapshot(_folder.File(index))!, SnapshotFormat.SourceReachFile);

    private BuildOptions Options(string index, string list) => new()
    {
        IndexFolder = _folder.File(index),
        Inputs = [_folder.File(list)],
        MemoryBytes = 64 << 20,
        ThreadCount = 1,
    };

    private Snapshot Build(string index, bool withReach)
    {
        File.WriteAllText(_folder.File("links.csv"), "source,target\n" + string.Concat(Enumerable.Range(0, 6).Select(
            source => $"http://s{source}.example/,http://t.example/\n")));
        IndexBuild.Run(Options(index, "links.csv") with { WithReach = withReach }, null, CancellationToken.None);
        return Snapshot.Open(IndexFolder.CurrentSnapshot(_folder.File(index))!);
    }
}
