namespace Vennlink.Storage.Sorting;

/// <summary>
/// A file of sorted records on its way to a merge: blocks of front-coded records, LZ4, each with a checksum.
/// </summary>
/// <remarks>
/// Temporary and read by the process that wrote it, so the layout is nobody else's: per block the length on disk, the
/// length decoded, the compression, XxHash3; then the bytes.
/// </remarks>
internal sealed record RunFile(string Path, long LengthBytes)
{
    public const int BlockHeaderBytes = 17;
}
