using System.Buffers;
using System.Numerics;
using Vennlink.Snapshots;
using Vennlink.Storage;

namespace Vennlink.Query;

/// <summary>Walks, in ascending order, the sources that at least k of some posting lists hold and none of some others.</summary>
/// <remarks>
/// Goes from window to window of 2¹⁶ ids, over those alone that k lists can have something in. A window is worked off in one of two ways,
/// whichever is expected to be cheaper: dense (decode lists into bitmaps, gather those with few ids and turn their counts into bitmaps, count bit-sliced) or sparse
/// (gather the ids of the shorter lists, count each in an array, and look the few candidates up in up to k − 1 longest lists). Either leaves the survivors as a
/// bitmap. The threshold may be raised on the way. See docs/algorithms.md. Reused: after <see cref="Dispose"/> lists can be added for another walk. Not thread-safe.
/// </remarks>
/// <param name="buffers">Working memory; the walk's alone until it is disposed.</param>
/// <param name="width">Register width.</param>
internal sealed class ThresholdWalk(WalkBuffers buffers, LaneWidth width) : IDisposable
{
    // Nanoseconds, measured on one core of an EPYC (Zen 4): decode one id into a bitmap; clear and count one bitmap; gather one id and count it;
    // look one id up in another list. They only choose between right ways, so being off by half costs little.
    private const float DenseIdCost = 1;
    private const float DenseListCost = 200;
    private const float SparseIdCost = 4;
    private const float SparseLookupCost = 50;

    // Windows that are expected to have more ids in the lists to gather are worked off each by itself.
    private const float MostInRunWindow = 256;

    // Ids to expect in a run of windows, and most windows of one: what is gathered stays in the cache, and a short page does not wait for a long run.
    private const float IdsOfRun = 4096;
    private const int MostRunWindows = 1 << 14;

    // Where so many times the ids were met that were expected, the next window is worked off by itself, to see.
    private const int Surprise = 4;

    // A list with fewer ids in a dense window is gathered: up to here that costs less than a bitmap of its own, more so where bitmaps fill the cache.
    private const float WorthBitmap = 80;

    // Counting all bitmaps again costs about as much as the counts of so many single sources.
    private const int RowsWorthCounting = 16;

    // A list expected to have this many ids in a window is taken to have some, without looking.
    private const float SurelyPresent = 2;

    private readonly WalkBuffers _buffers = buffers;
    private readonly LaneWidth _width = width;
    private readonly List<PostingCursor> _lists = []; // shortest first, from Start on
    private readonly List<PostingCursor> _byTarget = []; // the same in the order of the request
    private readonly List<PostingCursor> _negatives = [];
    private PostingCursor? _required;
    private int _ceiling;
    private CancellationToken _cancellationToken;

    private int _window;
    private int _endWindow;
    private int _nextRequired; // the window of the next required id
    private int _activeCount;
    private bool _isDense;
    private bool _isRun;
    private int _runLength; // windows that the next run may have
    private float _expectedRequired; // in a window, after those met

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

    /// <summary>Adds the list of the next positive target.</summary>
    /// <param name="list">A fresh cursor; the walk disposes it.</param>
    public void AddList(PostingCursor list) => _byTarget.Add(list);

    /// <summary>Adds sources to leave out.</summary>
    /// <param name="list">A fresh cursor; the walk disposes it.</param>
    public void AddNegative(PostingCursor list) => _negatives.Add(list);

    /// <summary>Has the walk look at some sources only.</summary>
    /// <param name="list">A fresh cursor over them; the walk disposes it.</param>
    public void Require(PostingCursor? list) => _required = list;

    /// <summary>Spam scores of interest: the walk passes sources over that are outside of them when a window is begun.</summary>
    public SpamLevels? Narrowing { get; set; }

