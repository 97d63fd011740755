using System.Buffers.Binary;
using System.IO.Hashing;

namespace Vennlink.Storage.Files;

/// <summary>
/// Sizes and offsets of the container that every index file is; layout in docs/formats/sealed-file.md.
/// </summary>
internal static class SealedFileFormat
{
    public const uint ContainerVersion = 1;
    public const int MagicBytes = 8;
    public const int HeaderBytes = 16;

    // 16 KiB: the first touch of a chunk reads four pages and hashes for about a microsecond; the table costs 0.05 % of
    // the file.
    public const int ChunkBits = 14;
    public const int ChunkBytes = 1 << ChunkBits;

    public const int SectionBytes = 24;
    public const int FooterBytes = 48;
    public const int SectionAlignment = 8;

    /// <summary>Mark at the very end: a file without it was never finished.</summary>
    public static ReadOnlySpan<byte> EndMark => "VennSeal"u8;

    public static ulong Checksum(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    public static long ChunkCount(long payloadLength) => (payloadLength + ChunkBytes - 1) >> ChunkBits;

    public static void WriteHeader(Span<byte> destination, ReadOnlySpan<byte> magic, uint version)
    {
        magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], version);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], ContainerVersion);
    }
}
