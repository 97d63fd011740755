using System.Runtime.InteropServices;

namespace Vennlink.Bench;

/// <summary>Processor time of the calling thread: what else runs on the machine hardly shows in it.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Nanoseconds since the thread started.</summary>
    public static double Nanoseconds
    {
        get
        {
            _ = ClockGetTime(ThreadCpuTime, out TimeSpec time);
            return (time.Seconds * 1e9) + time.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
