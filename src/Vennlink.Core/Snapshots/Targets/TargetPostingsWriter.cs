using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Targets;

/// <summary>Writes <c>target.postings</c>: the lists of targets with many sources. Layout in
/// docs/formats/target-postings.md.</summary>
internal sealed class TargetPostingsWriter : IDisposable
{
    private readonly SealedFileWriter _file;
    private readonly SpilledColumn<byte> _hostLists;
    private readonly SpilledColumn<ulong> _hostStarts;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    public TargetPostingsWriter(string folder, string temporaryFolder)
    {
        _hostLists = new SpilledColumn<byte>(Path.Combine(temporaryFolder, "postings.hosts"));
        _hostStarts = new SpilledColumn<ulong>(Path.Combine(temporaryFolder, "postings.starts"));
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
    /// <param name="hostLists">Bytes of its lists of hosts; empty where they are not stored.</param>
    /// <param name="pageCount">Ids in the list of pages.</param>
    /// <param name="pageListBytes">Bytes of the list of pages.</param>
    /// <returns>Offset in the section.</returns>
    public long Append(
        ReadOnlySpan<byte> lists, ReadOnlySpan<byte> hostLists, long pageCount, long pageListBytes)
    {
        long offset = _file.SectionPosition;
        _file.Write(lists);
        if (!hostLists.IsEmpty)
        {
            _hostStarts.Add((ulong)offset);
            _hostStarts.Add((ulong)_hostLists.Length);
            _hostLists.Add(hostLists);
        }

        PageIdCount += pageCount;
        PageListBytes += pageListBytes;
        return offset;
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        if (_hostLists.Length > 0)
        {
            _hostLists.WriteOptionalSection(_file, TargetPostings.HostLists);
            _hostStarts.WriteOptionalSection(_file, TargetPostings.HostStarts);
        }

        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hostLists.Dispose();
        _hostStarts.Dispose();
    }
}
