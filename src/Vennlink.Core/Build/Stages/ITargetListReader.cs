using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>Takes one target: a page, or a host of which no page is known as a target.</summary>
/// <param name="host">Ordinal of its host.</param>
/// <param name="path">What the key of the page has behind the end of the host; empty where only the host is
/// known.</param>
/// <param name="sources">Its sources, in ascending order; none for a target known from links inside its root domain.
/// Valid during the call.</param>
internal delegate void TargetAction(uint host, ReadOnlySpan<byte> path, SourceList sources);

/// <summary>Reads ranges of an <see cref="ITargetLists"/>, any of them, as often as asked.</summary>
internal interface ITargetListReader : IDisposable
{
    /// <summary>Hands on the targets of a range in key order; every host of it has at least one.</summary>
    void Read(int range, TargetAction onTarget, CancellationToken cancellationToken);
}
