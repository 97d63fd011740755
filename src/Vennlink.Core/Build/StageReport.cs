namespace Vennlink.Build;

/// <summary>Time and bytes of one stage.</summary>
/// <param name="Stage">Name of the stage, as in <see cref="BuildProgress.Stage"/>.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSeconds">Processor time of all threads.</param>
/// <param name="Bytes">Bytes read from what the stage starts from.</param>
/// <param name="PeakMemoryBytes">Highest resident memory of the process up to the end of the stage.</param>
public sealed record StageReport(string Stage, double Seconds, double CpuSeconds, long Bytes, long PeakMemoryBytes);
