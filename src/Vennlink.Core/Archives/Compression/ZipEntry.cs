namespace Vennlink.Archives.Compression;

/// <summary>One file of a zip, as the zip's directory has it.</summary>
/// <param name="Name">Name with folders, as UTF-8 or, where it is none, as Latin-1.</param>
/// <param name="Method">0 stored, 8 deflated; others are not read.</param>
/// <param name="IsEncrypted">Whether it needs a password.</param>
/// <param name="HeaderOffset">Where its local header starts in the file that holds the zip.</param>
/// <param name="PackedBytes">Its bytes in the zip.</param>
/// <param name="LengthBytes">Its bytes, as far as <paramref name="PackedBytes"/> can give that many.</param>
/// <param name="Checksum">CRC-32 of its bytes.</param>
internal readonly record struct ZipEntry(
    string Name, int Method, bool IsEncrypted, long HeaderOffset, long PackedBytes, long LengthBytes,
    uint Checksum);