    /// <summary>Begins a walk over the lists added, of which there is at least one.</summary>
    /// <param name="sourceCount">All ids are below this; tells how dense the lists are.</param>
    /// <param name="threshold">k, at least 1.</param>
    /// <param name="from">First id to look at.</param>
    /// <param name="ceiling">Sources that more lists hold are left out.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public void Start(uint sourceCount, int threshold, uint from, int ceiling, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        (_window, _endWindow, _ceiling, _cancellationToken) = (-1, SourceWindow.Count, ceiling, cancellationToken);
        (Threshold, WantedCount) = (threshold, 0);
        (_isRun, _runLength) = (false, 1);
        (RequiredCount, MostRequired) = (0, long.MaxValue);
        int count = _byTarget.Count;
        _buffers.Reset(count);
        Span<int> targetIndexes = _buffers.TargetIndexes.AsSpan(0, count);
        Span<long> idCounts = _buffers.IdCounts.AsSpan(0, count);
        for (int list = 0; list < count; list++)
        {
            targetIndexes[list] = list;
            idCounts[list] = _byTarget[list].Count;
        }

        idCounts.Sort(targetIndexes);
        for (int list = 0; list < count; list++)
        {
            PostingCursor cursor = _byTarget[targetIndexes[list]];
            _lists.Add(cursor);
            cursor.Seek(from);
            _buffers.NextWindow[list] = NextWindowOf(cursor);
            _buffers.Expected[list] = (float)idCounts[list] / Math.Max(1, sourceCount) * SourceWindow.Size;
        }

