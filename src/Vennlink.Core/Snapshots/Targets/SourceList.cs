namespace Vennlink.Snapshots.Targets;

/// <summary>The sources of one target: ordinals or ids, ascending, each once.</summary>
/// <param name="ids">All of them.</param>
/// <param name="followed">Those with a followed link to it; the same span where all have one, as in a graph, whose arcs
/// say nothing of it.</param>
internal readonly ref struct SourceList(ReadOnlySpan<uint> ids, ReadOnlySpan<uint> followed)
{
    /// <summary>All sources.</summary>
    public ReadOnlySpan<uint> Ids { get; } = ids;

    /// <summary>Sources with a followed link: a part of <see cref="Ids"/>.</summary>
    public ReadOnlySpan<uint> Followed { get; } = followed;

    /// <summary>Whether all sources have a followed link.</summary>
    public bool AreAllFollowed => Followed.Length == Ids.Length;
}
