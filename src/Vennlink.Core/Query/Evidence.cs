using Vennlink.Links;
using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>One link that makes a source match a target, with its provenance.</summary>
public sealed record EvidenceRow(
    string SourcePage, string TargetPage, LinkKind Kind, string Anchor, LinkRel Rel, long? FirstSeenSeconds, long? LastSeenSeconds,
    string File, string FileDigest, long OffsetBytes);

/// <summary>Shows the links behind a row.</summary>
public sealed class Evidence(Snapshot snapshot)
{
    private readonly Snapshot _snapshot = snapshot;

    /// <summary>All live links from a page or a root domain to a target, in page key order, then document order.</summary>
    /// <param name="sourceScope">Whether <paramref name="sourceKey"/> is a page key or a root-domain key.</param>
    /// <param name="sourceKey">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    public IEnumerable<EvidenceRow> Find(
        SourceScope sourceScope, ReadOnlyMemory<byte> sourceKey, Target target, CancellationToken cancellationToken) => throw new NotImplementedException();
}
