namespace Vennlink.Archives.Compression;

/// <summary>How far the member at hand has been read.</summary>
internal enum MemberState
{
    /// <summary>There is more, or that is not known yet.</summary>
    Reading,

    /// <summary>Read to its end; checksum and length were right.</summary>
    Ended,

    /// <summary>The file ended inside it.</summary>
    CutShort,

    /// <summary>It does not decompress, or to something else than its checksum says.</summary>
    Damaged,
}
