namespace Vennlink.Segments.Stored;

/// <summary>Flags of a stored link; layout in docs/formats/live-pages.md.</summary>
internal static class StoredLinksFormat
{
    public const int KindMask = 0b0000_0011;
    public const int LostFlag = 0b0000_0100;
    public const int RelFlag = 0b0000_1000;
    public const int AnchorFlag = 0b0001_0000;
    public const int DatesFlag = 0b0010_0000;
    public const int OffsetFlag = 0b0100_0000;
    public const int FileFlag = 0b1000_0000;
}
