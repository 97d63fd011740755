using System.Buffers.Binary;

namespace Vennlink.Build.Pages;

/// <summary>
/// A live page on its way from the scan to the numbering: page key, zero; of a source page also the length of its root domain, the ordinal of that,
/// and the title.
/// </summary>
internal static class PageRecord
{
    private const int TailBytes = 6;

    public static int Write(Span<byte> destination, ReadOnlySpan<byte> pageKey) => ArcRecord.WriteKnown(destination, pageKey);

    public static int WriteSource(Span<byte> destination, ReadOnlySpan<byte> pageKey, int rootLength, uint domain, ReadOnlySpan<byte> title)
    {
        int length = Write(destination, pageKey);
        Span<byte> tail = destination[length..];
        BinaryPrimitives.WriteUInt16LittleEndian(tail, (ushort)rootLength);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[2..], domain);
        title.CopyTo(tail[TailBytes..]);
        return length + TailBytes + title.Length;
    }

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => ArcRecord.Key(record);

    public static bool IsSource(ReadOnlySpan<byte> record, int keyLength) => record.Length > keyLength + 1;

    public static int RootLength(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt16LittleEndian(record[(keyLength + 1)..]);

    public static uint Domain(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt32LittleEndian(record[(keyLength + 3)..]);

    public static ReadOnlySpan<byte> Title(ReadOnlySpan<byte> record, int keyLength) => record[(keyLength + 1 + TailBytes)..];
}
