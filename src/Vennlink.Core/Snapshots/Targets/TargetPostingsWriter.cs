using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Targets;

/// <summary>Writes <c>target.postings</c>: the lists of targets with many sources. Layout in
/// docs/formats/target-postings.md.</summary>
internal sealed class TargetPostingsWriter : IDisposable
{
    private readonly SealedFileWriter _file;

    /// <param name="folder">Folder of the snapshot.</param>
    public TargetPostingsWriter(string folder)
    {
        _file = new SealedFileWriter(
            Path.Combine(folder, SnapshotFormat.TargetPostingsFile), SnapshotFormat.TargetPostingsMagic,
            SnapshotFormat.TargetPostingsVersion);
        _file.StartSection();
    }

    /// <summary>Bytes of the section of lists so far.</summary>
    public long Length => _file.SectionPosition;

    /// <summary>Ids in the page lists written.</summary>
    public long PageIdCount { get; private set; }

    /// <summary>Bytes of the page lists written, skip tables included.</summary>
    public long PageListBytes { get; private set; }

    /// <summary>Appends the lists of one target as a <see cref="TargetListsEncoder"/> wrote them.</summary>
    /// <param name="lists">Its bytes.</param>
    /// <param name="pageCount">Ids in the list of pages.</param>
    /// <param name="pageListBytes">Bytes of the list of pages.</param>
    /// <returns>Offset in the section.</returns>
    public long Append(ReadOnlySpan<byte> lists, long pageCount, long pageListBytes)
    {
        long offset = _file.SectionPosition;
        _file.Write(lists);
        PageIdCount += pageCount;
        PageListBytes += pageListBytes;
        return offset;
    }

    /// <summary>Ends the file.</summary>
    public void Complete() => _file.Complete();

    public void Dispose() => _file.Dispose();
}
