using System.Buffers.Binary;
using Vennlink.Urls;

namespace Vennlink.Build.Stages;

/// <summary>
/// A page on its way to <c>source.pages</c>: page key, zero, language, title. Such records are in key order.
/// </summary>
/// <remarks>A page key holds one <see cref="UrlKey.HostEnd"/>, which is a zero, and none behind it.</remarks>
internal static class PageRecord
{
    /// <summary>Bytes of a record.</summary>
    public static int Bytes(ReadOnlySpan<byte> pageKey, ReadOnlySpan<byte> title) =>
        pageKey.Length + 1 + sizeof(ushort) + title.Length;

    /// <summary>Writes; returns the length.</summary>
    public static int Write(
        Span<byte> destination, ReadOnlySpan<byte> pageKey, ushort language, ReadOnlySpan<byte> title)
    {
        pageKey.CopyTo(destination);
        destination[pageKey.Length] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[(pageKey.Length + 1)..], language);
        title.CopyTo(destination[(pageKey.Length + 1 + sizeof(ushort))..]);
        return Bytes(pageKey, title);
    }

    /// <summary>The page key at the start of a record, whatever else follows the zero behind it.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record)
    {
        int hostEnd = record.IndexOf(UrlKey.HostEnd) + 1;
        return record[..(hostEnd + record[hostEnd..].IndexOf((byte)0))];
    }

    /// <summary>The title.</summary>
    public static ReadOnlySpan<byte> Title(ReadOnlySpan<byte> record, int keyLength) =>
        record[(keyLength + 1 + sizeof(ushort))..];

    /// <summary>The language.</summary>
    public static ushort Language(ReadOnlySpan<byte> record, int keyLength) =>
        BinaryPrimitives.ReadUInt16LittleEndian(record[(keyLength + 1)..]);
}
