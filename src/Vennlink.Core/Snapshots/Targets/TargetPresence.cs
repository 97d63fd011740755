namespace Vennlink.Snapshots.Targets;

/// <summary>What an index knows of a target.</summary>
public enum TargetPresence
{
    /// <summary>Neither a source nor a target of any link is it.</summary>
    NotInIndex,

    /// <summary>It is in the index, but nobody outside its own root domain links to it.</summary>
    LinkedFromOwnSiteOnly,

    /// <summary>Others link to it.</summary>
    Linked,
}
