using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>The columns of the score files that sources are numbered by: a byte a page, two a root domain.</summary>
internal sealed class ScoreColumns : IDisposable
{
    private const int ChunkLength = 1 << 16;

    /// <summary>Reads them.</summary>
    /// <param name="domainsFolder">Folder of <c>domain.scores</c>.</param>
    /// <param name="pagesFolder">Folder of <c>page.scores</c>; null: every page is a root domain, and scored as
    /// that.</param>
    /// <param name="pageCount">Pages there.</param>
    public ScoreColumns(string domainsFolder, string? pagesFolder, long pageCount)
    {
        using DomainScoresReader domains = new(domainsFolder);
        DomainAuthorities = Read<byte>(domains.RecordCount, domains.Authorities);
        SpamScores = Read<sbyte>(domains.RecordCount, domains.SpamScores);
        PageAuthorities = DomainAuthorities;
        if (pagesFolder is not null)
        {
            using PageScores pages = new(pagesFolder, pageCount);
            PageAuthorities = Read<byte>(pages.Count, pages.Authorities);
        }
    }

    private delegate ReadOnlySpan<T> ReadAction<T>(long first, int count);

    /// <summary>Page Authority by node.</summary>
    public NativeArray<byte> PageAuthorities { get; }

    /// <summary>Domain Authority by ordinal of the root domain; the same array where every page is one.</summary>
    public NativeArray<byte> DomainAuthorities { get; }

    /// <summary>Spam score by ordinal of the root domain.</summary>
    public NativeArray<sbyte> SpamScores { get; }

    public void Dispose()
    {
        PageAuthorities.Dispose();
        DomainAuthorities.Dispose();
        SpamScores.Dispose();
    }

    private static NativeArray<T> Read<T>(long count, ReadAction<T> read)
        where T : unmanaged
    {
        NativeArray<T> column = new(count, isCleared: false);
        for (long first = 0; first < count; first += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, count - first);
            read(first, length).CopyTo(column.AsSpan(first, length));
        }

        return column;
    }
}
