using System.Buffers;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// Walks, in ascending order, the sources that at least k of some posting lists hold and none of some others.
/// </summary>
/// <remarks>
/// Goes from window to window of 2¹⁶ ids, over those alone that k lists can have something in
/// (<see cref="CountedWindow"/>), or, where lists have few ids, over many windows at once (<see cref="SparseRun"/>).
/// The threshold may be raised on the way. See docs/algorithms.md. Reused: after <see cref="Dispose"/> lists can be
/// added for another walk. Not thread-safe.
/// </remarks>
internal sealed class ThresholdWalk : IDisposable
{
    private readonly WalkBuffers _buffers = new();
    private readonly WalkLists _lists;
    private readonly CountedWindow _counted;
    private readonly SparseRun _run;
    private readonly Action<ThresholdWalk>? _release;
    private CancellationToken _cancellationToken;

    // What was worked off last: a window or a run of them; −1 before the first and behind the last.
    private int _window;
    private bool _isRun;
    private int _endWindow;

    /// <summary>For one walk after the other.</summary>
    /// <param name="width">Register width.</param>
    /// <param name="release">Gets this back when a walk is disposed; null for nobody.</param>
    public ThresholdWalk(LaneWidth width, Action<ThresholdWalk>? release = null)
    {
        _release = release;
        _lists = new WalkLists(_buffers);
        _counted = new CountedWindow(_lists, _buffers, width);
        _run = new SparseRun(_lists, _buffers);
    }

    /// <summary>Adds the list of the next positive target.</summary>
    /// <param name="list">A fresh cursor; the walk disposes it.</param>
    public void AddList(PostingCursor list) => _lists.Add(list);

    /// <summary>Adds sources to leave out.</summary>
    /// <param name="list">A fresh cursor; the walk disposes it.</param>
    public void AddNegative(PostingCursor list) => _lists.AddNegative(list);

    /// <summary>Has the walk look at some sources only; of several such lists at those that all hold.</summary>
    /// <param name="list">A fresh cursor over them; the walk disposes it.</param>
    public void Require(PostingCursor list) => _lists.Require(list);

    /// <summary>Sets what must hold of a source beside the number of lists that hold it.</summary>
    /// <param name="tree">What must hold of the lists that it is in; null for nothing.</param>
    /// <param name="test">What must hold of itself; null for nothing.</param>
    public void Ask(MatchTree? tree, ISourceTest? test) => _lists.Ask(tree, test);

    /// <summary>Sources of interest: the walk passes others over when a window is begun, where it can.</summary>
    public ISourceTest? Narrowing { get; set; }

