using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Walk;

/// <summary>
/// The lists of one walk: which of them can have ids in which window, how many ids to expect of each, and which to
/// gather rather than to look ids up in.
/// </summary>
/// <remarks>A list is known by its place, shortest first. Those that take part in what is worked off at present are
/// <em>active</em>, and known by their position among these.</remarks>
/// <param name="buffers">Working memory of the walk.</param>
internal sealed class WalkLists(WalkBuffers buffers)
{
    // A list expected to have this many ids in a window is taken to have some, without looking.
    private const float SurelyPresent = 2;

    private readonly WalkBuffers _buffers = buffers;
    private readonly List<PostingCursor> _lists = []; // shortest first, from Start on
    private readonly List<PostingCursor> _byTarget = []; // the same in the order of the request
    private readonly List<PostingCursor> _negatives = [];
    private PostingCursor? _required;
    private int _nextRequired; // the window of the next required id

    /// <summary>Lists to leave the sources of out.</summary>
    public IReadOnlyList<PostingCursor> Negatives => _negatives;

    /// <summary>The only sources to look at; null for all.</summary>
    public PostingCursor? Required => _required;

    /// <summary>How many lists must hold a source.</summary>
    public int Threshold { get; set; }

    /// <summary>Sources that more lists hold are left out.</summary>
    public int Ceiling { get; private set; }

    /// <summary>What must hold of the lists that a source is in, beside their number; null for nothing.</summary>
    public MatchTree? Tree { get; private set; }

    /// <summary>What must hold of a source whatever lists it is in; null for nothing.</summary>
    public ISourceTest? Test { get; private set; }

    /// <summary>Whether the bitmap of each target of a window will be asked for.</summary>
    public bool CountsSubsets { get; set; }

    /// <summary>Active lists.</summary>
    public int ActiveCount { get; private set; }

    /// <summary>Required sources to expect in a window.</summary>
    public float ExpectedRequired { get; private set; }

    /// <summary>Required sources that were looked at.</summary>
    public long RequiredCount { get; private set; }

    /// <summary>Adds the list of the next positive target.</summary>
    public void Add(PostingCursor list) => _byTarget.Add(list);

    /// <summary>Adds sources to leave out.</summary>
    public void AddNegative(PostingCursor list) => _negatives.Add(list);

    /// <summary>Sets the only sources to look at; of two such lists those that both hold.</summary>
    public void Require(PostingCursor list) =>
        _required = _required is null ? list : new IntersectionCursor(_required, list);

    /// <summary>Sets what must hold of a source.</summary>
    public void Ask(MatchTree? tree, ISourceTest? test) => (Tree, Test) = (tree, test);

    /// <summary>Moves all lists to an id, of which there is at least one.</summary>
    /// <param name="sourceCount">All ids are below this.</param>
    /// <param name="threshold">How many lists must hold a source.</param>
    /// <param name="ceiling">Sources that more lists hold are left out.</param>
    /// <param name="from">First id to look at.</param>
    public void Start(uint sourceCount, int threshold, int ceiling, uint from)
    {
        (Threshold, Ceiling, RequiredCount) = (threshold, ceiling, 0);
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
            SetNextWindow(list);
            _buffers.Expected[list] = (float)idCounts[list] / Math.Max(1, sourceCount) * SourceWindow.Size;
        }

