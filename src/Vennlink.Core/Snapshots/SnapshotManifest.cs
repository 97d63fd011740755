using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vennlink.Merge;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>Describes the files of a finished snapshot in its manifest; see docs/formats/manifest.md.</summary>
internal static class SnapshotManifest
{
    /// <summary>Option that says that the snapshot was built from a graph alone, and has no live pages.</summary>
    public const string GraphOption = "graph";

    /// <summary>Its value for a graph of root domains.</summary>
    public const string DomainGraph = "domains";

    /// <summary>Its value for a graph of hosts.</summary>
    public const string HostGraph = "hosts";

    /// <summary>Option that says what became of <c>source.reach</c>, where that is not there.</summary>
    public const string ReachOption = "reach";

    /// <summary>Value of <see cref="ReachOption"/>: it was left out on purpose.</summary>
    public const string NoReach = "none";

    /// <summary>Option that says the first day of UTC of a capture or row; absent where none has a date.</summary>
    public const string CapturedFromOption = "captured_from";

    /// <summary>The last day.</summary>
    public const string CapturedUntilOption = "captured_until";

    /// <summary>Writes the manifest, the last file of a snapshot.</summary>
    /// <param name="folder">Folder with all other files.</param>
    /// <param name="options">What shaped it.</param>
    /// <param name="counts">Counts by name.</param>
    /// <param name="suffixListVersion">Version that the suffix list gives itself.</param>
    /// <param name="scores">What the scores are.</param>
    /// <param name="graph">Value of <see cref="GraphOption"/>; null for a snapshot with live pages.</param>
    public static Manifest Write(
        string folder, SnapshotBuildOptions options, IReadOnlyDictionary<string, long> counts, string suffixListVersion,
        string scores, string? graph)
    {
        Dictionary<string, string> described = new()
        {
            ["public_suffixes"] = options.PublicSuffixSections == PublicSuffixSections.All ? "all" : "icann",
            ["public_suffix_list"] = suffixListVersion,
            ["public_suffix_list_sha256"] = Digest(options.PublicSuffixListText.Span),
            ["extra_suffixes"] = string.Join(' ', options.ExtraSuffixes),
            ["scores"] = scores,
            ["spam_model_sha256"] = Digest(options.Spam.Model.Text.Span),
        };
        if (options.Captured is { } captured)
        {
            described[CapturedFromOption] = captured.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            described[CapturedUntilOption] = captured.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        foreach ((string name, string list) in new[] { ("spam_block_sha256", options.Spam.Lists.BlockText),
            ("spam_allow_sha256", options.Spam.Lists.AllowText) })
        {
            if (list.Length > 0)
            {
                described[name] = Digest(Encoding.ASCII.GetBytes(list));
            }
        }

        if (options.Until is { } moment)
        {
            described[SnapshotMoment.Option] = SnapshotMoment.Show(moment.Seconds);
            counts = counts.Concat(moment.Counts).ToDictionary();
        }

        IEnumerable<string> names = SnapshotFormat.BuiltFiles.Where(name => name != SnapshotFormat.ManifestFile);
        if (graph is not null)
        {
            described[GraphOption] = graph;
            names = names.Where(name => name is not (SnapshotFormat.PageScoresFile or SnapshotFormat.LinkFactsFile
                or SnapshotFormat.SourceHostsFile));
        }
        else
        {
            names = names.Append(LivePages.FileName)
                .Where(name => options.WithLinkFacts || name != SnapshotFormat.LinkFactsFile);
        }

        if (!options.WithReach)
        {
            // Said, since what an older build left out is made when it is asked for.
            described[ReachOption] = NoReach;
            names = names.Where(name => name != SnapshotFormat.SourceReachFile);
        }

        Manifest manifest = ManifestFile.WithSnapshotId(new Manifest
        {
            FormatVersion = SnapshotFormat.Version,
            NeededBuild = SnapshotFormat.NeededBuild,
            SnapshotId = string.Empty,
            Files = [.. names.Order(StringComparer.Ordinal).Select(name => Describe(folder, name))],
            Inputs = options.Inputs,
            Counts = counts,
            Skipped = options.Skipped,
            Options = described,
        });
        ManifestFile.Write(folder, manifest);
        return manifest;
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static SnapshotFile Describe(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return new SnapshotFile(name, new FileInfo(path).Length, SealedFile.ReadSeal(path)
            .ToString("x16", CultureInfo.InvariantCulture));
    }
}
