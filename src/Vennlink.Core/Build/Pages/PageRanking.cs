using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Pages;

/// <summary>Ranks the live pages, and writes their scores.</summary>
internal static class PageRanking
{
    /// <summary>Bytes a live page that ranking holds.</summary>
    public const int BytesPerPage = 24;

    /// <summary>Ranks.</summary>
    /// <param name="scan">Arcs inside root domains, and degrees; gets the other arcs too.</param>
    /// <param name="external">Arcs between root domains, transposed.</param>
    /// <param name="authorities">Gets the Page Authority of each live page.</param>
    /// <param name="scores">Gets the scores of each live page; completed.</param>
    /// <param name="memoryBytes">For turning arcs round.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="progress">Told of bytes of arcs done and of all; may be null.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public static void Run(
        SourceScan scan, ArcSpill external, NativeArray<byte> authorities, PageScoresWriter scores, long memoryBytes, int threadCount,
        Action<long, long>? progress, CancellationToken cancellationToken)
    {
        ArcSpill.Writer arcs = scan.PageGraph.OpenWriter();
        ArcTurn.Run(external, idOf: null, arcs.Add, memoryBytes, cancellationToken);
        arcs.Complete();
        PageRankOptions options = new() { Rounds = PageRankOptions.IndexRounds, OutDegrees = scan.OutDegrees, ThreadCount = threadCount };
        using PageRanks ranks = PageRank.Run(scan.PageGraph, options, progress, cancellationToken);
        for (long page = 0; page < scan.PageCount; page++)
        {
            float rank = (float)ranks.Relative[page];
            authorities[page] = AuthorityScale.PageAuthority(rank);
            scores.Add(rank, authorities[page]);
        }

        scores.Complete();
    }
}
