namespace Vennlink.Query;

/// <summary>The working memory of one walk, kept from query to query so that a walk allocates nothing of its own.</summary>
internal sealed class WalkBuffers
{
    /// <summary>
    /// From one window bitmap to the next: a line more than a window, since bitmaps 8 KiB apart would all compete for the same few lines of the cache.
    /// </summary>
    public const int BitmapStride = SourceWindow.WordCount + 8;

    private readonly AlignedWords _bitmaps = new();
    private readonly AlignedWords _fixedBitmaps = new();

    /// <summary>List numbers, by next window.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>For each list, the window of its next id, or a lower bound of it.</summary>
    public int[] NextWindow { get; private set; } = [];

    /// <summary>For each list, how many ids its next window is expected to hold.</summary>
    public float[] Expected { get; private set; } = [];

    /// <summary>Lists that may have ids in the current window, shortest first.</summary>
    public int[] Active { get; private set; } = [];

    /// <summary>Where the bitmap of each active list starts in <see cref="Bitmaps"/>.</summary>
    public int[] Starts { get; private set; } = [];

    /// <summary>Ids gathered from sparse lists: offset in the window, then active position.</summary>
    public ulong[] Gathered { get; } = new ulong[GatheredCapacity];

    /// <summary>Sources that survived a sparse window.</summary>
    public uint[] SparseIds { get; } = new uint[GatheredCapacity];

    /// <summary>Their matching target counts.</summary>
    public int[] SparseCounts { get; } = new int[GatheredCapacity];

    /// <summary>Their matching targets, <see cref="MatchWordCount"/> words each.</summary>
    public ulong[] SparseMatches { get; private set; } = [];

    /// <summary>Most ids that are worth gathering one by one.</summary>
    public const int GatheredCapacity = 2048;

    /// <summary>Words of a bit set over the positive targets.</summary>
    public int MatchWordCount { get; private set; }

    /// <summary>Sources at or above the threshold in the current window.</summary>
    public Span<ulong> Survivors => _fixedBitmaps.Ensure(2 * BitmapStride)[..SourceWindow.WordCount];

    /// <summary>Sources of the current window that negative targets rule out.</summary>
    public Span<ulong> Excluded => _fixedBitmaps.Ensure(2 * BitmapStride).Slice(BitmapStride, SourceWindow.WordCount);

    /// <summary>Room for the window bitmaps of <paramref name="count"/> lists.</summary>
    public Span<ulong> Bitmaps(int count) => _bitmaps.Ensure(count * BitmapStride);

    /// <summary>Makes room for this many lists.</summary>
    public void Reset(int listCount, int targetCount)
    {
        if (Order.Length < listCount)
        {
            Order = new int[listCount];
            NextWindow = new int[listCount];
            Expected = new float[listCount];
            Active = new int[listCount];
            Starts = new int[listCount];
        }

        MatchWordCount = (targetCount + 63) / 64;
        if (SparseMatches.Length < GatheredCapacity * MatchWordCount)
        {
            SparseMatches = new ulong[GatheredCapacity * MatchWordCount];
        }
    }
}
