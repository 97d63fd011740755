using System.Numerics;
using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Walks, in ascending order, the sources that at least k of some posting lists hold and none of some others.</summary>
/// <remarks>
/// Goes from window to window of 2¹⁶ ids, over those alone that k lists can have something in. A window is worked off in one of two ways,
/// whichever is expected to be cheaper: dense (decode every list into a bitmap, count bit-sliced) or sparse (a source in at least k of m lists is
/// in at least one of the m − k + 1 shortest: take the ids of those one by one and look them up in the others). The threshold may be raised on
/// the way. See docs/algorithms.md. Not thread-safe.
/// </remarks>
internal sealed class ThresholdWalk : IDisposable
{
    // Nanoseconds, measured on one core of an EPYC (Zen 4): decode one id into a bitmap; clear and count one bitmap; take one id by itself and sort it in;
    // look one id up in another list. They only choose between two right ways, so being off by half costs little.
    private const float DenseIdCost = 0.4f;
    private const float DenseListCost = 200;
    private const float SparseIdCost = 15;
    private const float SparseLookupCost = 40;

    // A list expected to have this many ids in a window is taken to have some, without looking.
    private const float SurelyPresent = 2;

    private readonly PostingCursor[] _lists; // shortest first
    private readonly int[] _targetIndexes; // of each list
    private readonly PostingCursor[] _negatives;
    private readonly WalkBuffers _buffers;
    private readonly LaneWidth _width;
    private readonly CancellationToken _cancellationToken;

    private int _window = -1;
    private int _activeCount;
    private bool _isDense;

    // Dense windows: survivors from _word on, the bits of that word that are not yet served; what they are survivors of.
    private int _word;
    private ulong _bits;
    private int _survivorThreshold;
    private bool _excludedIsFilled;
    private bool _excludedIsEmpty;

    // Sparse windows.
    private int _sparseCount;
    private int _sparseIndex;

    /// <summary>Prepares a walk; takes over the cursors.</summary>
    /// <param name="lists">One fresh cursor for each positive target, in the order of the request; at least one.</param>
    /// <param name="negatives">Fresh cursors over sources to leave out.</param>
    /// <param name="sourceCount">All ids are below this; tells how dense the lists are.</param>
    /// <param name="threshold">k, at least 1.</param>
    /// <param name="from">First id to look at.</param>
    /// <param name="buffers">Working memory; the walk's alone until it is disposed.</param>
    /// <param name="width">Register width.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public ThresholdWalk(
        PostingCursor[] lists, PostingCursor[] negatives, uint sourceCount, int threshold, uint from, WalkBuffers buffers, LaneWidth width, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        _lists = lists;
        _negatives = negatives;
        _buffers = buffers;
        _width = width;
        _cancellationToken = cancellationToken;
        Threshold = threshold;
        buffers.Reset(lists.Length, lists.Length);

        _targetIndexes = new int[lists.Length];
        long[] counts = new long[lists.Length];
        for (int list = 0; list < lists.Length; list++)
        {
            _targetIndexes[list] = list;
            counts[list] = lists[list].Count;
        }

