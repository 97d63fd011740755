using Vennlink.Graph.Arcs;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Research;

/// <summary>Gathers from a finished index what pages and links say of each root domain: what its build would have
/// gathered for a model with weights for it. For training.</summary>
/// <remarks>Holds 8 bytes a root domain, and what <see cref="SpamEvidenceGathering"/> takes.</remarks>
internal static class SnapshotEvidence
{
    /// <summary>One root domain and its evidence.</summary>
    public delegate void EvidenceAction(ReadOnlySpan<byte> rootDomainKey, SpamEvidence evidence);

    /// <summary>Gathers.</summary>
    /// <param name="snapshot">The index.</param>
    /// <param name="features">Features to gather.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For lists and sorting.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="onDomain">Gets every root domain of the index, in key order.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public static void ForEach(
        Snapshot snapshot, IReadOnlyList<SpamFeature> features, string temporaryFolder, long memoryBytes,
        int threadCount, EvidenceAction onDomain, CancellationToken cancellationToken)
    {
        uint count = (uint)snapshot.ScoresOfDomains.RecordCount;
        using NativeArray<uint> nodeOfSource = new(snapshot.SourceDomainCount);
        ForEachDomain(snapshot, (node, key) =>
        {
            if (snapshot.TryFindDomain(key, out DomainId source))
            {
                nodeOfSource[source.Value] = node;
            }
        }, cancellationToken);

        using NativeArray<uint> followedCounts = new(count);
        using ArcSpill arcs = new(temporaryFolder, ArcSpill.EqualRanges(count));
        ArcSpill.Writer writer = arcs.OpenWriter();
        ForEachDomain(snapshot, (node, key) =>
        {
            using PostingCursor sources =
                snapshot.OpenList(TargetScope.RootDomain, key, SourceScope.RootDomain, followedOnly: true);
            for (uint source = sources.Current; source != PostingCursor.End; source = sources.Advance())
            {
                writer.Add(nodeOfSource[source], new ReadOnlySpan<uint>(in node));
                followedCounts[node]++;
            }
        }, cancellationToken);
        writer.Complete();

        Func<PageSurvey>? readPages = snapshot.Evidence.GatherPages(temporaryFolder, memoryBytes, cancellationToken);
        using SpamEvidenceGathering gathered =
            new(features, arcs, readPages, temporaryFolder, memoryBytes, threadCount, cancellationToken);
        ForEachDomain(snapshot, (node, key) =>
        {
            uint? followed = readPages is null ? null : followedCounts[node];
            onDomain(key, gathered.Next(key, snapshot.ScoresOfDomains.Read(node).LinkingDomainCount, followed));
        }, cancellationToken);
    }

    private delegate void DomainAction(uint node, ReadOnlySpan<byte> key);

    private static void ForEachDomain(Snapshot snapshot, DomainAction action, CancellationToken cancellationToken)
    {
        byte[] key = new byte[1 << 16];
        for (uint node = 0; node < snapshot.ScoresOfDomains.RecordCount; node++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            action(node, key.AsSpan(0, snapshot.ScoresOfDomains.Key(node, key)));
        }
    }
}
