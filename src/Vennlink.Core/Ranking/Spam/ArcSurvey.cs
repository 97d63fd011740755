using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// What the arcs between root domains say of each: how many others it links to, and how many of these link back. 8
/// bytes a root domain.
/// </summary>
internal sealed class ArcSurvey : IDisposable
{
    // Ends of arcs carry their direction in the lowest bit.
    private const uint MaxNodes = 1U << 31;

    private readonly NativeArray<uint> _linked;
    private readonly NativeArray<uint>? _mutual;

    /// <param name="arcs">Followed arcs between root domains, each once, none to itself.</param>
    /// <param name="countsMutual">Whether to find the arcs that have one back: a spill of all arcs on disk, and a pass
    /// of <see cref="ArcInversion"/> over it. Else one pass over the arcs.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For lists, all threads together.</param>
    /// <param name="threadCount">Most threads. The counts do not depend on it.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public ArcSurvey(ArcSpill arcs, bool countsMutual, string temporaryFolder, long memoryBytes, int threadCount,
        CancellationToken cancellationToken)
    {
        _linked = new NativeArray<uint>(arcs.TargetCount);
        _mutual = countsMutual ? new NativeArray<uint>(arcs.TargetCount) : null;
        try
        {
            new RangeWork(arcs, threadCount, cancellationToken).Run(range =>
            {
                using ArcSpillReader reader = arcs.Open(range);
                OutVisitor counting = new(_linked);
                reader.Visit(ref counting);
            });
            if (_mutual is not null)
            {
                CountMutual(arcs, _mutual, temporaryFolder, memoryBytes / threadCount, threadCount, cancellationToken);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Evidence of a root domain.</summary>
    public SpamEvidence Of(long node)
    {
        // Most that link to nobody were not crawled.
        uint linked = _linked[node];
        return linked == 0
            ? default
            : default(SpamEvidence)
                .With(SpamFeature.LinkedDomains, SpamEvidence.OfCount(linked))
                .With(SpamFeature.MutualDomains,
                    _mutual is null ? (byte)0 : SpamEvidence.OfShare(_mutual[node], linked));
    }

    public void Dispose()
    {
        _linked.Dispose();
        _mutual?.Dispose();
    }

    // Every arc is brought to the lower of its two ends, as the other end and a bit that says which way: an arc and the
    // one back stand side by side there.
    private static void CountMutual(ArcSpill arcs, NativeArray<uint> mutual, string temporaryFolder, long memoryBytes,
        int threadCount, CancellationToken cancellationToken)
    {
        if (arcs.TargetCount > MaxNodes)
        {
            throw new InvalidOperationException(
                "There are too many root domains for mutual_domains: the limit is 2^31. Take its weight out of the "
                    + "model.");
        }

        using ArcSpill ends = new(temporaryFolder, arcs.Ranges);
        new RangeWork(arcs, threadCount, cancellationToken).Run(
            () => new EndWriter(ends.OpenWriter()),
            (range, writer) =>
            {
                using ArcSpillReader reader = arcs.Open(range);
                EndVisitor bringing = new(writer.Ends, arcs.First(range));
                reader.Visit(ref bringing);
            });
        new RangeWork(ends, threadCount, cancellationToken).Run(
            () => new ArcInversion(ends, null, new IdClasses([], 0), memoryBytes),
            (range, inversion) => inversion.Run(
                range, (lower, others) =>
                {
                    for (int index = 1; index < others.Length; index++)
                    {
                        if ((others[index] ^ others[index - 1]) == 1)
                        {
                            Interlocked.Increment(ref mutual[lower]);
                            Interlocked.Increment(ref mutual[others[index] >> 1]);
                        }
                    }
                },
                cancellationToken));
    }

    private sealed class EndWriter(ArcSpill.Writer ends) : IDisposable
    {
        public ArcSpill.Writer Ends => ends;

        public void Dispose() => ends.Complete();
    }

    private readonly struct OutVisitor(NativeArray<uint> counts) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => Interlocked.Increment(ref counts[source]);
    }

    private readonly struct EndVisitor(ArcSpill.Writer ends, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset)
        {
            uint target = first + offset;
            uint lower = Math.Min(source, target);
            ends.Add((Math.Max(source, target) << 1) | (source > target ? 1U : 0), new ReadOnlySpan<uint>(in lower));
        }
    }
}
