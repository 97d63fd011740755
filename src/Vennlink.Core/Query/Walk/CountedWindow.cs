using System.Numerics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// One window of a walk: the sources of it that enough lists hold, as a bitmap, and which lists hold each.
/// </summary>
/// <remarks>
/// Worked off in one of two ways, whichever is expected to be cheaper: dense (decode lists into bitmaps, gather those
/// with few ids and turn their counts into bitmaps, count bit-sliced) or sparse (gather the ids of the shorter lists,
/// count each in an array, and look the few candidates up in up to k − 1 longest lists). A dense window whose shorter
/// lists leave few candidates ends like a sparse one.
/// </remarks>
/// <param name="lists">The lists of the walk.</param>
/// <param name="buffers">Its working memory.</param>
/// <param name="width">Register width.</param>
internal sealed class CountedWindow(WalkLists lists, WalkBuffers buffers, LaneWidth width)
{
    // Counting all bitmaps again costs about as much as the counts of so many single sources.
    private const int RowsWorthCounting = 16;

    // After looking for few candidates in vain it is done again in every so many windows at least.
    private const int MaxPause = 64;

    private readonly WalkLists _lists = lists;
    private readonly WalkBuffers _buffers = buffers;
    private readonly LaneWidth _width = width;
    private readonly TargetWindow _targets = new(lists, buffers, width);

    private int _window;

    // Whether the survivors were counted in bitmaps of all lists; else the count of each of them is known, and may be
    // too high or, by now, too low.
    private bool _isDense;

    // Survivors from _word on, the bits of that word that are not yet served; what they are survivors of.
    private int _word;
    private ulong _bits;
    private int _survivorThreshold;
    private int _belowThreshold; // how many of them were met that the threshold, raised since, leaves out

    // Dense windows: the first active lists that are in Gathered whole, lists with a bitmap, and bitmaps in all.
    private int _gatheredLists;
    private int _listBitmapCount;
    private int _bitmapCount;
    private bool _excludedIsFilled;
    private bool _excludedIsEmpty;

    // After how many lists a dense window had few candidates last; how many windows not to look for that, and how many
    // it was the last time.
    private int _listsToFew;
    private int _windowsToLook;
    private int _pause;

    /// <summary>The source that <see cref="MoveNext"/> moved to.</summary>
    public uint SourceId { get; private set; }

    /// <summary>How many lists hold it.</summary>
    public int MatchCount => CountAt(OffsetInWindow(SourceId));

    /// <summary>Begins with the lists of another walk.</summary>
    public void Start() => (_listsToFew, _windowsToLook, _pause) = (0, 0, 0);

    /// <summary>Sets the bits of the targets whose lists hold the source.</summary>
    public void AddMatches(Span<ulong> matches) => AddMatches(OffsetInWindow(SourceId), matches);

    private void AddMatches(int offset, Span<ulong> matches)
    {
        ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_listBitmapCount);
        for (int bitmap = 0; bitmap < _listBitmapCount; bitmap++)
        {
            if (((bitmaps[_buffers.Starts[bitmap] + (offset >> 6)] >> (offset & 63)) & 1) != 0)
            {
                _lists.SetTarget(matches, _buffers.BitmapPositions[bitmap]);
            }
        }