    /// <summary>Begins a walk over the lists added, of which there is at least one.</summary>
    /// <param name="sourceCount">All ids are below this; tells how dense the lists are.</param>
    /// <param name="threshold">k, at least 1.</param>
    /// <param name="from">First id to look at.</param>
    /// <param name="ceiling">Sources that more lists hold are left out.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public void Start(uint sourceCount, int threshold, uint from, int ceiling, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        (_window, _isRun, _endWindow, _cancellationToken) = (-1, false, SourceWindow.Count, cancellationToken);
        (WantedCount, MaxRequired) = (0, long.MaxValue);
        _lists.Start(sourceCount, threshold, ceiling, from);
        _counted.Start();
        _run.Start();
    }

    /// <summary>k. May be raised during the walk, never lowered; holds from the next source on.</summary>
    public int Threshold
    {
        get => _lists.Threshold;
        set => _lists.Threshold = value;
    }

    /// <summary>
    /// How many sources of the highest counts are wanted; 0 for all. Then the walk may raise <see cref="Threshold"/>
    /// itself where a single window has as many sources at or above it: those below are not among the wanted.
    /// </summary>
    public int WantedCount { get; set; }

    /// <summary>Required sources that were looked at.</summary>
    public long RequiredCount => _lists.RequiredCount;

    /// <summary>The walk ends when <see cref="RequiredCount"/> is above this.</summary>
    public long MaxRequired { get; set; }

    /// <summary>The source the walk stands at, after a <see cref="MoveNext"/> that returned true.</summary>
    public uint SourceId => _isRun ? _run.SourceId : _counted.SourceId;

    /// <summary>Words that <see cref="CopyMatches"/> fills.</summary>
    public int MatchWordCount => _buffers.MatchWordCount;

    /// <summary>How many positive targets the current source links to.</summary>
    public int MatchCount => _isRun ? _run.MatchCount : _counted.MatchCount;

    /// <summary>Memory held that grows with the number and the length of lists, and with the rows kept.</summary>
    public long HeldBytes => _buffers.HeldBytes + _run.HeldBytes;

    /// <summary>Room for the best rows of this walk.</summary>
    public BestRows Best => _buffers.Best;

    /// <summary>Room to walk over sources that are left out by what they are; for <see cref="AddNegative"/>.</summary>
    public IdRangesCursor Excluded => _buffers.Excluded;

    /// <summary>The current source as a row.</summary>
    public IntersectRow Row()
    {
        Span<ulong> matches = _buffers.Matches.AsSpan(0, MatchWordCount);
        CopyMatches(matches);
        return new IntersectRow(SourceId, BestRows.TargetIndexes(matches));
    }

    /// <summary>
    /// Sets bit i for each positive target i that the current source links to, and clears the others.
    /// </summary>
    public void CopyMatches(Span<ulong> destination)
    {
        destination.Clear();
        if (_isRun)
        {
            _run.AddMatches(destination);
        }
        else
        {
            _counted.AddMatches(destination);
        }
    }

    /// <summary>Moves to the next source; false at the end.</summary>
    public bool MoveNext()
    {
        do
        {
            if (_isRun ? _run.MoveNext() : _window >= 0 && _counted.MoveNext())
            {
                return true;
            }
        }
        while (MoveNextWindow());

        return false;
    }

    /// <summary>
    /// Passes over those of the current window's sources still to come that are outside of <see cref="Narrowing"/> by
    /// now.
    /// </summary>
    public void NarrowRest()
    {
        // The sources of a run are few.
        if (!_isRun && Narrowing is { } narrowing)
        {
            _counted.NarrowRest(narrowing);
        }
    }

    /// <summary>Counts the sources of some windows without stopping at them; for walks without a ceiling.</summary>
    /// <param name="first">First window; not before the end of the windows counted last.</param>
    /// <param name="end">Behind the last window.</param>
    public long CountWindows(int first, int end)
    {
        _lists.SkipTo(first);
        _endWindow = end;
        long count = 0;
        while (MoveNextWindow())
        {
            count += _isRun ? _run.Count : MatchCounters.PopulationCount(_buffers.Survivors);
        }

        return count;
    }

    /// <summary>Counts the sources of all windows by the targets that each links to; for walks without a ceiling.
    /// </summary>
    public void CountSubsets(in SubsetCounts subsets)
    {
        _lists.CountsSubsets = true;
        Span<ulong> matches = _buffers.Matches.AsSpan(0, MatchWordCount);
        while (!subsets.IsTooMuch && MoveNextWindow())
        {
            if (!_isRun)
            {
                _counted.AddSubsets(subsets);
                continue;
            }

            while (_run.MoveNext())
            {
                CopyMatches(matches);
                subsets.Add(matches[0]);
            }
        }
    }

    /// <summary>Writes the sources of all windows without stopping at each; for walks without a ceiling.</summary>
    public void WriteWindows(IBufferWriter<uint> sourceIds)
    {
        while (MoveNextWindow())
        {
            if (_isRun)
            {
                sourceIds.Advance(_run.CopySourceIds(sourceIds.GetSpan(_run.Count + 1)));
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

    /// <summary>Disposes the cursors and gives this back.</summary>
    public void Dispose()
    {
        _buffers.Gathered.Forget();
        _lists.Clear();
        Narrowing = null;
        _release?.Invoke(this);
    }

    private bool MoveNextWindow()
    {
        while (RequiredCount <= MaxRequired)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int pivot = _lists.Pivot();
            if (pivot >= _endWindow)
            {
                break;
            }

            // Terminates: each round either works windows off, and then all their lists stand behind them, or moves a
            // list on.
            _isRun = _run.TryWorkOff(pivot, _endWindow);
            if (!_isRun && !_lists.TryActivate(pivot))
            {
                continue;
            }

            _window = pivot;
            if (!_isRun)
            {
                _counted.WorkOff(pivot, WantedCount, Narrowing);
            }

            return true;
        }

        (_window, _isRun) = (-1, false);
        return false;
    }
}
