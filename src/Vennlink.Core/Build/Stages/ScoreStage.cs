using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Stages;

/// <summary>Scores pages and root domains. What it leaves are two files, <c>domain.scores</c> and <c>page.scores</c>:
/// numbering reads them and knows nothing else of ranks.</summary>
/// <remarks>
/// So that one ranking of a whole web can serve many shards, each of which numbers its own sources. Nothing here
/// depends on ids, and equal graphs give equal bytes. Holds what <see cref="PageRank"/> takes (24 bytes a node or root
/// domain), and 4 bytes a root domain and node beside.
/// </remarks>
internal sealed class ScoreStage(ILinkGraph graph, RootArcs roots, BuildContext context)
{
    private const uint CheckEvery = 65_536;

    private readonly long _rootCount = roots.Arcs.TargetCount;

    /// <summary>Writes <c>page.scores</c>, one row for each node; where nodes are root domains there is nothing to
    /// write.</summary>
    /// <param name="folder">Where to.</param>
    public void ScorePages(string folder)
    {
        using PageScoresWriter writer = new(folder, context.TemporaryFolder);
        using NativeArray<float>? computed = graph.Published is null
            ? Rank(graph.PageArcs, graph.OutDegrees, 0, 0.5)
            : null;
        for (long node = 0; node < graph.Nodes.Count; node++)
        {
            float rank = computed?[node] ?? graph.Published!.Relative(node);
            writer.Add(rank, AuthorityScale.PageAuthority(rank));
        }

        writer.Complete();
    }

    /// <summary>Writes <c>domain.scores</c>.</summary>
    /// <param name="folder">Where to.</param>
    public void ScoreDomains(string folder)
    {
        ArcSpill arcs = roots.Arcs;
        using NativeArray<float> ranks = graph.Published?.OfRoots(graph.Nodes.RootOf, _rootCount)
            ?? Rank([arcs], null, graph.PageArcs.Length == 0 ? 0 : 0.5, 1);

        // Counted last: memory is at its fullest before.
        using NativeArray<uint> followed = CountArcs(arcs);
        NativeArray<uint> linking = roots.LinkingCounts ?? followed;
        bool tellsFollowed = graph.ReadPages is not null;
        IReadOnlyList<SpamFeature> features = context.Options.Spam.Model.EvidenceFeatures;
        using SpamEvidenceGathering gathered = new(
            features, arcs, graph.ReadPages, context.TemporaryFolder, graph.ListBytes, context.Options.ThreadCount,
            context.Cancellation);
        using DomainScoresWriter writer = new(folder, context.TemporaryFolder, features);
        using RunReader keys = new(graph.Nodes.RootKeys);
        for (uint root = 0; keys.MoveNext(); root++)
        {
            if (root % CheckEvery == 0)
            {
                context.Cancellation.ThrowIfCancellationRequested();
            }

            SpamEvidence evidence = gathered.Next(keys.Current, linking[root], tellsFollowed ? followed[root] : null);
            sbyte spamScore = context.Options.Spam.Score(new SpamFeatures(keys.Current, evidence));
            writer.Add(
                keys.Current,
                new DomainScores(
                    ranks[root], linking[root], AuthorityScale.DomainAuthority(ranks[root], followed[root]), spamScore),
                evidence);
        }

        writer.Complete();
    }

    private NativeArray<float> Rank(ArcSpill[] parts, NativeArray<uint>? outDegrees, double start, double end)
    {
        PageRankOptions rankOptions = new()
        {
            Rounds = PageRankOptions.IndexRounds,
            OutDegrees = outDegrees,
            ThreadCount = context.Options.ThreadCount,
        };
        using PageRanks ranks = PageRank.Run(
            parts, null, rankOptions,
            (done, total) =>
                Report(start + ((end - start) * Math.Min(1, (double)done / Math.Max(1, total)))),
            context.Cancellation);
        NativeArray<float> relative = new(ranks.Relative.Length, isCleared: false);
        for (long node = 0; node < relative.Length; node++)
        {
            relative[node] = (float)ranks.Relative[node];
        }

        return relative;
    }

    // Reading the live view was the first half of the stage.
    private void Report(double share) => context.ReportShare("rank", graph.ReadPages is null ? share : (1 + share) / 2);

    private NativeArray<uint> CountArcs(ArcSpill arcs)
    {
        NativeArray<uint> counts = new(arcs.TargetCount);
        try
        {
            new RangeWork(arcs, context.Options.ThreadCount, context.Cancellation).Run(range =>
            {
                using ArcSpillReader reader = arcs.Open(range);
                CountVisitor counting = new(counts, arcs.First(range));
                reader.Visit(ref counting);
            });
            return counts;
        }
        catch
        {
            counts.Dispose();
            throw;
        }
    }

    private readonly struct CountVisitor(NativeArray<uint> counts, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => counts[first + offset]++;
    }
}
