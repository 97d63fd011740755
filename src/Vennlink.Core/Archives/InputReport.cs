namespace Vennlink.Archives;

/// <summary>What reading one input gave; stands in the manifest.</summary>
/// <param name="CaptureCount">Captures of pages in an archive.</param>
/// <param name="RowCount">Rows of a list, or arcs of a graph, that became links.</param>
/// <param name="PageCount">Pages that captures or rows were found of; of a graph alone, its vertices. Null when not
/// counted.</param>
/// <param name="LinkCount">Links of captures and rows.</param>
/// <param name="Notes">What the input was taken for.</param>
/// <param name="Skips">What was not used, by reason.</param>
public sealed record InputReport(
    long CaptureCount, long RowCount, long? PageCount, long LinkCount, InputNotes Notes, SkipCounts Skips);
