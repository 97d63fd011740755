using System.Globalization;
using Vennlink.Build;
using Vennlink.Cli.Arguments;

namespace Vennlink.Cli.Output;

/// <summary>
/// What a build did, for people: counts, what was skipped and why, time, processor time and rate of each stage, peak
/// memory.
/// </summary>
internal static class BuildReportText
{
    /// <summary>Prints the report.</summary>
    public static void Write(TextWriter output, BuildReport report)
    {
        output.WriteLine($"snapshot {report.SnapshotId}");
        Numbers(output, "counts", report.Counts);
        Numbers(output, "skipped", report.Skipped);
        output.WriteLine();
        TextTable table = new(
            output, new("stage"), new("seconds", IsNumber: true), new("cpu", IsNumber: true),
            new("read", IsNumber: true), new("rate", IsNumber: true), new("peak memory", IsNumber: true));
        foreach (StageReport stage in report.Stages)
        {
            table.Add(
                stage.Stage,
                stage.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
                stage.CpuSeconds.ToString("0.00", CultureInfo.InvariantCulture),
                stage.Bytes > 0 ? ByteSize.Show(stage.Bytes) : "",
                stage.Bytes > 0 ? (stage.Bytes / 1e6 / Math.Max(stage.Seconds, 0.001))
                .ToString("0.0", CultureInfo.InvariantCulture) + " MB/s" : "",
                ByteSize.Show(stage.PeakMemoryBytes));
        }

        table.End();
    }

    /// <summary>Prints named numbers under a heading; those that are zero are left out.</summary>
    public static void Numbers(TextWriter output, string heading, IReadOnlyDictionary<string, long> numbers)
    {
        List<KeyValuePair<string, long>> shown =
            [.. numbers.Where(number => number.Value != 0).OrderBy(number => number.Key, StringComparer.Ordinal)];
        if (shown.Count == 0)
        {
            return;
        }

        int nameWidth = shown.Max(number => number.Key.Length);
        output.WriteLine();
        output.WriteLine(heading);
        foreach ((string name, long value) in shown)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {name.PadRight(nameWidth)}  {value,13:N0}"));
        }
    }
}
