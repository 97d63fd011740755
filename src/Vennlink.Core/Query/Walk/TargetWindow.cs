using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// One window target by target: a bitmap of the sources that link to each, and of those that the tree of a walk lets
/// pass. Both are made when they are first needed, for however many thresholds are tried then.
/// </summary>
/// <param name="lists">The lists of the walk.</param>
/// <param name="buffers">Its working memory.</param>
/// <param name="width">Register width.</param>
internal sealed class TargetWindow(WalkLists lists, WalkBuffers buffers, LaneWidth width)
{
    private bool _isFilled;
    private int _start; // of the bitmap; −1 for no sources

    /// <summary>Begins with another window.</summary>
    public void Start() => _isFilled = false;

    /// <summary>
    /// Makes room for all bitmaps of a window, where some will be asked for: those of its lists, and behind them one
    /// for each list that was gathered, and those of the tree.
    /// </summary>
    public void Reserve()
    {
        if (lists.Tree is not null || lists.CountsSubsets)
        {
            buffers.Bitmaps(BitmapCount);
        }
    }

    /// <summary>Gives each target that sources of the window link to a bitmap of them.</summary>
    /// <param name="listBitmapCount">Lists that have bitmaps; the others that are active were gathered.</param>
    /// <returns>All bitmaps; where that of each target starts says <see cref="WalkBuffers.StartOfTarget"/>.</returns>
    public Span<ulong> Split(int listBitmapCount)
    {
        Span<ulong> bitmaps = buffers.Bitmaps(BitmapCount);
        SetStarts(listBitmapCount, bitmaps);
        return bitmaps;
    }

    /// <summary>Takes those out of the survivors that the tree does not let pass; there is a tree.</summary>
    /// <param name="window">The window.</param>
    /// <param name="listBitmapCount">Lists that have bitmaps; the others that are active were gathered.</param>
    /// <param name="survivors">Sources of the window.</param>
    public void Narrow(int window, int listBitmapCount, Span<ulong> survivors)
    {
        if (!_isFilled)
        {
            _start = lists.Tree!.Fill(width, SourceWindow.Start(window), Split(listBitmapCount), buffers.StartOfTarget,
                2 * lists.ActiveCount * WalkBuffers.BitmapStride);
            _isFilled = true;
        }

        if (_start < 0)
        {
            survivors.Clear();
        }
        else
        {
            MatchCounters.And(width, survivors, buffers.Bitmaps(BitmapCount).Slice(_start, SourceWindow.WordCount));
        }
    }

    private int BitmapCount => (2 * lists.ActiveCount) + (lists.Tree?.BitmapCount ?? 0);

    // Where the bitmap of each target is: what was gathered of several lists is counted together, so here each gets one
    // of its own.
    private void SetStarts(int listBitmapCount, Span<ulong> bitmaps)
    {
        Span<int> starts = buffers.StartOfTarget;
        starts.Fill(-1);
        for (int bitmap = 0; bitmap < listBitmapCount; bitmap++)
        {
            starts[lists.Target(buffers.BitmapPositions[bitmap])] = buffers.Starts[bitmap];
        }

        if (buffers.Gathered.Count == 0)
        {
            return;
        }

        int end = lists.ActiveCount * WalkBuffers.BitmapStride;
        for (int position = 0; position < lists.ActiveCount; position++)
        {
            ref int start = ref starts[lists.Target(position)];
            if (start < 0)
            {
                start = end;
                bitmaps.Slice(start, SourceWindow.WordCount).Clear();
                end += WalkBuffers.BitmapStride;
            }

            buffers.Scratch[position] = start;
        }

        buffers.Gathered.WriteLists(bitmaps, buffers.Scratch);
    }
}
