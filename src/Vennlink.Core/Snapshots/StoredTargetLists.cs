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

        if (!space.HasIdsOfPages
            && OpenPair(PostingPart.Domains, PostingPart.NotFollowedDomains, followedOnly) is { } stored)
        {
            return stored;
        }

        PostingCursor ofPages = OpenPair(PostingPart.Pages, PostingPart.NotFollowedPages, followedOnly)!;
        if (space.HasIdsOfPages)
        {
            return ofPages;
        }

        // No domains are stored: the list is short enough to fold.
        using (ofPages)
        {
            uint[] ids = new uint[ofPages.Count];
            ofPages.CopyIds(PostingCursor.End, ids);
            return new IdArrayCursor(space.Fold(ids));
        }
    }

    private PostingCursor? OpenPair(PostingPart all, PostingPart notFollowed, bool followedOnly)
    {
        PostingListCursor? list = postings.Open(_entry.Offset, all);
        return list is not null && followedOnly && postings.Open(_entry.Offset, notFollowed) is { } excluded
            ? new FollowedCursor(list, excluded) : list;
    }
}
