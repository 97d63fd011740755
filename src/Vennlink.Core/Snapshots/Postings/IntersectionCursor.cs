using System.Numerics;

namespace Vennlink.Snapshots.Postings;

/// <summary>Walks the ids that two lists have in common.</summary>
/// <param name="left">A fresh cursor; owned.</param>
/// <param name="right">Another; owned.</param>
internal sealed class IntersectionCursor(PostingCursor left, PostingCursor right) : PostingCursor
{
    private readonly PostingCursor _left = left;
    private readonly PostingCursor _right = right;
    private ulong[] _words = [];

    public override long Count => Math.Min(_left.Count, _right.Count);

    // At first and behind a window or a look-up, the lists may stand at different ids.
    public override uint Current => Meet(_left.Current);

    public override uint Advance() => Current == End ? End : Meet(_left.Advance());

    public override uint Seek(uint minimum) => Meet(_left.Seek(minimum));

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        // The bits are OR-ed into what the caller has, so the intersection is made aside. A list that the caller has
        // passed ids of has them in the other at most.
        if (_words.Length < 2 * bitmap.Length)
        {
            _words = new ulong[2 * bitmap.Length];
        }

        Span<ulong> ofLeft = _words.AsSpan(0, bitmap.Length);
        Span<ulong> ofRight = _words.AsSpan(bitmap.Length, bitmap.Length);
        ofLeft.Clear();
        ofRight.Clear();
        if (_left.FillWindow(windowStart, ofLeft) == 0)
        {
            return 0;
        }

        _right.FillWindow(windowStart, ofRight);
        int count = 0;
        for (int word = 0; word < bitmap.Length; word++)
        {
            ulong bits = ofLeft[word] & ofRight[word];
            bitmap[word] |= bits;
            count += BitOperations.PopCount(bits);
        }

        return count;
    }

    public override void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    internal override bool Contains(uint id) => _left.Contains(id) && _right.Contains(id);

    private uint Meet(uint candidate)
    {
        // Invariant: no id below candidate is in both. Terminates: candidate strictly grows, and End is the largest
        // value.
        while (candidate != End)
        {
            uint other = _right.Seek(candidate);
            if (other == candidate)
            {
                break;
            }

            candidate = _left.Seek(other);
        }

        return candidate;
    }
}
