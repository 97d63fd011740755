namespace Vennlink.Query;

/// <summary>Register width that the counters work with.</summary>
internal enum LaneWidth
{
    Bits64 = 64,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