        Span<int> positions = _buffers.Scratch.AsSpan(0, _buffers.Gathered.CountOf(offset));
        if (positions.Length > 0)
        {
            _buffers.Gathered.CopyPositions(offset, positions);
            foreach (int position in positions)
            {
                _lists.SetTarget(matches, position);
            }
        }
    }

    /// <summary>Finds the sources of a window; the active lists stand at or before it, and are passed on.</summary>
    /// <param name="window">The window.</param>
    /// <param name="wantedCount">The threshold may be raised so far that the window still has as many sources of the
    /// highest counts; 0 for not at all.</param>
    /// <param name="narrowing">Sources of interest; null for all.</param>
    public void WorkOff(int window, int wantedCount, ISourceTest? narrowing)
    {
        _window = window;
        (_gatheredLists, _listBitmapCount, _bitmapCount) = (0, 0, 0);
        _buffers.Gathered.Forget();

        // Three ways, the cheapest by what the lists had lately. Each leaves a superset of the sources in Survivors,
        // and what it found out about the lists of each in bitmaps (dense) or in Gathered (the others); then what is
        // known of each survivor is compared with the threshold.
        float denseCost = (2 * WalkCost.Bitmap) + DenseCost(0, _lists.ActiveCount); // survivors, and what is gathered
        (int readCount, _, float sparseCost) = _lists.PlanGathering();

        // Required sources so few that each is looked up in all lists: no list is read at all.
        if (_lists.Required is not null
            && FillRequired() * _lists.ActiveCount * WalkCost.LookUp < Math.Min(sparseCost, denseCost) && CanLookUp)
        {
            (_isDense, readCount) = (false, 0);
            _buffers.Required.CopyTo(_buffers.Survivors);
            DecideCandidates(first: 0);
        }
        else if (sparseCost <= denseCost && TryWorkOffSparsely(readCount))
        {
            // The shorter lists were gathered; candidates were looked up in the others.
            _isDense = false;
        }
        else
        {
            // All lists are in bitmaps, or so few candidates were left after some of them that these were looked up in
            // the rest.
            readCount = FillBitmaps();
            _isDense = readCount == _lists.ActiveCount;
            if (_isDense)
            {
                _excludedIsFilled = false;
                _targets.Start();
                FindSurvivors();
                RaiseThreshold(wantedCount);
            }
            else
            {
                DecideCandidates(readCount);
            }
        }

        if (!_isDense)
        {
            AskCandidates();
        }

        narrowing?.Narrow(SourceWindow.Start(window), _buffers.Survivors);
        _survivorThreshold = _lists.Threshold;
        _word = 0;
        _bits = _buffers.Survivors[0];
        _lists.Pass(window + 1, readCount);
    }

    /// <summary>
    /// Moves to the next source that as many lists hold as the threshold says by now; false at the end of the window.
    /// </summary>
    public bool MoveNext()
    {
        ReadOnlySpan<ulong> survivors = _buffers.Survivors;
        while (true)
        {
            if (_bits == 0)
            {
                int skipped = survivors[(_word + 1)..].IndexOfAnyExcept(0UL);
                if (skipped < 0)
                {
                    return false;
                }

                _word += 1 + skipped;
                _bits = survivors[_word];
            }

            int offset = (_word << 6) + BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            SourceId = SourceWindow.Start(_window) + (uint)offset;
            if (!_isDense)
            {
                int count = CountAt(offset);
                if (count >= _lists.Threshold && count <= _lists.Ceiling)
                {
                    return true;
                }
            }
            else if (_survivorThreshold == _lists.Threshold || MatchCount >= _lists.Threshold)
            {
                return true;
            }
            else if (++_belowThreshold == RowsWorthCounting)
            {
                // The bitmaps are still there: count again, and go on behind the current source.
                FindSurvivors();
                _bits &= survivors[_word];
            }
        }
    }

    /// <summary>Counts all sources of the window by the targets that each links to; for walks without a ceiling.
    /// </summary>
    public void AddSubsets(in SubsetCounts subsets)
    {
        if (_buffers.Survivors.ContainsAnyExcept(0UL))
        {
            subsets.AddWindow(_buffers.Survivors, _targets.Split(_listBitmapCount), _buffers.StartOfTarget);
        }
    }

    /// <summary>Passes over those of the sources still to come that are of no interest by now.</summary>
    public void NarrowRest(ISourceTest narrowing)
    {
        Span<ulong> rest = _buffers.Survivors[_word..];
        narrowing.Narrow(SourceWindow.Start(_window) + (uint)(_word << 6), rest);
        _bits &= rest[0];
    }

    // What is looked up is gathered.
    private bool CanLookUp => _lists.ActiveCount <= GatheredIds.MaxLists;

    // How many lists are known to hold a source.
    private int CountAt(int offset)
    {
        ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_listBitmapCount);
        int count = _buffers.Gathered.CountOf(offset);
        for (int bitmap = 0; bitmap < _listBitmapCount; bitmap++)
        {
            count += (int)(bitmaps[_buffers.Starts[bitmap] + (offset >> 6)] >> (offset & 63)) & 1;
        }

        return count;
    }

    private static int OffsetInWindow(uint sourceId) => (int)(sourceId & (SourceWindow.Size - 1));

    // Returns how many ids of the window are required.
    private int FillRequired()
    {
        Span<ulong> required = _buffers.Required;
        required.Clear();
        int count = _lists.Required!.FillWindow(SourceWindow.Start(_window), required);
        _lists.LearnRequired(count, 1);
        return count;
    }

    // Nanoseconds to decode some of the active lists and to count them.
    private float DenseCost(int first, int end)
    {
        float cost = 0;
        for (int position = first; position < end; position++)
        {
            cost += WalkCost.OfWindow(_lists.Expected(position));
        }

        return cost;
    }

    // What a sparse attempt has gathered already stays gathered. Returns how many lists were filled: fewer than there
    // are when the survivors are few candidates.
    private int FillBitmaps()
    {
        uint start = SourceWindow.Start(_window);
        _targets.Reserve(); // now, since what bitmaps hold is lost when there is room for more
        Span<ulong> bitmaps = _buffers.Bitmaps(_lists.ActiveCount);
        float restCost = DenseCost(_gatheredLists, _lists.ActiveCount);
        int step = 1 + (_lists.ActiveCount / 16);
        bool looks = --_windowsToLook < 0 && CanLookUp;

        // With fewer lists filled, a source that is in none of them may be in k of the others.
        int nextLook = Math.Max(_lists.ActiveCount - _lists.Threshold + 1, _listsToFew - step);
        bool hasLooked = false;
        for (int position = _gatheredLists; position < _lists.ActiveCount; position++)
        {
            if (looks && position >= nextLook && position * WalkCost.Bitmap < restCost)
            {
                if (IsFewLeft(position, step))
                {
                    (_listsToFew, _pause, _listBitmapCount) = (position, 0, _bitmapCount);
                    return position;
                }

                hasLooked = true;
                nextLook = position + step;
            }

            restCost -= WalkCost.OfWindow(_lists.Expected(position));
            int count;
            if (_lists.Expected(position) < WalkCost.IdsWorthBitmap && position < GatheredIds.MaxLists
                && _buffers.Gathered.Count < GatheredIds.ManyIds)
            {
                count = _buffers.Gathered.Take(_lists.Active(position), position, _window, int.MaxValue);
            }
            else
            {
                _buffers.BitmapPositions[_bitmapCount] = position;
                Span<ulong> bitmap = NextBitmap(bitmaps);
                bitmap.Clear();
                count = _lists.Active(position).FillWindow(start, bitmap);
            }

            _lists.Learn(position, count, 1);
        }

        if (hasLooked)
        {
            _windowsToLook = _pause = Math.Min((2 * _pause) + 1, MaxPause);
        }

        _listBitmapCount = _bitmapCount;
        AddLevels(bitmaps);
        return _lists.ActiveCount;
    }

    // DivideSkip: whether looking up those sources in the lists from a position on that can still reach k costs less
    // than decoding some more of these lists does. They are the survivors then. Each list more leaves a good deal
    // fewer, so what the rest of the lists costs would be too much to compare with.
    private bool IsFewLeft(int position, int moreLists)
    {
        int restCount = _lists.ActiveCount - position;
        int bitmapCount = _bitmapCount;
        Span<ulong> bitmaps = _buffers.Bitmaps(_lists.ActiveCount);
        AddLevels(bitmaps);
        MatchCounters.AtLeast(_width, bitmaps, _buffers.Starts.AsSpan(0, _bitmapCount), _lists.Threshold - restCount,
            _buffers.Survivors);
        _bitmapCount = bitmapCount;
        if (_lists.Required is not null)
        {
            MatchCounters.And(_width, _buffers.Survivors, _buffers.Required);
        }

        return MatchCounters.PopulationCount(_buffers.Survivors) * restCount * WalkCost.LookUp < DenseCost(
            position, Math.Min(position + moreLists, _lists.ActiveCount));
    }

    // Adds bitmaps that count as what was gathered does.
    private void AddLevels(Span<ulong> bitmaps)
    {
        if (_buffers.Gathered.Count > 0)
        {
            Span<ulong> free = bitmaps[(_bitmapCount * WalkBuffers.BitmapStride)..];
            for (int levels = _buffers.Gathered.WriteLevels(free, WalkBuffers.BitmapStride); levels > 0; levels--)
            {
                NextBitmap(bitmaps);
            }
        }
    }

    private Span<ulong> NextBitmap(Span<ulong> bitmaps)
    {
        int start = _bitmapCount * WalkBuffers.BitmapStride;
        _buffers.Starts[_bitmapCount++] = start;
        return bitmaps.Slice(start, SourceWindow.WordCount);
    }

    private void FindSurvivors()
    {
        Span<ulong> survivors = _buffers.Survivors;
        MatchCounters.AtLeast(_width, _buffers.Bitmaps(_bitmapCount), _buffers.Starts.AsSpan(0, _bitmapCount),
            _lists.Threshold, survivors);
        _survivorThreshold = _lists.Threshold;
        _belowThreshold = 0;
        if (_lists.Required is not null)
        {
            MatchCounters.And(_width, survivors, _buffers.Required);
        }

        if (_lists.Ceiling < _lists.ActiveCount && survivors.ContainsAnyExcept(0UL))
        {
            Span<ulong> above = _buffers.Above;
            MatchCounters.AtLeast(_width, _buffers.Bitmaps(_bitmapCount), _buffers.Starts.AsSpan(0, _bitmapCount),
                _lists.Ceiling + 1, above);
            MatchCounters.AndNot(_width, survivors, above);
        }

        if (_lists.Negatives.Count > 0 && survivors.ContainsAnyExcept(0UL))
        {
            FillExcluded();
            if (!_excludedIsEmpty)
            {
                MatchCounters.AndNot(_width, survivors, _buffers.ExcludedOfWindow);
            }
        }

        if (_lists.Tree is not null && survivors.ContainsAnyExcept(0UL))
        {
            _targets.Narrow(_window, _listBitmapCount, survivors);
        }

        _lists.Test?.Narrow(SourceWindow.Start(_window), survivors);
    }

    private void FillExcluded()
    {
        if (_excludedIsFilled)
        {
            return;
        }

        Span<ulong> excluded = _buffers.ExcludedOfWindow;
        excluded.Clear();
        int count = 0;
        for (int negative = 0; negative < _lists.Negatives.Count; negative++)
        {
            count += _lists.Negatives[negative].FillWindow(SourceWindow.Start(_window), excluded);
        }

        _excludedIsFilled = true;
        _excludedIsEmpty = count == 0;
    }

    // Finds the highest threshold that as many sources of this window reach as are wanted, by bisection.
    private void RaiseThreshold(int wantedCount)
    {
        if (wantedCount == 0 || MatchCounters.PopulationCount(_buffers.Survivors) < 2 * wantedCount)
        {
            return;
        }

        // Invariant: low is reached by as many, high is not (or is above what is looked for).
        int low = _lists.Threshold;
        int high = Math.Min(_lists.ActiveCount, _lists.Ceiling) + 1;
        while (high - low > 1)
        {
            _lists.Threshold = low + ((high - low) / 2);
            FindSurvivors();
            if (MatchCounters.PopulationCount(_buffers.Survivors) >= wantedCount)
            {
                low = _lists.Threshold;
            }
            else
            {
                high = _lists.Threshold;
            }
        }

        if (_lists.Threshold != low)
        {
            _lists.Threshold = low;
            FindSurvivors();
        }
    }

    // False when the window holds far more ids than expected; what was gathered then stays.
    private bool TryWorkOffSparsely(int gatherCount)
    {
        GatheredIds gathered = _buffers.Gathered;
        Span<ulong> survivors = _buffers.Survivors;
        survivors.Clear();

        // A source in k lists is in at least so many of those gathered, whatever the others hold: reaching that makes
        // it a candidate.
        int needed = _lists.Threshold - (_lists.ActiveCount - gatherCount);
        for (int position = 0; position < gatherCount; position++)
        {
            int before = gathered.Count;
            gathered.Take(_lists.Active(position), position, _window, GatheredIds.FewIds);
            bool isTooMuch = gathered.Count == GatheredIds.FewIds;
            if (isTooMuch)
            {
                gathered.Take(_lists.Active(position), position, _window, int.MaxValue);
            }

            _lists.Learn(position, gathered.Count - before, 1);
            if (isTooMuch)
            {
                _gatheredLists = position + 1;
                return false;
            }

            gathered.CountFrom(before, needed, survivors);
        }

        if (_lists.Required is not null)
        {
            MatchCounters.And(_width, survivors, _buffers.Required);
        }

        if (gatherCount < _lists.ActiveCount || _lists.Negatives.Count > 0)
        {
            DecideCandidates(gatherCount);
        }

        return true;
    }

    // Takes those out of the survivors that the lists from a position on, or the negative ones, decide against. In
    // ascending order, as cursors go.
    private void DecideCandidates(int first)
    {
        Span<ulong> survivors = _buffers.Survivors;
        for (int word = survivors.IndexOfAnyExcept(0UL); word >= 0 && word < survivors.Length; word++)
        {
            for (ulong bits = survivors[word]; bits != 0; bits &= bits - 1)
            {
                int offset = (word << 6) + BitOperations.TrailingZeroCount(bits);
                uint sourceId = SourceWindow.Start(_window) + (uint)offset;
                if (!LookUp(first, offset, sourceId) || _lists.IsExcluded(sourceId))
                {
                    survivors[word] &= ~(1UL << (offset & 63));
                }
            }
        }
    }

    // What is more than the number of lists is asked of the sources that are left, when all lists of each are known.
    private void AskCandidates()
    {
        Span<ulong> survivors = _buffers.Survivors;
        _lists.Test?.Narrow(SourceWindow.Start(_window), survivors);
        if (_lists.Tree is not { } tree)
        {
            return;
        }

        Span<ulong> matches = _buffers.Matches.AsSpan(0, _buffers.MatchWordCount);
        for (int word = survivors.IndexOfAnyExcept(0UL); word >= 0 && word < survivors.Length; word++)
        {
            for (ulong bits = survivors[word]; bits != 0; bits &= bits - 1)
            {
                int offset = (word << 6) + BitOperations.TrailingZeroCount(bits);
                matches.Clear();
                AddMatches(offset, matches);
                if (!tree.Holds(matches, SourceWindow.Start(_window) + (uint)offset))
                {
                    survivors[word] &= ~(1UL << offset);
                }
            }
        }
    }

    private bool LookUp(int first, int offset, uint sourceId)
    {
        int count = CountAt(offset);
        for (int position = first; position < _lists.ActiveCount; position++)
        {
            // Not even all lists that are left would be enough.
            if (count + _lists.ActiveCount - position < _lists.Threshold)
            {
                return false;
            }

            if (_lists.Active(position).Contains(sourceId))
            {
                _buffers.Gathered.Add(offset, position);
                count++;
            }
        }

        return count >= _lists.Threshold;
    }
}