        Array.Sort(counts, _targetIndexes);
        PostingCursor[] byTarget = [.. lists];
        for (int list = 0; list < lists.Length; list++)
        {
            lists[list] = byTarget[_targetIndexes[list]];
            lists[list].Seek(from);
            buffers.NextWindow[list] = NextWindowOf(lists[list]);
            buffers.Order[list] = list;
            buffers.Expected[list] = (float)counts[list] / Math.Max(1, sourceCount) * SourceWindow.Size;
        }
    }

    /// <summary>k. May be raised during the walk, never lowered; holds from the next source on.</summary>
    public int Threshold { get; set; }

    /// <summary>The source the walk stands at, after a <see cref="MoveNext"/> that returned true.</summary>
    public uint SourceId { get; private set; }

    /// <summary>Words that <see cref="CopyMatches"/> fills.</summary>
    public int MatchWordCount => _buffers.MatchWordCount;

    /// <summary>How many positive targets the current source links to.</summary>
    public int MatchCount
    {
        get
        {
            if (!_isDense)
            {
                return _buffers.SparseCounts[_sparseIndex];
            }

            ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_activeCount);
            (int word, int bit) = PlaceInWindow(SourceId);
            int count = 0;
            for (int position = 0; position < _activeCount; position++)
            {
                count += (int)(bitmaps[_buffers.Starts[position] + word] >> bit) & 1;
            }

            return count;
        }
    }

    /// <summary>Sets bit i for each positive target i that the current source links to, and clears the others.</summary>
    public void CopyMatches(Span<ulong> destination)
    {
        if (!_isDense)
        {
            _buffers.SparseMatches.AsSpan(_sparseIndex * MatchWordCount, MatchWordCount).CopyTo(destination);
            return;
        }

        destination.Clear();
        ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_activeCount);
        (int word, int bit) = PlaceInWindow(SourceId);
        for (int position = 0; position < _activeCount; position++)
        {
            if (((bitmaps[_buffers.Starts[position] + word] >> bit) & 1) != 0)
            {
                SetTarget(destination, _buffers.Active[position]);
            }
        }
    }

    /// <summary>Moves to the next source; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_window >= 0 && (_isDense ? MoveNextDense() : MoveNextSparse()))
            {
                return true;
            }

            if (!MoveNextWindow())
            {
                return false;
            }
        }
    }

    /// <summary>Counts the sources that a walk not yet begun would meet, without stopping at them.</summary>
    public long CountAll()
    {
        long count = 0;
        while (MoveNextWindow())
        {
            count += _isDense ? MatchCounters.PopulationCount(_buffers.Survivors) : _sparseCount;
        }

        return count;
    }

    /// <summary>Disposes the cursors.</summary>
    public void Dispose()
    {
        foreach (PostingCursor cursor in _lists)
        {
            cursor.Dispose();
        }

        foreach (PostingCursor cursor in _negatives)
        {
            cursor.Dispose();
        }
    }

    private static int NextWindowOf(PostingCursor cursor) => cursor.Current == PostingCursor.End ? SourceWindow.Count : SourceWindow.Of(cursor.Current);

    private static (int Word, int Bit) PlaceInWindow(uint sourceId) => ((int)(sourceId & (SourceWindow.Size - 1)) >> 6, (int)(sourceId & 63));

    private void SetTarget(Span<ulong> matches, int list)
    {
        int target = _targetIndexes[list];
        matches[target >> 6] |= 1UL << (target & 63);
    }

    // The pivot rule of WAND: with the lists in order of their next window, no window before that of the k-th list can hold a survivor.
    private bool MoveNextWindow()
    {
        int[] order = _buffers.Order;
        int[] nextWindow = _buffers.NextWindow;
        while (Threshold <= _lists.Length)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            SortByNextWindow();
            int pivot = nextWindow[order[Threshold - 1]];
            if (pivot == SourceWindow.Count)
            {
                break;
            }

            // Terminates: each round either works a window off, and then all its lists stand behind it, or moves a list on.
            bool moved = false;
            int count = 0;
            for (; count < _lists.Length && nextWindow[order[count]] <= pivot; count++)
            {
                moved |= MoveListTo(order[count], pivot);
            }

            if (moved)
            {
                continue;
            }

            order.AsSpan(0, count).CopyTo(_buffers.Active);
            _buffers.Active.AsSpan(0, count).Sort(); // shortest first: the order of the numbers
            _activeCount = count;
            _window = pivot;
            WorkOffWindow();
            return true;
        }

        _window = -1;
        return false;
    }

    // True when it stands beyond the window now, so that the pivot may be another. A list that is dense enough is not looked at: whoever
    // needs its ids of the window seeks then, once.
    private bool MoveListTo(int list, int window)
    {
        PostingCursor cursor = _lists[list];
        if (SourceWindow.Of(cursor.Current) < window)
        {
            if (_buffers.Expected[list] >= SurelyPresent)
            {
                _buffers.NextWindow[list] = window;
                return false;
            }

            cursor.Seek(SourceWindow.Start(window));
        }

        _buffers.NextWindow[list] = NextWindowOf(cursor);
        return _buffers.NextWindow[list] != window;
    }

    // Insertion sort: in dense stretches all lists move on by one window and nothing moves; in sparse ones few lists move at a time.
    private void SortByNextWindow()
    {
        Span<int> order = _buffers.Order.AsSpan(0, _lists.Length);
        int[] nextWindow = _buffers.NextWindow;
        for (int sorted = 1; sorted < order.Length; sorted++)
        {
            int list = order[sorted];
            int window = nextWindow[list];
            int place = sorted;
            while (place > 0 && nextWindow[order[place - 1]] > window)
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = list;
        }
    }

    private void WorkOffWindow()
    {
        _excludedIsFilled = false;
        _sparseCount = 0;
        int gatherCount = _activeCount - Threshold + 1;
        float gathered = 0;
        float all = 0;
        for (int position = 0; position < _activeCount; position++)
        {
            all += _buffers.Expected[_buffers.Active[position]];
            gathered = position < gatherCount ? all : gathered;
        }

        float sparseCost = gathered * (SparseIdCost + (Threshold > 1 ? SparseLookupCost : 0));
        float denseCost = (all * DenseIdCost) + (_activeCount * DenseListCost);
        _isDense = sparseCost > denseCost || !TryWorkOffSparsely(gatherCount);
        if (_isDense)
        {
            FillBitmaps();
            FindSurvivors();
            _word = 0;
            _bits = _buffers.Survivors[0];
        }

        for (int position = 0; position < _activeCount; position++)
        {
            // A list that was only looked up may still stand in this window; what it has left there is of no interest.
            int list = _buffers.Active[position];
            _buffers.NextWindow[list] = Math.Max(_window + 1, NextWindowOf(_lists[list]));
        }
    }

    private bool MoveNextDense()
    {
        ReadOnlySpan<ulong> survivors = _buffers.Survivors;
        if (_survivorThreshold != Threshold)
        {
            // The bitmaps are still there: count again, and go on behind the current source.
            ulong notServed = _bits;
            FindSurvivors();
            _bits = notServed & survivors[_word];
        }

        while (_bits == 0)
        {
            if (++_word == SourceWindow.WordCount)
            {
                _word--;
                return false;
            }

            _bits = survivors[_word];
        }

        SourceId = SourceWindow.Start(_window) + (uint)((_word << 6) + BitOperations.TrailingZeroCount(_bits));
        _bits &= _bits - 1;
        return true;
    }

    private bool MoveNextSparse()
    {
        while (++_sparseIndex < _sparseCount)
        {
            if (_buffers.SparseCounts[_sparseIndex] >= Threshold)
            {
                SourceId = _buffers.SparseIds[_sparseIndex];
                return true;
            }
        }

        return false;
    }

    private void FillBitmaps()
    {
        uint start = SourceWindow.Start(_window);
        Span<ulong> bitmaps = _buffers.Bitmaps(_activeCount);
        for (int position = 0; position < _activeCount; position++)
        {
            int list = _buffers.Active[position];
            _buffers.Starts[position] = position * WalkBuffers.BitmapStride;
            Span<ulong> bitmap = bitmaps.Slice(_buffers.Starts[position], SourceWindow.WordCount);
            bitmap.Clear();
            int count = _lists[list].FillWindow(start, bitmap);
            _buffers.Expected[list] = (_buffers.Expected[list] + count) / 2;
        }

        // Ids that a sparse attempt has taken already.
        for (int index = 0; index < _sparseCount; index++)
        {
            ulong gathered = _buffers.Gathered[index];
            int offset = (int)(gathered >> 32);
            bitmaps[_buffers.Starts[(int)(uint)gathered] + (offset >> 6)] |= 1UL << (offset & 63);
        }
    }

    private void FindSurvivors()
    {
        Span<ulong> survivors = _buffers.Survivors;
        MatchCounters.AtLeast(_width, _buffers.Bitmaps(_activeCount), _buffers.Starts.AsSpan(0, _activeCount), Threshold, survivors);
        _survivorThreshold = Threshold;
        if (_negatives.Length == 0 || !survivors.ContainsAnyExcept(0UL))
        {
            return;
        }

        if (!_excludedIsFilled)
        {
            Span<ulong> excluded = _buffers.Excluded;
            excluded.Clear();
            int count = 0;
            foreach (PostingCursor negative in _negatives)
            {
                count += negative.FillWindow(SourceWindow.Start(_window), excluded);
            }

            _excludedIsFilled = true;
            _excludedIsEmpty = count == 0;
        }

        if (!_excludedIsEmpty)
        {
            MatchCounters.AndNot(survivors, _buffers.Excluded);
        }
    }

    // False when the window holds far more ids than expected; what was taken then stays in Gathered, _sparseCount of it, for the bitmaps.
    private bool TryWorkOffSparsely(int gatherCount)
    {
        Span<ulong> gathered = _buffers.Gathered;
        int count = 0;
        for (int position = 0; position < gatherCount; position++)
        {
            int before = count;
            int list = _buffers.Active[position];
            PostingCursor cursor = _lists[list];
            for (uint id = cursor.Seek(SourceWindow.Start(_window)); id != PostingCursor.End && SourceWindow.Of(id) == _window; id = cursor.Advance())
            {
                if (count == gathered.Length)
                {
                    _sparseCount = count;
                    return false;
                }

                gathered[count++] = ((ulong)(id & (SourceWindow.Size - 1)) << 32) | (uint)position;
            }

            _buffers.Expected[list] = (_buffers.Expected[list] + count - before) / 2;
        }

        _sparseIndex = -1;
        gathered = gathered[..count];
        gathered.Sort();
        while (!gathered.IsEmpty)
        {
            ulong offset = gathered[0] >> 32;
            int same = 1;
            while (same < gathered.Length && gathered[same] >> 32 == offset)
            {
                same++;
            }

            TryCandidate(SourceWindow.Start(_window) + (uint)offset, gathered[..same], gatherCount);
            gathered = gathered[same..];
        }

        return true;
    }

    private void TryCandidate(uint sourceId, ReadOnlySpan<ulong> gathered, int gatherCount)
    {
        int count = gathered.Length;
        int lookupCount = _activeCount - gatherCount;
        if (count + lookupCount < Threshold)
        {
            return;
        }

        Span<ulong> matches = _buffers.SparseMatches.AsSpan(_sparseCount * MatchWordCount, MatchWordCount);
        matches.Clear();
        foreach (ulong entry in gathered)
        {
            SetTarget(matches, _buffers.Active[(int)(uint)entry]);
        }

        for (int position = gatherCount; position < _activeCount; position++)
        {
            if (count + _activeCount - position < Threshold)
            {
                return;
            }

            int list = _buffers.Active[position];
            if (_lists[list].Seek(sourceId) == sourceId)
            {
                SetTarget(matches, list);
                count++;
            }
        }

        if (count < Threshold)
        {
            return;
        }

        foreach (PostingCursor negative in _negatives)
        {
            if (negative.Seek(sourceId) == sourceId)
            {
                return;
            }
        }

        _buffers.SparseIds[_sparseCount] = sourceId;
        _buffers.SparseCounts[_sparseCount++] = count;
    }
}