        if (_required is not null)
        {
            _required.Seek(from);
            _nextRequired = NextWindowOf(_required);
            _expectedRequired = 1;
        }
    }

    /// <summary>k. May be raised during the walk, never lowered; holds from the next source on.</summary>
    public int Threshold { get; set; }

    /// <summary>
    /// How many sources of the highest counts are wanted; 0 for all. Then the walk may raise <see cref="Threshold"/> itself where a single window has as many
    /// sources at or above it: those below are not among the wanted.
    /// </summary>
    public int WantedCount { get; set; }

    /// <summary>Required sources that were looked at.</summary>
    public long RequiredCount { get; private set; }

    /// <summary>The walk ends when <see cref="RequiredCount"/> is above this.</summary>
    public long MostRequired { get; set; }

    /// <summary>The source the walk stands at, after a <see cref="MoveNext"/> that returned true.</summary>
    public uint SourceId { get; private set; }

    /// <summary>Words that <see cref="CopyMatches"/> fills.</summary>
    public int MatchWordCount => _buffers.MatchWordCount;

    /// <summary>How many positive targets the current source links to.</summary>
    public int MatchCount
    {
        get
        {
            if (_isRun)
            {
                return _buffers.Run.Count;
            }

            ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_listBitmapCount);
            int word = OffsetInWindow(SourceId) >> 6;
            int bit = OffsetInWindow(SourceId) & 63;
            int count = _buffers.Gathered.CountOf(OffsetInWindow(SourceId));
            for (int bitmap = 0; bitmap < _listBitmapCount; bitmap++)
            {
                count += (int)(bitmaps[_buffers.Starts[bitmap] + word] >> bit) & 1;
            }

            return count;
        }
    }

    /// <summary>Sets bit i for each positive target i that the current source links to, and clears the others.</summary>
    public void CopyMatches(Span<ulong> destination)
    {
        destination.Clear();
        if (_isRun)
        {
            for (int index = 0; index < _buffers.Run.Count; index++)
            {
                SetTarget(destination, _buffers.Run.Position(index));
            }

            return;
        }

        int offset = OffsetInWindow(SourceId);
        ReadOnlySpan<ulong> bitmaps = _buffers.Bitmaps(_listBitmapCount);
        for (int bitmap = 0; bitmap < _listBitmapCount; bitmap++)
        {
            if (((bitmaps[_buffers.Starts[bitmap] + (offset >> 6)] >> (offset & 63)) & 1) != 0)
            {
                SetTarget(destination, _buffers.BitmapPositions[bitmap]);
            }
        }

        Span<int> positions = _buffers.Scratch.AsSpan(0, _buffers.Gathered.CountOf(offset));
        if (positions.Length > 0)
        {
            _buffers.Gathered.CopyPositions(offset, positions);
            foreach (int position in positions)
            {
                SetTarget(destination, position);
            }
        }
    }

    /// <summary>Moves to the next source; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_isRun ? MoveNextInRun() : _window >= 0 && MoveNextInWindow())
            {
                return true;
            }

            if (!MoveNextWindow())
            {
                return false;
            }
        }
    }

    /// <summary>Passes over those of the current window's sources still to come that are outside of <see cref="Narrowing"/> by now.</summary>
    public void NarrowRest()
    {
        if (_isRun)
        {
            return; // its sources are few
        }

        Span<ulong> rest = _buffers.Survivors[_word..];
        Narrowing!.Narrow(SourceWindow.Start(_window) + (uint)(_word << 6), rest);
        _bits &= rest[0];
    }

    /// <summary>Counts the sources of some windows without stopping at them; for walks without a ceiling.</summary>
    /// <param name="first">First window; not before the end of the windows counted last.</param>
    /// <param name="end">Behind the last window.</param>
    public long CountWindows(int first, int end)
    {
        for (int list = 0; list < _lists.Count; list++)
        {
            _buffers.NextWindow[list] = Math.Max(_buffers.NextWindow[list], first);
        }

        _endWindow = end;
        long count = 0;
        while (MoveNextWindow())
        {
            count += _isRun ? _buffers.Run.RowCount : MatchCounters.PopulationCount(_buffers.Survivors);
        }

        return count;
    }

    /// <summary>Writes the sources of all windows without stopping at each; for walks without a ceiling.</summary>
    public void WriteWindows(IBufferWriter<uint> sourceIds)
    {
        while (MoveNextWindow())
        {
            if (_isRun)
            {
                WriteRun(sourceIds);
                continue;
            }

            ReadOnlySpan<ulong> survivors = _buffers.Survivors;
            int count = (int)MatchCounters.PopulationCount(survivors);
            if (count > 0)
            {
                SetBits.Write(survivors, SourceWindow.Start(_window), sourceIds.GetSpan(count + SetBits.Slack));
                sourceIds.Advance(count);
            }
        }
    }

    private void WriteRun(IBufferWriter<uint> sourceIds)
    {
        int count = _buffers.Run.RowCount;
        if (count > 0)
        {
            Span<uint> ids = sourceIds.GetSpan(count);
            for (int row = 0; row < count; row++)
            {
                ids[row] = _buffers.Run.IdOf(row);
            }

            sourceIds.Advance(count);
        }
    }

    /// <summary>Disposes the cursors.</summary>
    public void Dispose()
    {
        _buffers.Gathered.Forget();
        foreach (PostingCursor cursor in _byTarget)
        {
            cursor.Dispose();
        }

        foreach (PostingCursor cursor in _negatives)
        {
            cursor.Dispose();
        }

        _required?.Dispose();
        _required = null;
        Narrowing = null;
        _byTarget.Clear();
        _lists.Clear();
        _negatives.Clear();
    }

    private static int NextWindowOf(PostingCursor cursor) => cursor.Current == PostingCursor.End ? SourceWindow.Count : SourceWindow.Of(cursor.Current);

    private static int OffsetInWindow(uint sourceId) => (int)(sourceId & (SourceWindow.Size - 1));

    private void SetTarget(Span<ulong> matches, int position)
    {
        int target = _buffers.TargetIndexes[_buffers.Active[position]];
        matches[target >> 6] |= 1UL << (target & 63);
    }

    // The pivot rule of WAND: with the lists in order of their next window, no window before that of the k-th list can hold a survivor.
    private bool MoveNextWindow()
    {
        _buffers.Gathered.Forget();
        while (Threshold <= _lists.Count && RequiredCount <= MostRequired)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int pivot = KthNextWindow();
            if (_required is not null && pivot < SourceWindow.Count)
            {
                // A required id before the pivot has too few lists; where there is none, nothing is looked at.
                if (_nextRequired < pivot)
                {
                    _required.Seek(SourceWindow.Start(pivot));
                    _nextRequired = NextWindowOf(_required);
                }

                pivot = _nextRequired;
            }

            if (pivot >= _endWindow)
            {
                break;
            }

            if (TryWorkOffRun(pivot))
            {
                return true;
            }

            // Terminates: each round either works a window off, and then all its lists stand behind it, or moves a list on.
            bool moved = false;
            _activeCount = 0;
            for (int list = 0; list < _lists.Count; list++)
            {
                if (_buffers.NextWindow[list] <= pivot)
                {
                    moved |= MoveListTo(list, pivot);
                    _buffers.Active[_activeCount++] = list;
                }
            }

            if (!moved)
            {
                _window = pivot;
                _isRun = false;
                WorkOffWindow();
                return true;
            }
        }

        _window = -1;
        _isRun = false;
        return false;
    }

    // Several windows at once where those to gather have few ids; false when they have too many, or one window is to be looked at first.
    private bool TryWorkOffRun(int pivot)
    {
        _activeCount = 0;
        float all = 0;
        for (int list = 0; list < _lists.Count; list++)
        {
            if (_buffers.NextWindow[list] < SourceWindow.Count)
            {
                all += _buffers.Expected[list];
                _buffers.Active[_activeCount++] = list;
            }
        }

        (int gatherCount, float gathered, float cost) = PlanSparse(all);
        bool isOfRequired = _required is not null && _expectedRequired * _activeCount * SparseLookupCost < cost;
        (gatherCount, gathered) = isOfRequired ? (0, _expectedRequired) : (gatherCount, gathered);
        if (gathered > MostInRunWindow || _activeCount >= GatheredIds.MostLists)
        {
            _runLength = 1;
            return false;
        }

        int length = (int)Math.Min(Math.Min(_runLength, _endWindow - pivot), IdsOfRun / Math.Max(gathered, 1));
        _runLength = Math.Min(2 * _runLength, MostRunWindows);
        if (length < 2)
        {
            return false;
        }

        WorkOffRun(pivot, pivot + length, gatherCount, isOfRequired);
        return true;
    }

    private void WorkOffRun(int window, int end, int gatherCount, bool isOfRequired)
    {
        SparseRun run = _buffers.Run;
        run.Clear();
        (_window, _isRun) = (window, true);
        uint first = SourceWindow.Start(window);
        uint last = SourceWindow.Start(end) - 1; // behind the last window: End
        float expected = 0;
        int gathered = 0;
        if (isOfRequired)
        {
            expected = _expectedRequired;
            gathered = run.Gather(_required!, GatheredIds.MostLists, first, last);
            _expectedRequired = Updated(_expectedRequired, gathered, end - window);
            RequiredCount += gathered;
        }

        for (int position = 0; position < gatherCount; position++)
        {
            int list = _buffers.Active[position];
            expected += _buffers.Expected[list];
            int count = run.Gather(_lists[list], position, first, last);
            _buffers.Expected[list] = Updated(_buffers.Expected[list], count, end - window);
            gathered += count;
        }

        _runLength = gathered > Math.Max(IdsOfRun, Surprise * expected * (end - window)) ? 1 : _runLength;
        int needed = isOfRequired ? 1 : Math.Max(1, Threshold - (_activeCount - gatherCount));
        run.Select(needed, first, last);
        while (run.NextCandidate(out uint id, out int count))
        {
            count = isOfRequired ? 0 : count;
            if (count >= needed || isOfRequired)
            {
                DecideCandidate(run, id, count, gatherCount, isOfRequired);
            }
        }

        for (int position = 0; position < _activeCount; position++)
        {
            // A list that was only looked up may stand before the end: what it has there is of no interest.
            int list = _buffers.Active[position];
            _buffers.NextWindow[list] = Math.Max(end, NextWindowOf(_lists[list]));
        }

        if (_required is not null && _nextRequired < end)
        {
            _required.Seek(end < SourceWindow.Count ? SourceWindow.Start(end) : PostingCursor.End);
            _nextRequired = NextWindowOf(_required);
        }
    }

    private static float Updated(float expected, int count, int windowCount) => (expected + ((float)count / windowCount)) / 2;

    // Makes a row of a candidate that enough lists hold and nothing rules out.
    private void DecideCandidate(SparseRun run, uint id, int count, int gatherCount, bool isOfRequired)
    {
        if (!isOfRequired && _required is not null && !_required.Contains(id))
        {
            return;
        }

        for (int position = gatherCount; position < _activeCount && count + _activeCount - position >= Threshold; position++)
        {
            if (_lists[_buffers.Active[position]].Contains(id))
            {
                run.AddMatch(id, position);
                count++;
            }
        }

        if (count >= Threshold && count <= _ceiling && !IsExcluded(id))
        {
            run.AddRow(isOfRequired);
        }
        else
        {
            run.PassOver();
        }
    }

    private bool MoveNextInRun()
    {
        SparseRun run = _buffers.Run;
        while (run.MoveNext())
        {
            if (run.Count >= Threshold)
            {
                SourceId = run.Id;
                return true;
            }
        }

        return false;
    }

    // The Threshold-th smallest of the lists' next windows, by quickselect.
    private int KthNextWindow()
    {
        Span<int> windows = _buffers.Scratch.AsSpan(0, _lists.Count);
        _buffers.NextWindow.AsSpan(0, _lists.Count).CopyTo(windows);
        int place = Threshold - 1;
        while (windows.Length > 1)
        {
            // Invariant: what is sought would be at this place of the sorted windows. Hoare's partition: no part is ever the whole.
            int middle = windows[windows.Length / 2];
            int left = 0;
            int right = windows.Length - 1;
            while (left <= right)
            {
                while (windows[left] < middle)
                {
                    left++;
                }

                while (windows[right] > middle)
                {
                    right--;
                }

                if (left <= right)
                {
                    (windows[left], windows[right]) = (windows[right], windows[left]);
                    left++;
                    right--;
                }
            }

            if (place <= right)
            {
                windows = windows[..(right + 1)];
            }
            else if (place >= left)
            {
                windows = windows[left..];
                place -= left;
            }
            else
            {
                return middle;
            }
        }

        return windows[0];
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

    private void WorkOffWindow()
    {
        (_gatheredLists, _listBitmapCount, _bitmapCount) = (0, 0, 0);
        float all = 0;
        float denseCost = 2 * DenseListCost; // survivors, and what is gathered
        for (int position = 0; position < _activeCount; position++)
        {
            float expected = _buffers.Expected[_buffers.Active[position]];
            all += expected;
            denseCost += expected < WorthBitmap ? expected * SparseIdCost : DenseListCost + (expected * DenseIdCost);
        }

        (int gatherCount, _, float sparseCost) = PlanSparse(all);
        if (_required is not null && FillRequired() * _activeCount * SparseLookupCost < Math.Min(sparseCost, denseCost))
        {
            _isDense = false;
            _buffers.Required.CopyTo(_buffers.Survivors);
            DecideCandidates(gatherCount: 0);
        }
        else
        {
            _isDense = sparseCost > denseCost || !TryWorkOffSparsely(gatherCount);
            if (_isDense)
            {
                _excludedIsFilled = false;
                FillBitmaps();
                FindSurvivors();
                RaiseThreshold();
            }
        }

        Narrowing?.Narrow(SourceWindow.Start(_window), _buffers.Survivors);
        _survivorThreshold = Threshold;
        _word = 0;
        _bits = _buffers.Survivors[0];
        for (int position = 0; position < _activeCount; position++)
        {
            // A list that was only looked up may still stand in this window; what it has left there is of no interest.
            int list = _buffers.Active[position];
            _buffers.NextWindow[list] = Math.Max(_window + 1, NextWindowOf(_lists[list]));
        }
    }

    // Returns how many ids of the window are required.
    private int FillRequired()
    {
        Span<ulong> required = _buffers.Required;
        required.Clear();
        int count = _required!.FillWindow(SourceWindow.Start(_window), required);
        _nextRequired = NextWindowOf(_required);
        _expectedRequired = Updated(_expectedRequired, count, 1);
        RequiredCount += count;
        return count;
    }

    // How many of the active lists to gather (the shortest; the others are looked up), and what that should cost. A source in k lists is in
    // k − L of the gathered ones when L are looked up, so about every (k − L)-th id gathered is a candidate.
    private (int GatherCount, float Gathered, float Cost) PlanSparse(float all)
    {
        int gatherCount = _activeCount;
        float gathered = all;
        for (int needed = Threshold; needed > 1; needed--)
        {
            float longest = _buffers.Expected[_buffers.Active[gatherCount - 1]];
            float lookups = (gathered - longest) / (needed - 1);
            if (longest * SparseIdCost < lookups * SparseLookupCost)
            {
                break;
            }

            gatherCount--;
            gathered -= longest;
        }

        int lookupCount = _activeCount - gatherCount;
        float cost = gathered * (SparseIdCost + (lookupCount * SparseLookupCost / (Threshold - lookupCount)));
        return (gatherCount, gathered, gathered > GatheredIds.FewIds / 2 || _activeCount > GatheredIds.MostLists ? float.PositiveInfinity : cost);
    }

    private bool MoveNextInWindow()
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
                int count = _buffers.Gathered.CountOf(offset);
                if (count >= Threshold && count <= _ceiling)
                {
                    return true;
                }
            }
            else if (_survivorThreshold == Threshold || MatchCount >= Threshold)
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

    // What a sparse attempt has gathered already stays gathered.
    private void FillBitmaps()
    {
        uint start = SourceWindow.Start(_window);
        Span<ulong> bitmaps = _buffers.Bitmaps(_activeCount);
        for (int position = _gatheredLists; position < _activeCount; position++)
        {
            int list = _buffers.Active[position];
            int count;
            if (_buffers.Expected[list] < WorthBitmap && position < GatheredIds.MostLists && _buffers.Gathered.Count < GatheredIds.ManyIds)
            {
                count = _buffers.Gathered.Take(_lists[list], position, _window, int.MaxValue);
            }
            else
            {
                _buffers.BitmapPositions[_bitmapCount] = position;
                Span<ulong> bitmap = NextBitmap(bitmaps);
                bitmap.Clear();
                count = _lists[list].FillWindow(start, bitmap);
            }

            _buffers.Expected[list] = Updated(_buffers.Expected[list], count, 1);
        }

        _listBitmapCount = _bitmapCount;
        if (_buffers.Gathered.Count > 0)
        {
            for (int levels = _buffers.Gathered.WriteLevels(bitmaps[(_bitmapCount * WalkBuffers.BitmapStride)..], WalkBuffers.BitmapStride); levels > 0; levels--)
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
        MatchCounters.AtLeast(_width, _buffers.Bitmaps(_bitmapCount), _buffers.Starts.AsSpan(0, _bitmapCount), Threshold, survivors);
        _survivorThreshold = Threshold;
        _belowThreshold = 0;
        if (_required is not null)
        {
            MatchCounters.And(_width, survivors, _buffers.Required);
        }

        if (_ceiling < _activeCount && survivors.ContainsAnyExcept(0UL))
        {
            Span<ulong> above = _buffers.Above;
            MatchCounters.AtLeast(_width, _buffers.Bitmaps(_bitmapCount), _buffers.Starts.AsSpan(0, _bitmapCount), _ceiling + 1, above);
            MatchCounters.AndNot(_width, survivors, above);
        }

        if (_negatives.Count == 0 || !survivors.ContainsAnyExcept(0UL))
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
            MatchCounters.AndNot(_width, survivors, _buffers.Excluded);
        }
    }

    // Finds the highest threshold that as many sources of this window reach as are wanted, by bisection.
    private void RaiseThreshold()
    {
        if (WantedCount == 0 || MatchCounters.PopulationCount(_buffers.Survivors) < 2 * WantedCount)
        {
            return;
        }

        // Invariant: low is reached by as many, high is not (or is above what is looked for).
        int low = Threshold;
        int high = Math.Min(_activeCount, _ceiling) + 1;
        while (high - low > 1)
        {
            Threshold = low + ((high - low) / 2);
            FindSurvivors();
            if (MatchCounters.PopulationCount(_buffers.Survivors) >= WantedCount)
            {
                low = Threshold;
            }
            else
            {
                high = Threshold;
            }
        }

        if (Threshold != low)
        {
            Threshold = low;
            FindSurvivors();
        }
    }

    // False when the window holds far more ids than expected; what was gathered then stays.
    private bool TryWorkOffSparsely(int gatherCount)
    {
        GatheredIds gathered = _buffers.Gathered;
        Span<ulong> survivors = _buffers.Survivors;
        survivors.Clear();
        int needed = Threshold - (_activeCount - gatherCount);
        for (int position = 0; position < gatherCount; position++)
        {
            int list = _buffers.Active[position];
            int before = gathered.Count;
            gathered.Take(_lists[list], position, _window, GatheredIds.FewIds);
            bool isTooMuch = gathered.Count == GatheredIds.FewIds;
            if (isTooMuch)
            {
                gathered.Take(_lists[list], position, _window, int.MaxValue);
            }

            _buffers.Expected[list] = Updated(_buffers.Expected[list], gathered.Count - before, 1);
            if (isTooMuch)
            {
                _gatheredLists = position + 1;
                return false;
            }

            gathered.CountFrom(before, needed, survivors);
        }

        if (_required is not null)
        {
            MatchCounters.And(_width, survivors, _buffers.Required);
        }

        if (gatherCount < _activeCount || _negatives.Count > 0)
        {
            DecideCandidates(gatherCount);
        }

        return true;
    }

    // Takes those out of the survivors that the lists not gathered, or the negative ones, decide against. In ascending order, as cursors go.
    private void DecideCandidates(int gatherCount)
    {
        Span<ulong> survivors = _buffers.Survivors;
        for (int word = survivors.IndexOfAnyExcept(0UL); word >= 0 && word < survivors.Length; word++)
        {
            for (ulong bits = survivors[word]; bits != 0; bits &= bits - 1)
            {
                int offset = (word << 6) + BitOperations.TrailingZeroCount(bits);
                uint sourceId = SourceWindow.Start(_window) + (uint)offset;
                if (!LookUp(gatherCount, offset, sourceId) || IsExcluded(sourceId))
                {
                    survivors[word] &= ~(1UL << (offset & 63));
                }
            }
        }
    }

    private bool LookUp(int gatherCount, int offset, uint sourceId)
    {
        GatheredIds gathered = _buffers.Gathered;
        for (int position = gatherCount; position < _activeCount; position++)
        {
            if (gathered.CountOf(offset) + _activeCount - position < Threshold)
            {
                return false;
            }

            if (_lists[_buffers.Active[position]].Contains(sourceId))
            {
                gathered.Add(offset, position);
            }
        }

        return gathered.CountOf(offset) >= Threshold;
    }

    private bool IsExcluded(uint sourceId)
    {
        foreach (PostingCursor negative in _negatives)
        {
            if (negative.Contains(sourceId))
            {
                return true;
            }
        }

        return false;
    }
}
