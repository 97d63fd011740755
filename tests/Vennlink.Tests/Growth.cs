using System.Diagnostics;

namespace Vennlink.Tests;

/// <summary>Whether work grows as its input does, and not as its square.</summary>
internal static class Growth
{
    private const int ScanFactor = 8;

    /// <summary>Twice the input is at most twice the work, and some.</summary>
    /// <param name="once">Counted at n: bytes, steps.</param>
    /// <param name="twice">Counted at 2n.</param>
    /// <param name="what">What was counted, for the message.</param>
    /// <param name="flat">What may come on top, whatever the input: buffers that double, what is made once.</param>
    public static void AssertLinear(double once, double twice, string what, double flat = 2_000_000) =>
        Assert.True(twice <= (2.5 * once) + flat, $"{what}: {once:N0} at n and {twice:N0} at 2n");

    /// <summary>Bytes that one thread allocates for some work.</summary>
    public static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>
    /// For loops that only look at bytes, which leave nothing to count: time. Eight times the input must not take
    /// more than 24 times the time and a tenth of a second; a square takes 64 times. The least of several runs
    /// counts, since other work of the machine can only add to it.
    /// </summary>
    /// <param name="prepare">Makes the work for a length.</param>
    /// <param name="length">Long enough that a square is a second.</param>
    /// <param name="what">What is done, for the message.</param>
    public static void AssertScans(Func<int, Action> prepare, int length, string what)
    {
        prepare(length / ScanFactor)();
        double once = LeastSeconds(prepare(length));
        double more = LeastSeconds(prepare(ScanFactor * length));
        Assert.True(more <= (3 * ScanFactor * once) + 0.1, $"{what}: {once:F4} s at n and {more:F4} s at 8n");
    }

    private static double LeastSeconds(Action work)
    {
        double least = double.MaxValue;
        for (int turn = 0; turn < 5; turn++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least;
    }
}
