using System.Buffers;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Segments;

/// <summary>
/// What every record of a segment starts with: page key, end of the key, class. A record is laid out so that plain byte
/// order is the order of a segment: by page key, captures by time and by how much they are believed, then the rows of
/// the page. Layout in docs/formats/segment.md.
/// </summary>
internal static class SegmentRecord
{
    /// <summary>Class of a <see cref="CaptureRecord"/>.</summary>
    public const byte CaptureClass = 1;

    /// <summary>Class of a <see cref="PageRowsRecord"/>: behind the captures of the page.</summary>
    public const byte RowsClass = 2;

    // Keys hold no byte below it after their host, so a key that is the start of another sorts first.
    private const byte KeyEnd = 0;

    /// <summary>The page key at the start of a record.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record[..KeyLength(record)];

    /// <summary>Whether a record holds rows of a list or graph, and not a capture.</summary>
    public static bool IsRows(ReadOnlySpan<byte> record) =>
        KeyLength(record) is >= 0 and int length && record.Length > length + 1 && record[length + 1] == RowsClass;

    /// <summary>Appends what a record starts with.</summary>
    public static void WriteStart(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> key, byte recordClass)
    {
        buffer.Write(key);
        buffer.Write([KeyEnd, recordClass]);
    }

    /// <summary>Reads what a record starts with, and leaves the reader behind it.</summary>
    /// <returns>The page key.</returns>
    /// <exception cref="IndexFormatException">The record does not start with a key, or is of another class.</exception>
    public static ReadOnlySpan<byte> ReadStart(scoped ref ByteReader reader, byte recordClass)
    {
        if (KeyLength(reader.Rest) is not (>= 0 and <= CaptureLimits.MaxKeyBytes and int length))
        {
            throw reader.Broken("a record does not start with a page key");
        }

        ReadOnlySpan<byte> key = reader.ReadBytes(length);
        reader.ReadByte();
        byte found = reader.ReadByte();
        return found == recordClass ? key : throw reader.Broken($"found record class {found}");
    }

    /// <summary>Length of the page key at the start of a record; −1 when there is none.</summary>
    public static int KeyLength(ReadOnlySpan<byte> record)
    {
        int host = record.IndexOf(UrlKey.HostEnd);
        int path = host < 0 ? -1 : record[(host + 1)..].IndexOf(KeyEnd);
        return path < 0 ? -1 : host + 1 + path;
    }
}
