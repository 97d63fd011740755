using System.Globalization;
using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>Ranks all root domains that the index knows, and writes their scores.</summary>
/// <remarks>Holds 11 bytes a root domain while arcs are transposed; then 3, and beside them what <see cref="PageRank"/> takes, or its ranks and what <see cref="HarmonicCentrality"/> takes.</remarks>
internal static class DomainRanking
{
    // Marks of sources, hashes, and the nodes of sources and targets.
    private const long BytesWhileTurning = sizeof(byte) + sizeof(ushort) + (2 * sizeof(uint));
    private const long BytesWhileRanking = sizeof(byte) + sizeof(ushort);
    private const long LeastTurningBytes = 8L << 20;
    private const int BlockBytes = 1 << 16;

    /// <summary>Ranks.</summary>
    /// <param name="domains">All <see cref="DomainRecord"/>s; sorted here.</param>
    /// <param name="walk">Arcs between root domains, transposed.</param>
    /// <param name="sourceAuthorities">Gets the Domain Authority of each source domain.</param>
    /// <param name="sourceSpamScores">Gets the spam score of each source domain.</param>
    /// <param name="spam">Gives spam scores.</param>
    /// <param name="gather">Gathers what they need beside names, from the arcs between root domains.</param>
    /// <param name="scores">Gets the scores of all; completed.</param>
    /// <param name="temporaryFolder">Folder for arcs.</param>
    /// <param name="memoryBytes">Memory to stay within, which half of is for turning arcs round.</param>
    /// <param name="givenBytes">What the user gave, for the message.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="progress">Told of bytes of arcs done and of all; may be null.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <exception cref="InsufficientMemoryException">There are more root domains than the memory allows; the message says what they take.</exception>
    public static void Run(
        ExternalSorter domains, TargetWalk walk, NativeArray<byte> sourceAuthorities, NativeArray<sbyte> sourceSpamScores, SpamScorer spam,
        Func<ArcSpill, SpamEvidenceGathering> gather, DomainScoresWriter scores, string temporaryFolder, long memoryBytes, long givenBytes, int threadCount, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using ArcSpill arcs = new(temporaryFolder, ArcSpill.EqualRanges(walk.DomainCount));
        using NativeArray<byte> isSource = new(walk.DomainCount);
        using NativeArray<ushort> hashes = new(walk.DomainCount);
        long sourceCount = 0;
        RunFile inKeyOrder;
        using (NativeArray<uint> nodeOfSource = new(sourceAuthorities.Length))
        using (NativeArray<uint> nodeOfTarget = new(walk.DomainCount))
        {
            inKeyOrder = Number(domains, nodeOfSource, nodeOfTarget, hashes, Path.Combine(temporaryFolder, "domains.run"), cancellationToken);
            ArcSpill.Writer writer = arcs.OpenWriter();
            ArcTurn.Run(
                walk.DomainArcs, nodeOfTarget, (source, targets) =>
                {
                    uint node = nodeOfSource[source];
                    isSource[node] = targets.IsEmpty ? (byte)0 : (byte)1;
                    sourceCount += isSource[node];
                    writer.Add(node, targets);
                },
                TurningBytes(walk.DomainCount, memoryBytes), cancellationToken);
            writer.Complete();
        }

        long harmonicBytes = memoryBytes - ((BytesWhileRanking + sizeof(double)) * walk.DomainCount);
        RequireMemory(
            arcs, sourceCount,
            Math.Max(PageRank.BytesFor(walk.DomainCount) - (sizeof(double) * (long)walk.DomainCount), HarmonicCentrality.LeastBytesFor(walk.DomainCount, sourceCount, arcs.ArcCount)),
            harmonicBytes, givenBytes);
        PageRankOptions options = new() { Rounds = PageRankOptions.IndexRounds, ThreadCount = threadCount };
        using PageRanks ranks = PageRank.Run(arcs, options, progress, cancellationToken);
        using NativeArray<float> harmonics = HarmonicCentrality.Run(arcs, isSource, hashes, harmonicBytes, threadCount, progress, cancellationToken, out _);
        using SpamEvidenceGathering evidence = gather(arcs);
        Write(inKeyOrder, ranks.Relative, harmonics, sourceAuthorities, sourceSpamScores, spam, evidence, scores);
        File.Delete(inKeyOrder.Path);
    }

