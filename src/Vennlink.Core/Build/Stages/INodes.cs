using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Stages;

/// <summary>Takes a node.</summary>
/// <param name="node">Ordinal.</param>
/// <param name="pageKey">Key of the page that it is.</param>
/// <param name="title">Title of a source page; empty where there is none.</param>
/// <param name="language">Its language (<see cref="Links.LanguageCode"/>).</param>
internal delegate void NodeAction(
    uint node, ReadOnlySpan<byte> pageKey, ReadOnlySpan<byte> title, ushort language);

/// <summary>What can be a source, numbered in key order: the live pages, or the vertices of a graph, each for its root
/// page.</summary>
internal interface INodes
{
    /// <summary>Nodes; ordinals are below.</summary>
    long Count { get; }

    /// <summary>By node: 1 where it links to another root domain, else 0.</summary>
    NativeArray<byte> IsSource { get; }

    /// <summary>By node: ordinal of its root domain, among all that the index knows in key order; null: every node is
    /// one itself.</summary>
    NativeArray<uint>? RootOf { get; }

    /// <summary>Keys of all root domains, in order.</summary>
    RunFile RootKeys { get; }

    /// <summary>Key of the root domain of a page: a slice of its key.</summary>
    ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> pageKey);

    /// <summary>Hands on all nodes, in order.</summary>
    /// <param name="onNode">Gets each.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    void ForEach(NodeAction onNode, CancellationToken cancellationToken);
}
