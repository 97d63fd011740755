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
