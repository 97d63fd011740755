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

    /// <summary>Class of a <see cref="PageRowsRecord"/> of which a link is lost.</summary>
    public const byte LostRowsClass = 3;

    // Keys hold no byte below it after their host, so a key that is the start of another sorts first.
    private const byte KeyEnd = 0;

    /// <summary>The page key at the start of a record.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record[..KeyLength(record)];

    /// <summary>Whether a record holds rows of a list or graph, and not a capture.</summary>
    public static bool IsRows(ReadOnlySpan<byte> record) =>
        KeyLength(record) is >= 0 and int length && record.Length > length + 1
            && record[length + 1] is RowsClass or LostRowsClass;

    /// <summary>Appends what a record starts with.</summary>
    public static void WriteStart(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> key, byte recordClass)
    {
        buffer.Write(key);
        buffer.Write([KeyEnd, recordClass]);
    }

    /// <summary>Reads what a record starts with, and leaves the reader behind it.</summary>
    /// <returns>The page key.</returns>
    /// <exception cref="IndexFormatException">The record does not start with a key, or is no capture.</exception>
    public static ReadOnlySpan<byte> ReadCaptureStart(scoped ref ByteReader reader)
    {
        ReadOnlySpan<byte> key = ReadStart(ref reader, out byte found);
        return found == CaptureClass ? key : throw reader.Broken($"found record class {found}");
    }

    /// <summary>As <see cref="ReadCaptureStart"/>, of rows.</summary>
    /// <param name="reader">A reader of the record.</param>
    /// <param name="hasLost">Whether a link of the rows is lost.</param>
    public static ReadOnlySpan<byte> ReadRowsStart(scoped ref ByteReader reader, out bool hasLost)
    {
        ReadOnlySpan<byte> key = ReadStart(ref reader, out byte found);
        hasLost = found == LostRowsClass;
        return found == RowsClass || hasLost ? key : throw reader.Broken($"found record class {found}");
    }

    private static ReadOnlySpan<byte> ReadStart(scoped ref ByteReader reader, out byte found)
    {
        if (KeyLength(reader.Rest) is not (>= 0 and <= CaptureLimits.MaxKeyBytes and int length))
        {
            throw reader.Broken("a record does not start with a page key");
        }

        ReadOnlySpan<byte> key = reader.ReadBytes(length);
        reader.ReadByte();
        found = reader.ReadByte();
        return key;
    }

    /// <summary>Length of the page key at the start of a record; −1 when there is none.</summary>
    public static int KeyLength(ReadOnlySpan<byte> record)
    {
        int host = record.IndexOf(UrlKey.HostEnd);
        int path = host < 0 ? -1 : record[(host + 1)..].IndexOf(KeyEnd);
        return path < 0 ? -1 : host + 1 + path;
    }
}
