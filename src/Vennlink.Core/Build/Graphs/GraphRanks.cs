using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Graphs;

/// <summary>Ranks a graph alone, turns ranks into authorities, and writes <c>domain.scores</c>.</summary>
/// <remarks>
/// Where vertices are root domains, all is computed on them as they stand, and the one page of each has its domain's authority. Where they are hosts, Page Authority comes from the graph of
/// hosts, arcs inside a root domain included; Domain Authority from the graph of root domains, one arc for each pair. With a ranks file, its values are taken; a root domain has those of its best host.
/// </remarks>
internal sealed class GraphRanks(
    ArcSpill arcs, ArcSpill? innerArcs, GraphVertices vertices, PublishedRanks? published, string outputFolder, string temporaryFolder, long listBytes,
    SnapshotBuildOptions options, Action<double> progress, CancellationToken cancellationToken)
{
    private const long CheckEvery = 65_536;

    /// <summary>Works.</summary>
    /// <returns>
    /// Page Authority by place, Domain Authority and spam score by ordinal of the root domain; one array of authorities where every vertex is a root domain. The caller disposes of them.
    /// </returns>
    public (NativeArray<byte> Pages, NativeArray<byte> Domains, NativeArray<sbyte> SpamScores) Run()
    {
        if (vertices.Roots is not { } roots)
        {
            (NativeArray<byte> authorities, NativeArray<sbyte> spamScores) = WriteDomains(arcs, published?.Ranks, null, vertices.Keys, 0);
            return (authorities, authorities, spamScores);
        }

        NativeArray<byte> pages = RankPages();
        try
        {
            using NativeArray<uint> linkingCounts = new(roots.Count);
            using ArcSpill domainArcs = ArcFold.ToRoots(
                arcs, roots, temporaryFolder, linkingCounts, listBytes, options.ThreadCount, done => progress(0.25 + (0.25 * done / vertices.Count)), cancellationToken);
            using NativeArray<float>? ranks = BestOfHosts(published?.Ranks, roots);
            (NativeArray<byte> authorities, NativeArray<sbyte> spamScores) = WriteDomains(domainArcs, ranks, linkingCounts, roots.Keys, 0.5);
            return (pages, authorities, spamScores);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    private static NativeArray<float>? BestOfHosts(NativeArray<float>? values, GraphRoots roots)
    {
        if (values is null)
        {
            return null;
        }

        NativeArray<float> best = new(roots.Count);
        for (long place = 0; place < values.Length; place++)
        {
            ref float value = ref best[roots.RootOf[place]];
            value = Math.Max(value, values[place]);
        }

        return best;
    }

    private NativeArray<byte> RankPages()
    {
        using NativeArray<float>? computed = published is null ? Rank([arcs, innerArcs!], 0, 0.25) : null;
        NativeArray<byte> authorities = new(vertices.Count, isCleared: false);
        for (long place = 0; place < authorities.Length; place++)
        {
            authorities[place] = AuthorityScale.PageAuthority(computed?[place] ?? published!.Relative(published.Ranks[place]));
        }

        return authorities;
    }

    // Values as the file has them where they are given, else computed.
    private (NativeArray<byte> Authorities, NativeArray<sbyte> SpamScores) WriteDomains(
        ArcSpill domainArcs, NativeArray<float>? publishedRanks, NativeArray<uint>? linkingCounts, RunFile keys, double start)
    {
        using NativeArray<float>? computedRanks = publishedRanks is null ? Rank([domainArcs], start, 1) : null;

        // Counted last, where they need to be: memory is at its fullest before.
        using NativeArray<uint>? computedCounts = linkingCounts is null ? CountLinks() : null;
        NativeArray<uint> counts = computedCounts ?? linkingCounts!;
        NativeArray<byte> authorities = new(domainArcs.TargetCount, isCleared: false);
        NativeArray<sbyte> spamScores = new(domainArcs.TargetCount, isCleared: false);
        try
        {
            // Every arc of a graph is followed, so a share of followed ones says nothing; and there are no pages.
            IReadOnlyList<SpamFeature> features = options.Spam.Model.EvidenceFeatures;
            using SpamEvidenceGathering gathered = new(features, domainArcs, null, temporaryFolder, listBytes, options.ThreadCount, cancellationToken);
            using DomainScoresWriter writer = new(outputFolder, temporaryFolder, features);
            ForEachKey(keys, (domain, key) =>
            {
                float rank = computedRanks?[domain] ?? published!.Relative(publishedRanks![domain]);
                authorities[domain] = AuthorityScale.DomainAuthority(rank, counts[domain]);
                SpamEvidence evidence = gathered.Next(key, counts[domain], null);
                spamScores[domain] = options.Spam.Score(new SpamFeatures(key, evidence));
                writer.Add(key, new DomainScores(rank, counts[domain], authorities[domain], spamScores[domain]), evidence);
            });
            writer.Complete();
            return (authorities, spamScores);
        }
        catch
        {
            authorities.Dispose();
            spamScores.Dispose();
            throw;
        }
    }

    private NativeArray<float> Rank(ArcSpill[] parts, double start, double end)
    {
        PageRankOptions rankOptions = new() { Rounds = PageRankOptions.IndexRounds, ThreadCount = options.ThreadCount };
        using PageRanks ranks = PageRank.Run(parts, null, rankOptions, Share(start, end), cancellationToken);
        NativeArray<float> relative = new(ranks.Relative.Length, isCleared: false);
        for (long node = 0; node < relative.Length; node++)
        {
            relative[node] = (float)ranks.Relative[node];
        }

        return relative;
    }

    private NativeArray<uint> CountLinks()
    {
        NativeArray<uint> counts = new(arcs.TargetCount);
        try
        {
            new RangeWork(arcs, options.ThreadCount, cancellationToken).Run(range =>
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

    private Action<long, long> Share(double start, double end) => (done, total) => progress(start + ((end - start) * Math.Min(1, (double)done / Math.Max(1, total))));

    private void ForEachKey(RunFile keys, KeyAction action)
    {
        using RunReader reader = new(keys);
        for (uint ordinal = 0; reader.MoveNext(); ordinal++)
        {
            if (ordinal % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            action(ordinal, reader.Current);
        }
    }

    private delegate void KeyAction(uint ordinal, ReadOnlySpan<byte> key);

    private readonly struct CountVisitor(NativeArray<uint> counts, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => counts[first + offset]++;
    }
}
