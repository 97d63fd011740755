using System.Buffers.Binary;

namespace Vennlink.Graph;

/// <summary>A source page on its way from the scan to the numbering: page key, zero, length of its root domain, ordinal of that, title.</summary>
internal static class SourceRecord
{
    private const int TailBytes = 6;

    public static int Write(Span<byte> destination, ReadOnlySpan<byte> pageKey, int rootLength, uint domain, ReadOnlySpan<byte> title)
    {
        pageKey.CopyTo(destination);
        destination[pageKey.Length] = 0;
        Span<byte> tail = destination[(pageKey.Length + 1)..];
        BinaryPrimitives.WriteUInt16LittleEndian(tail, (ushort)rootLength);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[2..], domain);
        title.CopyTo(tail[TailBytes..]);
        return pageKey.Length + 1 + TailBytes + title.Length;
    }

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => ArcRecord.Key(record);

    public static int RootLength(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt16LittleEndian(record[(keyLength + 1)..]);

    public static uint Domain(ReadOnlySpan<byte> record, int keyLength) => BinaryPrimitives.ReadUInt32LittleEndian(record[(keyLength + 3)..]);

    public static ReadOnlySpan<byte> Title(ReadOnlySpan<byte> record, int keyLength) => record[(keyLength + 1 + TailBytes)..];
}
