using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>
/// The lists of a target as a snapshot stores them: few ids in the dictionary itself, others in the postings.
/// </summary>
/// <param name="entry">What the dictionary says; the default where it has no such key.</param>
/// <param name="isKnown">Whether the index knows the target, asked at most once it matters.</param>
/// <param name="postings">Long lists.</param>
/// <param name="index">Tells the sources of pages, for lists that are not stored.</param>
internal sealed class StoredTargetLists(
    TargetEntry entry, Func<bool> isKnown, TargetPostings postings, ISourceIndex index) : TargetLists
{
    private readonly TargetEntry _entry = entry;
    private Folded? _folded; // of a long list, which is opened several times

    public override bool IsKnown => isKnown();

    public override DomainId? Domain => _entry.Domain is { } domain ? new DomainId(domain) : null;

    public override PostingCursor Open(SourceScope sources, bool followedOnly = false)
    {
        SourceSpace space = index.Sources(sources);
        if (_entry.Kind != TargetListKind.Long)
        {
            uint[] pages = followedOnly ? TargetListsEncoder.Without(_entry.Ids, _entry.NotFollowed) : _entry.Ids;
            return new IdArrayCursor(space.HasIdsOfPages ? pages : space.Fold(pages));
        }

        if (space.HasIdsOfPages)
        {
            return OpenPair(PostingPart.Pages, PostingPart.NotFollowedPages, followedOnly)!;
        }

        (PostingPart part, PostingPart notFollowed) = space.IsOfDomains
            ? (PostingPart.Domains, PostingPart.NotFollowedDomains)
            : (PostingPart.Hosts, PostingPart.NotFollowedHosts);
        return OpenPair(part, notFollowed, followedOnly) ?? OpenFolded(space, followedOnly);
    }

    // No sources of this kind are stored: the list of pages is short enough to fold, or the index is an older one.
    private IdArrayCursor OpenFolded(SourceSpace space, bool followedOnly)
    {
        if (_folded is { } folded && folded.Space == space && folded.FollowedOnly == followedOnly)
        {
            return new IdArrayCursor(folded.Sources);
        }

        using PostingCursor pages = OpenPair(PostingPart.Pages, PostingPart.NotFollowedPages, followedOnly)!;
        uint[] ids = new uint[pages.Count];
        pages.CopyIds(PostingCursor.End, ids);
        uint[] sources = space.Fold(ids);
        if (ids.Length >= SnapshotFormat.MinStoredDomainCount)
        {
            _folded = new Folded(space, followedOnly, sources);
        }

        return new IdArrayCursor(sources);
    }

    private PostingCursor? OpenPair(PostingPart all, PostingPart notFollowed, bool followedOnly)
    {
        PostingListCursor? list = postings.Open(_entry.Offset, all);
        return list is not null && followedOnly && postings.Open(_entry.Offset, notFollowed) is { } excluded
            ? new FollowedCursor(list, excluded) : list;
    }

    private sealed record Folded(SourceSpace Space, bool FollowedOnly, uint[] Sources);
}
