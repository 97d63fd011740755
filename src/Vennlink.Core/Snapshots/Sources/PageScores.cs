using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>page.scores</c>: rank and Page Authority by the ordinal of a live page. Thread-safe.</summary>
internal sealed class PageScores : IDisposable
{
    private readonly FileSection _ranks;
    private readonly FileSection _authorities;

    /// <summary>Opens the file.</summary>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="pageCount">Pages of <c>live.pages</c>.</param>
    public PageScores(string folder, long pageCount)
    {
        File = SealedFile.Open(Path.Combine(folder, SnapshotFormat.PageScoresFile), SnapshotFormat.PageScoresMagic,
            SnapshotFormat.PageScoresVersion);
        try
        {
            _ranks = File.Section(0);
            _authorities = File.Section(1);
            if (_authorities.Length != pageCount || _ranks.Length != pageCount * sizeof(float))
            {
                throw new IndexFormatException(File.FileName, _ranks.Start,
                    $"columns have {_ranks.Length} and {_authorities.Length} bytes, which does not fit {pageCount} "
                        + "live pages");
            }
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public SealedFile File { get; }

    /// <summary>Number of live pages.</summary>
    public long Count => _authorities.Length;

    /// <summary>PageRank relative to a page that nobody links to.</summary>
    public float RelativeRank(long page) => BitConverter.UInt32BitsToSingle(_ranks.ReadUInt32(page));

    /// <summary>Page Authority, 1–100.</summary>
    public byte Authority(long page) => _authorities.Read(page, 1)[0];

    /// <summary>Page Authorities of <c>[first, first + count)</c>.</summary>
    public ReadOnlySpan<byte> Authorities(long first, int count) => _authorities.Read(first, count);

    public void Dispose() => File.Dispose();
}
