using System.Collections.Concurrent;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>The lists of a subfolder: the unions of those of the pages in it.</summary>
/// <remarks>
/// Made when first opened, and kept: lists of few sources are merged, which takes four bytes for each source that they
/// have between them; the others are walked side by side, each with the buffers of a cursor.
/// </remarks>
/// <param name="pages">What the dictionary says of the pages in the folder.</param>
/// <param name="isKnown">Whether the index knows any page in it.</param>
/// <param name="postings">Long lists.</param>
/// <param name="index">Tells the sources of pages.</param>
/// <param name="maxMergedCount">A list of more sources is not merged: there are few of them, and a cursor holds
/// less.</param>
internal sealed class FolderTargetLists(
    IEnumerable<TargetEntry> pages, Func<bool> isKnown, TargetPostings postings, ISourceIndex index,
    int maxMergedCount = 1 << 16)
    : TargetLists
{
    private readonly Lazy<Members> _members = new(() => Read(pages, postings, index, maxMergedCount));
    private readonly ConcurrentDictionary<(SourceScope Sources, bool FollowedOnly), uint[]> _merged = [];

    public override bool IsKnown => isKnown();

    public override DomainId? Domain => null;

    /// <remarks>Of several long lists, the count is as many sources as there can be.</remarks>
    public override PostingCursor Open(SourceScope sources, bool followedOnly = false)
    {
        Members members = _members.Value;
        IdArrayCursor merged = new(_merged.GetOrAdd((sources, followedOnly), static (key, state) =>
            state.Index.Sources(key.Sources).Fold(key.FollowedOnly ? state.Members.Followed : state.Members.All),
            (Index: index, Members: members)));
        return members.Long.Length == 0
            ? merged
            : new UnionCursor([merged, .. members.Long.Select(list => list.Open(sources, followedOnly))],
                mayOverlap: true);
    }

    private static Members Read(
        IEnumerable<TargetEntry> pages, TargetPostings postings, ISourceIndex index, int maxMergedCount)
    {
        IdUnion all = new();
        IdUnion followed = new();
        HashSet<long> offsets = [];
        List<TargetLists> unmerged = [];
        foreach (TargetEntry page in pages)
        {
            // Pages of one set of sources share their list.
            if (page.Kind == TargetListKind.None || (page.Kind == TargetListKind.Long && !offsets.Add(page.Offset)))
            {
                continue;
            }

            StoredTargetLists lists = new(page, () => true, postings, index);
            if (lists.Count(SourceScope.Page) > maxMergedCount)
            {
                unmerged.Add(lists);
                continue;
            }

            all.Add(Ids(lists, followedOnly: false));
            followed.Add(Ids(lists, followedOnly: true));
        }

        return new Members([.. all.Complete()], [.. followed.Complete()], [.. unmerged]);
    }

    private static uint[] Ids(StoredTargetLists lists, bool followedOnly)
    {
        using PostingCursor list = lists.Open(SourceScope.Page, followedOnly);
        uint[] ids = new uint[list.Count];
        list.CopyIds(PostingCursor.End, ids);
        return ids;
    }

    // Source pages of all short lists, those of them with a followed link, and the long lists.
    private sealed record Members(uint[] All, uint[] Followed, TargetLists[] Long);
}
