using Vennlink.Archives;
using Vennlink.Segments;

namespace Vennlink.Snapshots;

/// <summary>One input of an index.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Digest">SHA-256 of the file's bytes, hex.</param>
/// <param name="LengthBytes">Length of the file.</param>
/// <param name="Format">What its content was told to be: warc, arc, wat, wacz, list, graph.</param>
public sealed record InputFile(string Name, string Digest, long LengthBytes, string Format)
{
    /// <summary>What reading it gave; null in an index of a build that did not tell.</summary>
    public InputReport? Report { get; init; }

    /// <summary>
    /// What the offsets of provenance count in, in ascending order; none where each counts in the file.
    /// </summary>
    public IReadOnlyList<InputPart> Parts { get; init; } = [];

    /// <summary>
    /// All inputs of an index under names that tell them apart, for people: where several files have one name, it ends
    /// in <c>#</c> and the first digits of the digest, eight where those differ.
    /// </summary>
    /// <param name="inputs">All inputs; one without a digest keeps its name.</param>
    /// <returns>In the same order.</returns>
    public static IReadOnlyList<InputFile> ToldApart(IReadOnlyList<InputFile> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Dictionary<string, int> digits = inputs.GroupBy(input => input.Name, StringComparer.Ordinal).ToDictionary(
            same => same.Key, same => NeededDigits([.. same.Select(input => input.Digest).Distinct()]),
            StringComparer.Ordinal);
        return [.. inputs.Select(input =>
            digits[input.Name] is > 0 and int count && input.Digest.Length >= count
                ? input with { Name = $"{input.Name}#{input.Digest[..count]}" } : input)];
    }

    private static int NeededDigits(string[] digests)
    {
        const int FewDigits = 8;
        return digests.Length < 2 ? 0
            : digests.DistinctBy(digest => digest[..Math.Min(FewDigits, digest.Length)]).Count() == digests.Length
                ? FewDigits : digests.Max(digest => digest.Length);
    }
}

/// <summary>One file of a snapshot.</summary>
public sealed record SnapshotFile(string Name, long LengthBytes, string Checksum);

/// <summary>
/// What a snapshot is: its files, counts, inputs and options. Written as canonical JSON, last of all files.
/// </summary>
public sealed record Manifest
{
    /// <summary>Version of the snapshot as a whole: it rises with that of any of its files.</summary>
    public required uint FormatVersion { get; init; }

    /// <summary>The first build that reads this version, as 0.1.0.</summary>
    public required string NeededBuild { get; init; }

    /// <summary>Content hash of the rest of the manifest: equal input and options give an equal id.</summary>
    public required string SnapshotId { get; init; }

    /// <summary>Files, by name.</summary>
    public required IReadOnlyList<SnapshotFile> Files { get; init; }

    /// <summary>Inputs in canonical order (by digest); <see cref="Links.LinkFacts.FileId"/> points here.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>
    /// Counts by name: live_pages, source_pages, source_domains, links, external_links, lost_links, target_pages,
    /// target_hosts, target_domains, …
    /// </summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Skipped records, rows and links by reason.</summary>
    public required IReadOnlyDictionary<string, long> Skipped { get; init; }

    /// <summary>
    /// Options that shape the content: public_suffixes, public_suffix_list (its version and digest), extra_suffixes,
    /// scores …
    /// </summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>
    /// The last second that the index is of, as <c>2026-06-30T23:59:59Z</c>; null when it is of all that was read.
    /// </summary>
    public string? Until => Options.GetValueOrDefault(SnapshotMoment.Option);
}
