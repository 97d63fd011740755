using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Walk;

/// <summary>
/// The working memory of one walk at a time, kept from query to query so that a walk allocates nothing of its own.
/// </summary>
internal sealed class WalkBuffers
{
    /// <summary>
    /// From one window bitmap to the next: a line more than a window, since bitmaps 8 KiB apart would all compete for
    /// the same few lines of the cache.
    /// </summary>
    public const int BitmapStride = SourceWindow.WordCount + 8;

    // Survivors, Excluded, Required, Above.
    private const int FixedCount = 4;

    private readonly AlignedWords _bitmaps = new();
    private readonly AlignedWords _fixedBitmaps = new();

    /// <summary>
    /// For each list, the window of its next id, or a lower bound of it where <see cref="IsBound"/> says so.
    /// </summary>
    public int[] NextWindow { get; private set; } = [];

    /// <summary>For each list, whether it may stand before <see cref="NextWindow"/>.</summary>
    public bool[] IsBound { get; private set; } = [];

    /// <summary>Room to select from <see cref="NextWindow"/>, or for the lists of a source.</summary>
    public int[] Scratch { get; private set; } = [];

    /// <summary>For each list, how many ids its next window is expected to hold.</summary>
    public float[] Expected { get; private set; } = [];

    /// <summary>Lists that may have ids in the current window, shortest first.</summary>
    public int[] Active { get; private set; } = [];

    /// <summary>Where each bitmap of the current window starts in <see cref="Bitmaps"/>.</summary>
    public int[] Starts { get; private set; } = [];

    /// <summary>For each bitmap that is of one list, which of the active lists it is of.</summary>
    public int[] BitmapPositions { get; private set; } = [];

    /// <summary>Which positive target each list is of.</summary>
    public int[] TargetIndexes { get; private set; } = [];

    /// <summary>Ids of each list.</summary>
    public long[] IdCounts { get; private set; } = [];

    /// <summary>A bit set over the positive targets.</summary>
    public ulong[] Matches { get; private set; } = [];

    /// <summary>For each positive target where its bitmap of the current window starts; −1 for none.</summary>
    public int[] StartOfTarget { get; private set; } = [];

    /// <summary>Rows kept on the way.</summary>
    public BestRows Best { get; } = new();

    /// <summary>Sources that are left out by what they are.</summary>
    public IdRangesCursor Excluded { get; } = new();

    /// <summary>Ids of the current window taken one by one.</summary>
    public GatheredIds Gathered { get; } = new();

    /// <summary>Words of a bit set over the positive targets.</summary>
    public int MatchWordCount { get; private set; }

    /// <summary>Sources at or above the threshold in the current window.</summary>
    public Span<ulong> Survivors => _fixedBitmaps.Ensure(FixedCount * BitmapStride)[..SourceWindow.WordCount];

    /// <summary>Sources of the current window that are left out.</summary>
    public Span<ulong> ExcludedOfWindow =>
        _fixedBitmaps.Ensure(FixedCount * BitmapStride).Slice(BitmapStride, SourceWindow.WordCount);

    /// <summary>The only sources of the current window to look at, where a walk has such.</summary>
    public Span<ulong> Required =>
        _fixedBitmaps.Ensure(FixedCount * BitmapStride).Slice(2 * BitmapStride, SourceWindow.WordCount);

    /// <summary>Sources of the current window that more lists hold than are wanted.</summary>
    public Span<ulong> Above =>
        _fixedBitmaps.Ensure(FixedCount * BitmapStride).Slice(3 * BitmapStride, SourceWindow.WordCount);

    /// <summary>Memory held that grows with the number and the length of lists, and with the rows kept.</summary>
    public long HeldBytes => (_bitmaps.Length * (long)sizeof(ulong)) + Gathered.HeldBytes + Best.HeldBytes;

    /// <summary>
    /// Room for <paramref name="count"/> bitmaps of a window; what is in them stays unless there were fewer.
    /// </summary>
    public Span<ulong> Bitmaps(int count) => _bitmaps.Ensure(count * BitmapStride);

    /// <summary>Makes room for this many lists.</summary>
    public void Reset(int listCount)
    {
        if (NextWindow.Length < listCount)
        {
            Scratch = new int[listCount];
            NextWindow = new int[listCount];
            IsBound = new bool[listCount];
            Expected = new float[listCount];
            Active = new int[listCount];
            Starts = new int[listCount];
            BitmapPositions = new int[listCount];
            TargetIndexes = new int[listCount];
            IdCounts = new long[listCount];
            StartOfTarget = new int[listCount];
            Matches = new ulong[(listCount + 63) / 64];
        }

        MatchWordCount = (listCount + 63) / 64;
    }
}
