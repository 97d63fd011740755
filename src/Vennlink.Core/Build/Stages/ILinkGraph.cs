using Vennlink.Graph.Arcs;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>What a snapshot is built from: nodes in key order and arcs as numbers, made from the live view or from a
/// graph of hosts or root domains.</summary>
internal interface ILinkGraph : IDisposable
{
    /// <summary>Value of <see cref="SnapshotManifest.GraphOption"/>; null for live pages.</summary>
    string? Kind { get; }

    /// <summary>What can be a source.</summary>
    INodes Nodes { get; }

    /// <summary>All hosts that are known, and their root domains.</summary>
    HostKeys Hosts { get; }

    /// <summary>Targets and their sources, by ordinals of nodes; none of the same root domain.</summary>
    ITargetLists Lists { get; }

    /// <summary>Arcs between root domains, where every node is one; null: they are folded from
    /// <see cref="Lists"/>.</summary>
    ArcSpill? RootArcs { get; }

    /// <summary>Followed arcs between nodes, in one or several spills with the same ranges; empty where every node is a
    /// root domain, and scored as that.</summary>
    ArcSpill[] PageArcs { get; }

    /// <summary>By node: the pages that it divides its rank among, known as nodes or not; null: as many as arcs leave
    /// it.</summary>
    NativeArray<uint>? OutDegrees { get; }

    /// <summary>Ranks that came with the graph; null: they are computed.</summary>
    PublishedRanks? Published { get; }

    /// <summary>Reads the live pages for the spam score; null in a graph, which has none and whose arcs do not say
    /// whether they are followed.</summary>
    Func<PageSurvey>? ReadPages { get; }

    /// <summary>Memory for lists, beside what this and a stage hold of each node.</summary>
    long ListBytes { get; }

    /// <summary>Reads all; nothing else of this may be asked for before.</summary>
    /// <param name="counts">Gets the counts of what was read, for the manifest.</param>
    /// <exception cref="InsufficientMemoryException">There is more than the memory allows; the message says what it
    /// takes.</exception>
    void Read(IDictionary<string, long> counts);

    /// <summary>Gives back what only scores are computed from.</summary>
    void ForgetRanking();

    /// <summary>Takes the ids of all sources, for what it writes of them itself.</summary>
    void Number(SourceIds ids);

    /// <summary>Options with the inputs and what was skipped in them, for the manifest.</summary>
    SnapshotBuildOptions Describe();
}
