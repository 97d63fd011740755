using Vennlink.Archives;

namespace Vennlink.Segments;

/// <summary>What is known of one input, and of what reading it gave; stands in its segment.</summary>
/// <param name="Name">Name of the file without folder; of the folder for a graph in a folder.</param>
/// <param name="Digest">
/// SHA-256 of its bytes in hex, lower case; of several files: of their digests, see docs/formats/segment.md.
/// </param>
/// <param name="LengthBytes">Length in bytes, all files together.</param>
/// <param name="Format">warc, arc, wat, wacz, list or graph.</param>
/// <param name="CaptureCount">Captures in the segment.</param>
/// <param name="RowCount">Rows of lists and graphs in the segment.</param>
/// <param name="LinkCount">Links of captures and rows.</param>
/// <param name="Skips">What was not used, by reason.</param>
internal sealed record InputInfo(
    string Name,
    string Digest,
    long LengthBytes,
    string Format,
    long CaptureCount,
    long RowCount,
    long LinkCount,
    SkipCounts Skips)
{
    /// <summary>Pages that captures or rows were found of.</summary>
    public long PageCount { get; init; }

    /// <summary>What the input was taken for.</summary>
    public InputNotes Notes { get; init; } = InputNotes.None;

    /// <summary>What stored offsets count in, in ascending order; none where each counts in the file.</summary>
    public IReadOnlyList<InputPart> Parts { get; init; } = [];

    /// <summary>What reading it gave.</summary>
    public InputReport Report => new(CaptureCount, RowCount, PageCount, LinkCount, Notes, Skips);
}

/// <summary>What an input's content was told to be; stored in segments and manifests.</summary>
internal static class InputFormats
{
    public const string Warc = "warc";
    public const string Arc = "arc";
    public const string Wat = "wat";
    public const string Wacz = "wacz";
    public const string List = "list";
    public const string Graph = "graph";
}
