namespace Vennlink.Segments.Reading;

/// <summary>How far reading an input is.</summary>
/// <param name="DoneBytes">Bytes of the input read, as they lie on disk.</param>
/// <param name="TotalBytes">Bytes of the input.</param>
/// <param name="RecordCount">Records of an archive, rows of a list or arcs of a graph read.</param>
internal readonly record struct InputProgress(long DoneBytes, long TotalBytes, long RecordCount);
