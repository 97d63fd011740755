using Vennlink.Urls;

namespace Vennlink.Snapshots.Targets;

/// <summary>
/// Keys of targets of all three scopes as the start of a sort record: the order of the records is the order of the keys, a root domain before
/// the host of its name, a host before its pages, and where the key ends can be read off the bytes.
/// </summary>
/// <remarks>
/// <code>
/// root domain  com 01 example 00 00
/// host         com 01 example 00 01
/// page         com 01 example 00 /a?b=1 00
/// </code>
/// Works since the path of a page key begins at or above 0x2F and holds no zero.
/// </remarks>
internal static class TargetKey
{
    private const byte RootDomainMark = 0;
    private const byte HostMark = 1;

    /// <summary>Writes the form of a root domain.</summary>
    public static int WriteRootDomain(Span<byte> destination, ReadOnlySpan<byte> rootDomainKey) => WriteMarked(destination, rootDomainKey, RootDomainMark);

    /// <summary>Writes the form of a host.</summary>
    /// <param name="destination">Room for two bytes more than the host.</param>
    /// <param name="host">Labels alone.</param>
    public static int WriteHost(Span<byte> destination, ReadOnlySpan<byte> host) => WriteMarked(destination, host, HostMark);

    /// <summary>Writes the form of a page.</summary>
    public static int WritePage(Span<byte> destination, ReadOnlySpan<byte> pageKey)
    {
        pageKey.CopyTo(destination);
        destination[pageKey.Length] = 0;
        return pageKey.Length + 1;
    }

    /// <summary>Bytes of the key form at the start of a record.</summary>
    public static int Length(ReadOnlySpan<byte> record)
    {
        int next = record.IndexOf(UrlKey.HostEnd) + 1;
        return record[next] <= HostMark ? next + 1 : next + record[next..].IndexOf((byte)0) + 1;
    }

    /// <summary>Whether a key form is that of a root domain.</summary>
    public static bool IsRootDomain(ReadOnlySpan<byte> form) => form[^1] == RootDomainMark && form[^2] == UrlKey.HostEnd;

    /// <summary>Whether a key form is that of a host.</summary>
    public static bool IsHost(ReadOnlySpan<byte> form) => form[^1] == HostMark;

    /// <summary>
    /// The key as the index stores it: a root domain without, a host with its <see cref="UrlKey.HostEnd"/>, so all three scopes differ and
    /// keep their order.
    /// </summary>
    public static ReadOnlySpan<byte> Stored(ReadOnlySpan<byte> form) => IsRootDomain(form) ? form[..^2] : form[..^1];

    private static int WriteMarked(Span<byte> destination, ReadOnlySpan<byte> labels, byte mark)
    {
        labels.CopyTo(destination);
        destination[labels.Length] = UrlKey.HostEnd;
        destination[labels.Length + 1] = mark;
        return labels.Length + 2;
    }
}
