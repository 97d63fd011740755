using System.Security.Cryptography;
using System.Text;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Build;

/// <summary>
/// What a snapshot was built from: <c>snapshots/ID.build</c>, written before <c>CURRENT</c> names the snapshot.
/// </summary>
/// <param name="Fingerprint">Of the segments and of every option that shapes the snapshot: equal fingerprints, equal
/// snapshots.</param>
/// <param name="Settings">The options in one line, as an addition must repeat them.</param>
/// <param name="Segments">Names of the segments, ordinal order.</param>
internal sealed record BuildRecord(string Fingerprint, string Settings, IReadOnlyList<string> Segments)
{
    private const string GraphMark = "graph:";

    /// <summary>Describes a build.</summary>
    /// <param name="segments">Name of each segment, and the name its input goes by.</param>
    /// <param name="settings">Every option that shapes the snapshot.</param>
    public static BuildRecord Of(IEnumerable<(string Segment, string InputName)> segments, SnapshotSettings settings)
    {
        List<(string Segment, string InputName)> ordered =
            [.. segments.OrderBy(segment => segment.Segment, StringComparer.Ordinal)];
        string text =
            string.Join(
                '\n', [settings.Line, settings.ListDigest, settings.Spam.ModelDigest, .. Moment(settings),
                    .. ordered.SelectMany(segment => new[] { segment.Segment, segment.InputName })]);
        return new BuildRecord(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), settings.Line,
            [.. ordered.Select(segment => segment.Segment)]);
    }

    // Nothing where there is none, as older builds had it.
    private static string[] Moment(SnapshotSettings settings) =>
        settings.UntilSeconds is { } seconds ? [$"--until {SnapshotMoment.Show(seconds)}"] : [];

    /// <summary>Describes a build from one web graph alone, which leaves no segment.</summary>
    public static BuildRecord OfGraph(string digest, string inputName, SnapshotSettings settings) =>
        Of([(GraphMark + digest, inputName)], settings);

    /// <summary>Whether the snapshot was built from a web graph alone.</summary>
    public bool IsOfGraph => Segments is [var only] && only.StartsWith(GraphMark, StringComparison.Ordinal);

    /// <summary>Reads the record of a snapshot; null without one.</summary>
    public static BuildRecord? Read(string snapshotFolder)
    {
        string file = IndexFolder.BuildRecordFile(snapshotFolder);
        if (!File.Exists(file))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(file, Encoding.UTF8);
        return lines.Length > 2
            ? new BuildRecord(lines[0], lines[1], lines[2..])
            : throw new IndexFormatException(
                file, 0, "expected one line each for the fingerprint, the settings and the segments");
    }

    /// <summary>Writes the record of a snapshot.</summary>
    public void Write(string snapshotFolder) =>
        AtomicFile.Write(IndexFolder.BuildRecordFile(snapshotFolder),
            Encoding.UTF8.GetBytes(string.Join('\n', [Fingerprint, Settings, .. Segments]) + "\n"));
}
