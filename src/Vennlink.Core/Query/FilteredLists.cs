using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>The lists of a target over the links that count in a question with filters on links.</summary>
/// <param name="all">The lists over all live links.</param>
/// <param name="read">The sources with such a link, ascending; asked once for each scope.</param>
internal sealed class FilteredLists(TargetLists all, Func<SourceScope, uint[]> read) : TargetLists
{
    private readonly uint[]?[] _lists = new uint[]?[Enum.GetValues<SourceScope>().Length];

    public override bool IsKnown => all.IsKnown;

    public override DomainId? Domain => all.Domain;

    public override PostingCursor Open(SourceScope sources, bool followedOnly = false) =>
        new IdArrayCursor(_lists[(int)sources] ??= read(sources));

    public override TargetPresence Presence(bool followedOnly = false) =>
        (_lists.FirstOrDefault(list => list is not null) ?? read(SourceScope.Page)).Length > 0 ? TargetPresence.Linked
            : all.Presence() is var presence && presence == TargetPresence.Linked ? TargetPresence.LinkedOtherwise
            : presence;
}

/// <summary>The lists of a target over followed links, which an index stores.</summary>
/// <param name="all">The lists over all live links.</param>
internal sealed class FollowedLists(TargetLists all) : TargetLists
{
    public override bool IsKnown => all.IsKnown;

    public override DomainId? Domain => all.Domain;

    public override PostingCursor Open(SourceScope sources, bool followedOnly = false) => all.Open(sources, true);
}
