namespace Vennlink.Query.Walk;

/// <summary>
/// What the steps of a walk cost, in nanoseconds of one core: all that decide between ways of walking add up these.
/// </summary>
/// <remarks>
/// Measured on an EPYC (Zen 4). A cost only chooses between right ways, so being off by half costs little; what counts
/// is that all are of one unit.
/// </remarks>
internal static class WalkCost
{
    /// <summary>To decode an id of a list into a bitmap.</summary>
    public const float DecodeId = 1;

    /// <summary>To copy an id out of a list and count it by itself.</summary>
    public const float GatherId = 4;

    /// <summary>To look an id up in a list, in a window that others are looked up in.</summary>
    public const float LookUp = 50;

    /// <summary>To look an id up in a list where the next one is far.</summary>
    public const float LookUpFar = 100;

    /// <summary>To clear the bitmap of a window and to count it.</summary>
    public const float Bitmap = 200;

    /// <summary>To AND two bitmaps of a window and to count the bits of that.</summary>
    public const float CountTogether = 140;

    /// <summary>To find out to which targets one row of a bitmap links, and to count it.</summary>
    public const float RowOfSubset = 2;

    /// <summary>To decode and count a window of a dense list, whatever it holds.</summary>
    public const float DenseWindow = 2000;

    /// <summary>
    /// A list with fewer ids in a dense window is gathered: up to here that costs less than a bitmap of its own, more
    /// so where bitmaps fill the cache.
    /// </summary>
    public const float IdsWorthBitmap = 80;

    /// <summary>Nanoseconds to work off what a list should have in a dense window.</summary>
    public static float OfWindow(float expectedIds) =>
        expectedIds < IdsWorthBitmap ? expectedIds * GatherId : Bitmap + (expectedIds * DecodeId);

    /// <summary>Nanoseconds to walk over a whole list.</summary>
    /// <param name="idCount">Ids of it.</param>
    /// <param name="windowCount">Windows of all sources.</param>
    public static float OfList(long idCount, float windowCount) =>
        Math.Min(idCount * DecodeId, windowCount * DenseWindow);
}
