using System.Buffers.Binary;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>Sort records of the inversion: target page key, zero, then source, an <see cref="ArcMark"/> and what is
/// known of its links (<see cref="Snapshots.Facts.FactBytes"/>); or nothing, for a page merely known.</summary>
/// <remarks>A record whose page key ends with <see cref="UrlKey.HostEnd"/> makes a host known, and no page.</remarks>
internal static class ArcRecord
{
    public const int TailBytes = 5;

    /// <summary>Writes the record of an arc, up to its links.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> targetKey, uint source, ArcMark mark)
    {
        int length = WriteKnown(destination, targetKey);
        BinaryPrimitives.WriteUInt32BigEndian(destination[length..], source);
        destination[length + 4] = (byte)mark;
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

        element = SourceElement.Of(
            BinaryPrimitives.ReadUInt32BigEndian(tail), tail[4] == (byte)ArcMark.NotFollowed);
        return true;
    }

    /// <summary>The links of a record with this key; empty where it has none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="keyLength">Length of its key.</param>
    /// <param name="source">Their source.</param>
    /// <param name="isArc">Whether the record makes an arc: else the target is not even known by it.</param>
    public static ReadOnlySpan<byte> Links(
        ReadOnlySpan<byte> record, int keyLength, out uint source, out bool isArc)
    {
        ReadOnlySpan<byte> tail = record[(keyLength + 1)..];
        (source, isArc) = tail.IsEmpty ? (0, true)
            : (BinaryPrimitives.ReadUInt32BigEndian(tail), tail[4] != (byte)ArcMark.None);
        return tail.IsEmpty ? tail : tail[TailBytes..];
    }
}

/// <summary>What the links of a record are to lists of sources. Sorted by: an arc comes before the rest of its
/// links.</summary>
internal enum ArcMark : byte
{
    /// <summary>One of them is followed.</summary>
    Followed = 0,

    /// <summary>None of them is.</summary>
    NotFollowed = 1,

    /// <summary>They are lost, or more links of an arc whose record is full.</summary>
    None = 2,
}
