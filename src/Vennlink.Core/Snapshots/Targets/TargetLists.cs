using Vennlink.Snapshots.Postings;

namespace Vennlink.Snapshots.Targets;

/// <summary>
/// What an index holds of one target, found by one look-up: who links to it from other root domains. Thread-safe; valid
/// as long as the index is open.
/// </summary>
public abstract class TargetLists
{
    /// <summary>
    /// Whether the index knows the target at all: as source or as target, linked from inside or outside.
    /// </summary>
    public abstract bool IsKnown { get; }

    /// <summary>Tells whether others linked to the target by links that are lost; asked when none is live.</summary>
    internal Func<bool> FindLostLinks { get; init; } = () => false;

    /// <summary>The source domain that the target is, as a root domain; null when it is none.</summary>
    public abstract DomainId? Domain { get; }

    /// <summary>
    /// Opens the list of sources that link to the target; an empty cursor when there are none. Its count is exact,
    /// but for a subfolder: where its pages have several long lists, as many as there can be.
    /// </summary>
    /// <param name="sources">Which ids.</param>
    /// <param name="followedOnly">Leave out sources whose every link to the target is nofollow, ugc or
    /// sponsored.</param>
    public abstract PostingCursor Open(SourceScope sources, bool followedOnly = false);

    /// <summary>Sources that link to the target.</summary>
    public long Count(SourceScope sources, bool followedOnly = false)
    {
        using PostingCursor list = Open(sources, followedOnly);
        return list.Count;
    }

    /// <summary>Whether anybody outside links to the target, and if not, whether the index knows it.</summary>
    public virtual TargetPresence Presence(bool followedOnly = false) =>
        Count(SourceScope.Page, followedOnly) > 0 ? TargetPresence.Linked
            : FindLostLinks() ? TargetPresence.LinksLost
            : IsKnown ? TargetPresence.LinkedFromOwnSiteOnly : TargetPresence.NotInIndex;
}

/// <summary>What an index knows of a target.</summary>
public enum TargetPresence
{
    /// <summary>Neither a source nor a target of any link is it.</summary>
    NotInIndex,

    /// <summary>It is in the index, but nobody outside its own root domain links to it.</summary>
    LinkedFromOwnSiteOnly,

    /// <summary>It is in the index, but all links of others to it are lost.</summary>
    LinksLost,

    /// <summary>Others link to it, but by no link that satisfies the filters of the question.</summary>
    LinkedOtherwise,

    /// <summary>Others link to it.</summary>
    Linked,
}
