namespace Vennlink.Archives;

/// <summary>Limits on what hostile input can make a reader hold.</summary>
/// <param name="MaxBodyBytes">Longest decoded page body that is kept.</param>
/// <param name="MaxHeaderBytes">Longest record or HTTP header block.</param>
public sealed record ArchiveLimits(int MaxBodyBytes = 32 << 20, int MaxHeaderBytes = 1 << 20);

/// <summary>Reads WARC, ARC, WAT and WACZ as a stream of records, in constant memory, whatever compression they come in.</summary>
/// <remarks>Dirty input never throws per record: it is counted in <see cref="SkipCounts"/> and reading goes on at the next record that can be found.</remarks>
public abstract class ArchiveReader : IDisposable
{
    /// <summary>Opens an archive whose format is told from its first bytes.</summary>
    /// <param name="file">The file from its first byte; seekable only needed for WACZ. Owned by the reader from here on.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <returns>A reader, or null when the content is no archive (a link list, for example).</returns>
    public static ArchiveReader? TryOpen(Stream file, ArchiveLimits limits, SkipCounts skips) => throw new NotImplementedException();

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Reads on to the next record that speaks of a page.</summary>
    /// <returns>False at the end.</returns>
    public abstract bool TryRead(ArchiveRecord record);

    /// <inheritdoc/>
    public abstract void Dispose();
}