    /// <summary>Refuses what does not fit.</summary>
    /// <param name="arcs">Arcs between root domains.</param>
    /// <param name="sourceCount">Root domains with an arc.</param>
    /// <param name="neededBytes">What is to be held.</param>
    /// <param name="memoryBytes">What is left for it.</param>
    /// <param name="givenBytes">What the user gave, for the message.</param>
    /// <exception cref="InsufficientMemoryException">It does not fit; the message says what it takes.</exception>
    public static void RequireMemory(ArcSpill arcs, long sourceCount, long neededBytes, long memoryBytes, long givenBytes)
    {
        if (neededBytes > memoryBytes)
        {
            throw new InsufficientMemoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"ranking {arcs.TargetCount:N0} root domains, {sourceCount:N0} of which link out, needs at least {((givenBytes + neededBytes - memoryBytes) >> 20) + 1:N0} MiB of memory, but --memory is {givenBytes >> 20:N0} MiB"));
        }
    }

    private static long TurningBytes(long domainCount, long memoryBytes) => Math.Max(LeastTurningBytes, memoryBytes - (BytesWhileTurning * domainCount)) / 2;

    // Nodes are root domains in key order, which is not quite the order in which sources opened or targets closed where root domains nest.
    private static RunFile Number(
        ExternalSorter domains, NativeArray<uint> nodeOfSource, NativeArray<uint> nodeOfTarget, NativeArray<ushort> hashes, string path,
        CancellationToken cancellationToken)
    {
        using SortedRecords records = domains.Sort(cancellationToken);
        using RunWriter writer = new(path, BlockBytes);
        uint count = 0;
        while (records.MoveNext())
        {
            ReadOnlySpan<byte> record = records.Current;
            writer.Add(record);
            ReadOnlySpan<byte> key = DomainRecord.Key(record);
            uint ordinal = DomainRecord.Ordinal(record, key.Length);
            if (DomainRecord.IsSource(record, key.Length))
            {
                nodeOfSource[ordinal] = count - 1;
            }
            else
            {
                nodeOfTarget[ordinal] = count;
                hashes[count++] = HyperLogLog.Hash(key);
            }
        }

        return writer.Complete();
    }

    private static void Write(
        RunFile inKeyOrder, NativeArray<double> ranks, NativeArray<float> harmonics, NativeArray<byte> sourceAuthorities, NativeArray<sbyte> sourceSpamScores, SpamScorer spam,
        SpamEvidenceGathering gathered, DomainScoresWriter scores)
    {
        using RunReader reader = new(inKeyOrder);
        byte authority = 0;
        sbyte spamScore = 0;
        for (uint node = 0; reader.MoveNext();)
        {
            ReadOnlySpan<byte> key = DomainRecord.Key(reader.Current);
            if (DomainRecord.IsSource(reader.Current, key.Length))
            {
                uint source = DomainRecord.Ordinal(reader.Current, key.Length);
                sourceAuthorities[source] = authority;
                sourceSpamScores[source] = spamScore;
                continue;
            }

            float rank = (float)ranks[node];
            uint followedDomainCount = DomainRecord.FollowedDomainCount(reader.Current, key.Length);
            authority = AuthorityScale.DomainAuthority(rank, followedDomainCount);
            uint linkingDomainCount = DomainRecord.LinkingDomainCount(reader.Current, key.Length);
            SpamEvidence evidence = gathered.Next(key, linkingDomainCount, followedDomainCount);
            spamScore = spam.Score(new SpamFeatures(key, evidence));
            scores.Add(key, new DomainScores(rank, harmonics[node++], linkingDomainCount, authority, spamScore), evidence);
        }

        scores.Complete();
    }
}
