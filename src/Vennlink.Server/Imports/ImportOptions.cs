using Vennlink.Archives.Lists;

namespace Vennlink.Server.Imports;

/// <summary>What was said of an import.</summary>
internal sealed record ImportOptions
{
    /// <summary>To which site the links of a list are, by the name of the file.</summary>
    public IReadOnlyDictionary<string, string> Targets { get; init; } = new Dictionary<string, string>();

    /// <summary>Which columns of a list hold what, by the name of the file.</summary>
    public IReadOnlyDictionary<string, LinkListColumns> Columns { get; init; } =
        new Dictionary<string, LinkListColumns>();

    /// <summary>Whether rows of lost links become lost links.</summary>
    public bool IncludeLost { get; init; }

    /// <summary>Whether to add to an index that is there; else the new one takes its place.</summary>
    public bool Add { get; init; } = true;

    /// <summary>Build without what cannot be read.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>What was said of one file.</summary>
    public LinkListOptions ListsOf(string name) => new()
    {
        Target = Targets.GetValueOrDefault(name),
        Columns = Columns.GetValueOrDefault(name),
        IncludeLost = IncludeLost,
    };
}
