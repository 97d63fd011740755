namespace Vennlink.Query.Walk;

/// <summary>The run of source ids that the engine looks at in one go: 2¹⁶ of them, one bit each, 8 KiB.</summary>
/// <remarks>
/// Eight bitmaps of this size fill a second-level cache line by line but leave room in it; at 2¹⁴ the fixed cost of a
/// window shows, at 2¹⁸ five lists no longer fit beside the posting blocks they are decoded from.
/// </remarks>
internal static class SourceWindow
{
    public const int SizeBits = 16;

    public const int Size = 1 << SizeBits;

    /// <summary>64-bit words of a window's bitmap.</summary>
    public const int WordCount = Size / 64;

    /// <summary>Windows of the whole id space; also the "window" of a list that has ended.</summary>
    public const int Count = 1 << (32 - SizeBits);

    public static int Of(uint sourceId) => (int)(sourceId >> SizeBits);

    public static uint Start(int window) => (uint)window << SizeBits;
}
