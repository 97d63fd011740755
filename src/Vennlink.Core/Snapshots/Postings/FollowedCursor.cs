using System.Numerics;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// A walk over the sources of a list but for those of a second list that is a part of it: the sources with a followed
/// link.
/// </summary>
/// <param name="all">All sources, a fresh cursor; owned.</param>
/// <param name="notFollowed">Those whose every link to the target is nofollow, ugc or sponsored, a fresh cursor;
/// owned.</param>
internal sealed class FollowedCursor(PostingCursor all, PostingCursor notFollowed) : PostingCursor
{
    private readonly PostingCursor _all = all;
    private readonly PostingCursor _notFollowed = notFollowed;
    private ulong[] _excluded = [];

    public override long Count => _all.Count - _notFollowed.Count;

    // At first and behind a window, a copy or a lookup, the first list may stand at an id that is not followed.
    public override uint Current => NextFollowed(_all.Current);

    public override uint Advance() => Current == End ? End : NextFollowed(_all.Advance());

    public override uint Seek(uint minimum) => NextFollowed(_all.Seek(minimum));

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        // The bits are OR-ed into what the caller has, so the difference is made aside.
        if (_excluded.Length < 2 * bitmap.Length)
        {
            _excluded = new ulong[2 * bitmap.Length];
        }

        Span<ulong> excluded = _excluded.AsSpan(0, bitmap.Length);
        Span<ulong> kept = _excluded.AsSpan(bitmap.Length, bitmap.Length);
        excluded.Clear();
        kept.Clear();
        int count = _all.FillWindow(windowStart, kept);
        if (count > 0)
        {
            // The second list may stand before ids that the caller has passed in the first: only what is in both is
            // taken out.
            _notFollowed.FillWindow(windowStart, excluded);
            count = 0;
            for (int word = 0; word < bitmap.Length; word++)
            {
                ulong bits = kept[word] & ~excluded[word];
                bitmap[word] |= bits;
                count += BitOperations.PopCount(bits);
            }
        }

        return count;
    }

    public override void Dispose()
    {
        _all.Dispose();
        _notFollowed.Dispose();
    }

    internal override int CopyIds(uint last, Span<uint> ids)
    {
        int count = 0;
        for (int copied = 1; count < ids.Length && copied > 0;)
        {
            Span<uint> free = ids[count..];
            copied = _all.CopyIds(last, free);
            foreach (uint id in free[..copied])
            {
                ids[count] = id;
                count += _notFollowed.Contains(id) ? 0 : 1;
            }
        }

        return count;
    }

    internal override bool Contains(uint id) => _all.Contains(id) && !_notFollowed.Contains(id);

    private uint NextFollowed(uint candidate)
    {
        // Invariant: every source below candidate has been decided. Terminates: candidate strictly grows, and End is
        // the largest value.
        while (candidate != End && _notFollowed.Seek(candidate) == candidate)
        {
            candidate = _all.Advance();
        }

        return candidate;
    }
}
