using System.Runtime.Intrinsics;

namespace Vennlink.Storage.Bytes;

/// <summary>What registers this machine has.</summary>
internal static class Lanes
{
    /// <summary>The widest registers that are hardware here, not emulation.</summary>
    public static LaneWidth Widest { get; } =
        Vector512.IsHardwareAccelerated ? LaneWidth.Bits512
        : Vector256.IsHardwareAccelerated ? LaneWidth.Bits256
        : Vector128.IsHardwareAccelerated ? LaneWidth.Bits128
        : LaneWidth.Bits64;
}

/// <summary>
/// Register width to work with: what counts bitmaps and what decodes lists take their vector or scalar way by it. Every
/// width is right on every machine; where the processor lacks what a width needs, the next narrower way is taken.
/// </summary>
internal enum LaneWidth
{
    Bits64 = 64,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
