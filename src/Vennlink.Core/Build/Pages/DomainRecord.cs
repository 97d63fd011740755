using System.Buffers.Binary;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Sort records that bring together what is known of a root domain as target (its ordinal among all, and how many root domains link to it) and, if it is
/// one, as source (its ordinal among those): key, zero, kind, ordinal and counts big-endian. The target comes first.
/// </summary>
internal static class DomainRecord
{
    private const byte TargetKind = 0;
    private const byte SourceKind = 1;

    /// <summary>Bytes of a record beside the key.</summary>
    public const int TailBytes = 14;

    /// <summary>Writes that of a target.</summary>
    /// <param name="destination">Room for <see cref="TailBytes"/> more than the key.</param>
    /// <param name="rootDomainKey">Key.</param>
    /// <param name="ordinal">Ordinal among all.</param>
    /// <param name="linkingDomainCount">Root domains that link to it.</param>
    /// <param name="followedDomainCount">Those of them with a followed link.</param>
    public static int WriteTarget(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, uint ordinal, uint linkingDomainCount, uint followedDomainCount) =>
        Write(destination, rootDomainKey, TargetKind, ordinal, linkingDomainCount, followedDomainCount);

    /// <summary>Writes that of a source.</summary>
    public static int WriteSource(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, uint ordinal) =>
        Write(destination, rootDomainKey, SourceKind, ordinal, 0, 0);

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record[..record.IndexOf(UrlKey.HostEnd)];

    /// <summary>Whether the record tells of a source, not of a target.</summary>
    public static bool IsSource(ReadOnlySpan<byte> record, int keyLength) => record[keyLength + 1] == SourceKind;

    /// <summary>The ordinal among sources, or among all.</summary>
    public static uint Ordinal(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt32BigEndian(record[(keyLength + 2)..]);

    /// <summary>Of a target: root domains that link to it, followed or not.</summary>
    public static uint LinkingDomainCount(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt32BigEndian(record[(keyLength + 6)..]);

    /// <summary>Of a target: root domains with a followed link to it.</summary>
    public static uint FollowedDomainCount(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt32BigEndian(record[(keyLength + 10)..]);

    private static int Write(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey, byte kind, uint ordinal, uint linkingDomainCount, uint followedDomainCount)
    {
        rootDomainKey.CopyTo(destination);
        Span<byte> tail = destination[rootDomainKey.Length..];
        tail[0] = UrlKey.HostEnd;
        tail[1] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(tail[2..], ordinal);
        BinaryPrimitives.WriteUInt32BigEndian(tail[6..], linkingDomainCount);
        BinaryPrimitives.WriteUInt32BigEndian(tail[10..], followedDomainCount);
        return rootDomainKey.Length + TailBytes;
    }
}
