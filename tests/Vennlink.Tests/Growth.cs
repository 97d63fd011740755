using System.Diagnostics;
using System.Runtime.InteropServices;

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
    /// For loops that only look at bytes: time of the processor that this thread took. Eight times the input must not
    /// take more than 16 times the time and 20 ms; a square takes 64 times. The least of several runs counts.
    /// </summary>
    /// <param name="prepare">Makes the work for a length.</param>
    /// <param name="length">Long enough that a square is half a second.</param>
    /// <param name="what">What is done, for the message.</param>
    public static void AssertScans(Func<int, Action> prepare, int length, string what)
    {
        prepare(length / ScanFactor)();
        double once = LeastSeconds(prepare(length));
        double more = LeastSeconds(prepare(ScanFactor * length));
        Assert.True(more <= (2 * ScanFactor * once) + 0.02, $"{what}: {once:F4} s at n and {more:F4} s at 8n");
    }

    // What other programs do meanwhile does not count. Where no clock of the thread is known, all time does.
    private static double ThreadSeconds()
    {
        const int LinuxClock = 3;
        const int MacClock = 16;
        int clock = OperatingSystem.IsLinux() ? LinuxClock : OperatingSystem.IsMacOS() ? MacClock : -1;
        return clock >= 0 && ReadClock(clock, out Moment now) == 0
            ? now.Seconds + (now.Nanoseconds * 1e-9) : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out Moment moment);

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    private static double LeastSeconds(Action work)
    {
        double least = double.MaxValue;
        for (int turn = 0; turn < 5; turn++)
        {
            double start = ThreadSeconds();
            work();
            least = Math.Min(least, ThreadSeconds() - start);
        }

        return least;
    }
}
