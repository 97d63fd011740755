using Vennlink.Query;
using Vennlink.Snapshots;

namespace Vennlink.Bench;

/// <summary>An index whose targets are known by the length of their lists.</summary>
internal interface IRankedLists : IDisposable
{
    /// <summary>The index; another one after <see cref="Forget"/>.</summary>
    ISourceIndex Index { get; }

    /// <summary>Targets in all.</summary>
    int TargetCount { get; }

    /// <summary>The target with the list of this place, the longest first.</summary>
    Target TargetAt(int place);

    /// <summary>Ids of its list.</summary>
    long CountAt(int place);

    /// <summary>Opens the index anew, after the operating system was told to forget what it holds of it.</summary>
    void Forget();
}
