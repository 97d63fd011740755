using System.Buffers.Binary;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>Sort records of the inversion: target page key, zero, then source and whether the link is nofollow; or
/// nothing, for a page merely known.</summary>
/// <remarks>A record whose page key ends with <see cref="UrlKey.HostEnd"/> makes a host known, and no page.</remarks>
internal static class ArcRecord
{
    public const int TailBytes = 5;

    /// <summary>Writes the record of an arc.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> targetKey, uint source, bool isNotFollowed)
    {
        int length = WriteKnown(destination, targetKey);
        BinaryPrimitives.WriteUInt32BigEndian(destination[length..], source);
        destination[length + 4] = isNotFollowed ? (byte)1 : (byte)0;
        return length + TailBytes;
    }

    /// <summary>Writes the record that makes a page, or host, known.</summary>
    public static int WriteKnown(Span<byte> destination, ReadOnlySpan<byte> targetKey)
    {
        targetKey.CopyTo(destination);
        destination[targetKey.Length] = 0;
        return targetKey.Length + 1;
    }

    /// <summary>The source of a record with this key, as a <see cref="SourceElement"/>; false for a record that only
    /// makes the key known.</summary>
    public static bool TryReadSource(ReadOnlySpan<byte> record, int keyLength, out ulong element)
    {
        ReadOnlySpan<byte> tail = record[(keyLength + 1)..];
        if (tail.IsEmpty)
        {
            element = 0;
            return false;
        }

        element = SourceElement.Of(BinaryPrimitives.ReadUInt32BigEndian(tail), tail[4] != 0);
        return true;
    }
}
