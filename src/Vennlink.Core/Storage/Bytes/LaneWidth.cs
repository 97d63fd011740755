namespace Vennlink.Storage.Bytes;

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