        if (_required is not null)
        {
            _required.Seek(from);
            _nextRequired = NextWindowOf(_required);
            ExpectedRequired = 1; // whatever it is, that is soon learned
        }
    }

    /// <summary>Disposes all cursors and forgets them.</summary>
    public void Clear()
    {
        foreach (PostingCursor cursor in _byTarget)
        {
            cursor.Dispose();
        }

        foreach (PostingCursor cursor in _negatives)
        {
            cursor.Dispose();
        }

        _required?.Dispose();
        (_required, Tree, Test, CountsSubsets) = (null, null, null, false);
        _byTarget.Clear();
        _lists.Clear();
        _negatives.Clear();
    }

    /// <summary>An active list.</summary>
    public PostingCursor Active(int position) => _lists[_buffers.Active[position]];

    /// <summary>How many ids to expect of an active list in a window.</summary>
    public float Expected(int position) => _buffers.Expected[_buffers.Active[position]];

    /// <summary>Takes note of how many ids an active list had in some windows.</summary>
    public void Learn(int position, int count, int windowCount)
    {
        ref float expected = ref _buffers.Expected[_buffers.Active[position]];
        expected = Updated(expected, count, windowCount);
    }

    /// <summary>Takes note of how many required sources were looked at in some windows.</summary>
    public void LearnRequired(int count, int windowCount)
    {
        ExpectedRequired = Updated(ExpectedRequired, count, windowCount);
        RequiredCount += count;
    }

    /// <summary>Nothing before a window is asked for any more.</summary>
    public void SkipTo(int window)
    {
        for (int list = 0; list < _lists.Count; list++)
        {
            if (_buffers.NextWindow[list] < window)
            {
                (_buffers.NextWindow[list], _buffers.IsBound[list]) = (window, true);
            }
        }
    }

    /// <summary>
    /// No window before this one can hold a source, by the pivot rule of WAND: with the lists in order of their next
    /// window, it is that of the k-th list, or of a later required source. <see cref="SourceWindow.Count"/> when there
    /// is none.
    /// </summary>
    public int Pivot()
    {
        if (Threshold > _lists.Count)
        {
            return SourceWindow.Count;
        }

        int pivot = KthNextWindow();
        if (_required is not null && pivot < SourceWindow.Count)
        {
            // A required id before the pivot has too few lists; where there is none, nothing is looked at.
            SeekRequired(pivot);
            pivot = _nextRequired;
        }

        return pivot;
    }

    /// <summary>Makes those lists active that may have ids in a window, which is the pivot.</summary>
    /// <returns>False when one of them turned out to have none, so that the pivot may be another.</returns>
    public bool TryActivate(int window)
    {
        bool moved = false;
        ActiveCount = 0;
        for (int list = 0; list < _lists.Count; list++)
        {
            if (_buffers.NextWindow[list] <= window)
            {
                moved |= MoveListTo(list, window);
                _buffers.Active[ActiveCount++] = list;
            }
        }

        return !moved;
    }

    /// <summary>Makes all lists active that have not ended.</summary>
    public void ActivateAll()
    {
        ActiveCount = 0;
        for (int list = 0; list < _lists.Count; list++)
        {
            if (_buffers.NextWindow[list] < SourceWindow.Count)
            {
                _buffers.Active[ActiveCount++] = list;
            }
        }
    }

    /// <summary>
    /// Active lists were worked off up to a window. Those that ids were looked up in may stand before it; what they
    /// have there is of no interest.
    /// </summary>
    /// <param name="end">Behind the last window.</param>
    /// <param name="readCount">How many of the active lists were read to the end of it.</param>
    public void Pass(int end, int readCount)
    {
        for (int position = 0; position < ActiveCount; position++)
        {
            // To ask where a list stands that ids were looked up in would have it decode a block, mostly in vain.
            int list = _buffers.Active[position];
            (_buffers.NextWindow[list], _buffers.IsBound[list]) =
                position < readCount ? (NextWindowOf(_lists[list]), false) : (end, true);
        }

        if (_required is not null)
        {
            SeekRequired(end);
        }
    }

    /// <summary>How many of the active lists to gather, the shortest, while ids are looked up in the others.</summary>
    /// <returns>That number, ids to expect in these in a window, and nanoseconds that the window should cost.</returns>
    public (int Count, float Ids, float Cost) PlanGathering()
    {
        // A source in k lists is in k − L of the gathered ones when L are looked up, so about every (k − L)-th id
        // gathered is a candidate.
        float all = 0;
        for (int position = 0; position < ActiveCount; position++)
        {
            all += Expected(position);
        }

        int gatherCount = ActiveCount;
        float gathered = all;
        for (int needed = Threshold; needed > 1; needed--)
        {
            float longest = Expected(gatherCount - 1);
            float lookups = (gathered - longest) / (needed - 1);
            if (longest * WalkCost.GatherId < lookups * WalkCost.LookUp)
            {
                break;
            }

            gatherCount--;
            gathered -= longest;
        }

        int lookupCount = ActiveCount - gatherCount;
        float cost = gathered * (WalkCost.GatherId + (lookupCount * WalkCost.LookUp / (Threshold - lookupCount)));
        bool isTooMuch = gathered > GatheredIds.FewIds / 2 || ActiveCount > GatheredIds.MaxLists;
        return (gatherCount, gathered, isTooMuch ? float.PositiveInfinity : cost);
    }

    /// <summary>Whether a negative list holds a source; asked in ascending order.</summary>
    public bool IsExcluded(uint sourceId)
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

    /// <summary>Positive target of an active list.</summary>
    public int Target(int position) => _buffers.TargetIndexes[_buffers.Active[position]];

    /// <summary>Sets the bit of the target of an active list.</summary>
    public void SetTarget(Span<ulong> matches, int position)
    {
        int target = Target(position);
        matches[target >> 6] |= 1UL << target;
    }

    private static int NextWindowOf(PostingCursor cursor) =>
        cursor.Current == PostingCursor.End ? SourceWindow.Count : SourceWindow.Of(cursor.Current);

    private void SetNextWindow(int list) =>
        (_buffers.NextWindow[list], _buffers.IsBound[list]) = (NextWindowOf(_lists[list]), false);

    private static float Updated(float expected, int count, int windowCount) =>
        (expected + ((float)count / windowCount)) / 2;

    private void SeekRequired(int window)
    {
        if (_nextRequired < window)
        {
            _required!.Seek(window < SourceWindow.Count ? SourceWindow.Start(window) : PostingCursor.End);
            _nextRequired = NextWindowOf(_required);
        }
    }

    // The Threshold-th smallest of the lists' next windows, by quickselect.
    private int KthNextWindow()
    {
        Span<int> windows = _buffers.Scratch.AsSpan(0, _lists.Count);
        _buffers.NextWindow.AsSpan(0, _lists.Count).CopyTo(windows);
        int place = Threshold - 1;
        while (windows.Length > 1)
        {
            // Invariant: what is sought would be at this place of the sorted windows. Hoare's partition: no part is
            // ever the whole.
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

    // True when it stands beyond the window now, so that the pivot may be another. A list that is dense enough is not
    // looked at: whoever needs its ids of the window seeks then, once.
    private bool MoveListTo(int list, int window)
    {
        if (_buffers.IsBound[list] || _buffers.NextWindow[list] < window)
        {
            if (_buffers.Expected[list] >= SurelyPresent)
            {
                (_buffers.NextWindow[list], _buffers.IsBound[list]) = (window, true);
                return false;
            }

            _lists[list].Seek(SourceWindow.Start(window));
            SetNextWindow(list);
        }

        return _buffers.NextWindow[list] != window;
    }
}
