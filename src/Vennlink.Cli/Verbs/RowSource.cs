using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary>The rows of one answer, described.</summary>
/// <param name="snapshot">The index.</param>
/// <param name="engine">What answers.</param>
/// <param name="question">The question.</param>
/// <param name="evidenceLinks">Links beside each row, at most so many a target; null for none.</param>
/// <param name="cancellationToken">Ends it early.</param>
internal sealed class RowSource(Snapshot snapshot, LinkIntersect engine, FoundQuery question, int? evidenceLinks,
    CancellationToken cancellationToken)
{
    // Up to here one call that may stop early; above it, a stream in bounded memory.
    private const int MaxBatch = 10_000;

    /// <summary>The question.</summary>
    public FoundQuery Question => question;

    /// <summary>The first rows; all without a limit.</summary>
    public IEnumerable<SourceRow> First(int? limit)
    {
        IEnumerable<IntersectRow> rows = limit switch
        {
            null => engine.Stream(question, cancellationToken),
            <= MaxBatch => engine.Rows(question, limit.Value, null, cancellationToken),
            _ => engine.Stream(question, cancellationToken).Take(limit.Value),
        };
        IEnumerable<SourceRow> described = evidenceLinks is { } links
            ? new Evidence(snapshot).Describe(engine, question, rows, links, cancellationToken)
            : engine.Describe(question, rows);
        foreach (SourceRow row in described)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>The index.</summary>
    public Snapshot Snapshot => snapshot;

    /// <summary>Why there are none.</summary>
    public EmptyAnswer WhyEmpty() => EmptyAnswer.Of(engine, question, cancellationToken);

    /// <summary>How many there are in all.</summary>
    public long Count() => engine.Count(question, cancellationToken);
}
