using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace Vennlink.Storage.Bytes;

/// <summary>
/// Hashes by which a build tells keys and lists apart that it does not keep. The seed is drawn anew by every process,
/// so that nobody can make input of which two parts are taken for one.
/// </summary>
/// <remarks>
/// For what lives as long as the process; nothing that is published may depend on a hash, nor on the order of hashes.
/// XXH3, Yann Collet, xxhash.com.
/// </remarks>
internal static class SecretHash
{
    private static readonly long Seed =
        BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>64 bits.</summary>
    public static ulong Of64(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes, Seed);

    /// <summary>128 bits.</summary>
    public static UInt128 Of128(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes, Seed);
}
