using System.Buffers.Binary;
using Vennlink.Urls;

namespace Vennlink.Graph;

/// <summary>
/// Sort records that bring together what is known of a root domain as source (its ordinal) and as target (how many root domains link to it):
/// key, zero, kind, value big-endian. The count comes before the ordinal.
/// </summary>
internal static class DomainRecord
{
    private const byte LinkingDomainCount = 0;
    private const byte Ordinal = 1;

    public static int WriteLinkingDomainCount(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, long count) =>
        Write(destination, rootDomainKey, LinkingDomainCount, (ulong)count);

    public static int WriteOrdinal(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, uint ordinal) =>
        Write(destination, rootDomainKey, Ordinal, ordinal);

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record[..record.IndexOf(UrlKey.HostEnd)];

    /// <summary>Reads the value; true when it is an ordinal, false when it is a count.</summary>
    public static bool ReadIsOrdinal(ReadOnlySpan<byte> record, int keyLength, out ulong value)
    {
        value = BinaryPrimitives.ReadUInt64BigEndian(record[(keyLength + 2)..]);
        return record[keyLength + 1] == Ordinal;
    }

    private static int Write(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, byte kind, ulong value)
    {
        rootDomainKey.CopyTo(destination);
        destination[rootDomainKey.Length] = UrlKey.HostEnd;
        destination[rootDomainKey.Length + 1] = kind;
        BinaryPrimitives.WriteUInt64BigEndian(destination[(rootDomainKey.Length + 2)..], value);
        return rootDomainKey.Length + 10;
    }
}
