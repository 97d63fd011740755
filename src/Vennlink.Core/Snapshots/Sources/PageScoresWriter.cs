using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>page.scores</c>: PageRank and Page Authority of every live page, in key order. Layout in
/// docs/formats/page-scores.md.</summary>
/// <remarks>Streams. Not thread-safe. Not completed, the file is deleted.</remarks>
internal sealed class PageScoresWriter : IDisposable
{
    private readonly SealedFileWriter _file;
    private readonly SpilledColumn<byte> _authorities;

    /// <summary>Creates the file.</summary>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="temporaryFolder">Existing folder; a byte a page stands there until the writer is disposed.</param>
    public PageScoresWriter(string folder, string temporaryFolder)
    {
        _file = new SealedFileWriter(Path.Combine(folder, SnapshotFormat.PageScoresFile),
            SnapshotFormat.PageScoresMagic, SnapshotFormat.PageScoresVersion);
        _file.StartSection();
        _authorities = new SpilledColumn<byte>(Path.Combine(temporaryFolder, "page-authorities.column"));
    }

    /// <summary>Appends the page with the next ordinal.</summary>
    /// <param name="relativeRank">PageRank relative to a page that nobody links to: at least 1.</param>
    /// <param name="pageAuthority">1–100.</param>
    public void Add(float relativeRank, byte pageAuthority)
    {
        _file.WriteUInt32(BitConverter.SingleToUInt32Bits(relativeRank));
        _authorities.Add(pageAuthority);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _authorities.WriteSection(_file);
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _authorities.Dispose();
    }
}
