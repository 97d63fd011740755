using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>
/// The bytes of a first and a last date: flags that say which there are, then each as a zigzag <see cref="Varint"/>.
/// </summary>
/// <remarks>Layout in docs/formats/live-pages.md.</remarks>
internal static class SeenDates
{
    /// <summary>Most bytes of both dates.</summary>
    public const int MaxBytes = 1 + (2 * Varint.MaxBytes);

    private const int FirstFlag = 1;
    private const int LastFlag = 2;

    /// <summary>Writes both; seconds since 1970 UTC, null = unknown.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> room, long? first, long? last)
    {
        room[0] = (byte)((first is null ? 0 : FirstFlag) | (last is null ? 0 : LastFlag));
        int written = 1;
        if (first is { } firstSeconds)
        {
            written += Varint.Write(room[written..], ZigZag(firstSeconds));
        }

        if (last is { } lastSeconds)
        {
            // A link is mostly seen last soon after it is seen first, often in the same capture.
            written += Varint.Write(room[written..], ZigZag(lastSeconds - (first ?? 0)));
        }

        return written;
    }

    /// <summary>Reads both.</summary>
    public static (long? First, long? Last) Read(ref ByteReader reader)
    {
        int flags = reader.ReadByte();
        if (flags > (FirstFlag | LastFlag))
        {
            throw reader.Broken($"found date flags {flags:x2}");
        }

        long? first = (flags & FirstFlag) != 0 ? UnZigZag(reader.ReadVarint()) : null;
        long? last = (flags & LastFlag) != 0 ? UnZigZag(reader.ReadVarint()) + (first ?? 0) : null;
        return (first, last);
    }

    /// <summary>A signed number with its sign in the lowest bit, so that small ones of either sign are short.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Reverses <see cref="ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
