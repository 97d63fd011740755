namespace Vennlink.Storage.Bytes;

/// <summary>
/// A file of the index does not hold what its format says: damaged, cut short, or of another version.
/// </summary>
public sealed class IndexFormatException : Exception
{
    /// <summary>Names the file, the place and the problem.</summary>
    /// <param name="file">File name.</param>
    /// <param name="offsetBytes">Where in the file.</param>
    /// <param name="problem">What was found and what was expected.</param>
    public IndexFormatException(string file, long offsetBytes, string problem)
        : base($"{file}: at byte {offsetBytes}: {problem}")
    {
        File = file;
        OffsetBytes = offsetBytes;
    }

    /// <summary>File name.</summary>
    public string File { get; }

    /// <summary>Offset in the file.</summary>
    public long OffsetBytes { get; }
}
