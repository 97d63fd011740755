using System.Runtime.InteropServices;

namespace Vennlink.Bench;

/// <summary>Processor time: what else runs on the machine hardly shows in it.</summary>
internal static partial class ThreadClock
{
    private const int ProcessCpuTime = 2; // CLOCK_PROCESS_CPUTIME_ID of Linux
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Nanoseconds that the calling thread has worked.</summary>
    public static double Nanoseconds => Read(ThreadCpuTime);

    /// <summary>Nanoseconds that all threads of the process have worked.</summary>
    public static double ProcessNanoseconds => Read(ProcessCpuTime);

    private static double Read(int clock)
    {
        _ = ClockGetTime(clock, out TimeSpec time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
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
