using Vennlink.Graph.Arcs;

namespace Vennlink.Tests.Graph;

public sealed class RangeWorkTests
{
    [Fact]
    public void Each_range_is_taken_once()
    {
        using TemporaryFolder folder = new();
        using ArcSpill arcs = new(folder.Path, [.. Enumerable.Range(0, 51).Select(first => (uint)first)]);
        int[] taken = new int[50];
        new RangeWork(arcs, 3, TestContext.Current.CancellationToken)
            .Run(range => Interlocked.Increment(ref taken[range]));
        Assert.All(taken, count => Assert.Equal(1, count));
    }

    [Fact]
    public void After_a_failure_no_range_is_begun_and_the_failure_is_thrown_as_it_is()
    {
        using TemporaryFolder folder = new();
        using ArcSpill arcs = new(folder.Path, [.. Enumerable.Range(0, 201).Select(first => (uint)first)]);
        int begun = 0;
        using ManualResetEventSlim isOtherAtWork = new();
        RangeWork work = new(arcs, 2, TestContext.Current.CancellationToken);
        IOException problem = Assert.Throws<IOException>(() => work.Run(_ =>
        {
            // The first fails when the other thread is at work too, which takes long enough for the failure to be seen,
            // and for all ranges together far longer.
            if (Interlocked.Increment(ref begun) == 1)
            {
                isOtherAtWork.Wait(TimeSpan.FromSeconds(10));
                throw new IOException("the disk is full");
            }

            isOtherAtWork.Set();
            Thread.Sleep(5);
        }));
        Assert.Equal("the disk is full", problem.Message);
        Assert.InRange(begun, 1, 100);
    }
}
