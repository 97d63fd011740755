using System.Globalization;
using System.Text;
using Vennlink.Merge;
using Vennlink.Storage.Files;

namespace Vennlink.Build;

/// <summary>
/// What a merge up to a moment left out, beside the live view it made, until the manifest holds it: a killed build goes
/// on without merging again.
/// </summary>
internal static class LeftOutFile
{
    private static readonly string[] _names =
        ["late_captures", "late_row_links", "undated_captures", "undated_row_links"];

    /// <summary>Writes it.</summary>
    public static void Write(string path, MergeCutoff cutoff)
    {
        long[] counts = [cutoff.LateCaptureCount, cutoff.LateRowLinkCount, cutoff.UndatedCaptureCount,
            cutoff.UndatedRowLinkCount];
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(
            string.Join(' ', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)))));
    }

    /// <summary>Reads the counts by name.</summary>
    public static IReadOnlyDictionary<string, long> Read(string path) =>
        _names.Zip(File.ReadAllText(path, Encoding.ASCII).Split(' '))
            .ToDictionary(pair => pair.First, pair => long.Parse(pair.Second, CultureInfo.InvariantCulture));
}
