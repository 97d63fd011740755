namespace Vennlink.Snapshots.Postings;

/// <summary>
/// How the ids of one block are written; a block takes the form that is smallest. Stored: never renumber.
/// </summary>
internal enum PostingForm : byte
{
    /// <summary>Consecutive ids: only their number.</summary>
    Run = 0,

    /// <summary>Gaps in bits of one width, the few wider ones patched.</summary>
    Packed = 1,

    /// <summary>Sums of gaps in Elias–Fano code.</summary>
    EliasFano = 2,

    /// <summary>A bit for every id of the span.</summary>
    Bitmap = 3,

    /// <summary>Gaps in Rice code.</summary>
    Rice = 4,

    /// <summary>
    /// Interpolative code between first and last id: slow to read, so taken only when a good deal smaller.
    /// </summary>
    Interpolative = 5,

    /// <summary>
    /// All ids of an aligned span, by the buckets they are in: see <see cref="BucketHead"/>. Read whole into a bitmap,
    /// many ids at a time.
    /// </summary>
    Buckets = 6,
}
