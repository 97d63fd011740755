using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>Takes the targets of all three scopes from a <see cref="TargetFold"/>: a host after its pages, a root
/// domain after its hosts. Lists are valid during a call.</summary>
internal interface ITargetSink
{
    /// <summary>A host follows.</summary>
    void StartHost(uint host);

    /// <summary>A page of the host.</summary>
    /// <returns>A number for its list, of the caller's own making.</returns>
    int AddPage(ReadOnlySpan<byte> path, SourceList sources);

    /// <summary>Ends the host.</summary>
    /// <param name="sources">Union of the lists of its pages.</param>
    /// <param name="list">The number of the list that it is, where its other pages have no sources.</param>
    /// <returns>A number for its list: the same one, or another.</returns>
    int AddHost(SourceList sources, int? list);

    /// <summary>A root domain all of whose hosts have come.</summary>
    /// <param name="root">Its ordinal.</param>
    /// <param name="sources">Union of the lists of its hosts.</param>
    /// <param name="list">The number of the list that it is, where its other hosts have no sources.</param>
    void AddRoot(uint root, SourceList sources, int? list);
}
