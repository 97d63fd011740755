using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vennlink.Archives.Compression;

/// <summary>The files of a zip (APPNOTE 6.3.10, zip64 too), read from the directory at its end.</summary>
/// <remarks>
/// The framework's reader does not say where a file lies, so it can neither open a stored one in place nor tell files
/// that share their bytes: a small zip of those unpacks to any size. Here they are refused. Time and memory are linear
/// in the number of entries.
/// </remarks>
internal sealed class ZipDirectory
{
    /// <summary>Most entries of a zip.</summary>
    public const int MaxEntries = 1 << 20;

    private const int MaxDirectoryBytes = 256 << 20;
    private const int EndBytes = 22;
    private const int MaxCommentBytes = ushort.MaxValue;
    private const int Locator64Bytes = 20;
    private const int End64Bytes = 56;
    private const int HeaderBytes = 46;
    private const int LocalHeaderBytes = 30;
    private const uint EndMagic = 0x06054b50;
    private const uint Locator64Magic = 0x07064b50;
    private const uint End64Magic = 0x06064b50;
    private const uint HeaderMagic = 0x02014b50;
    private const uint LocalHeaderMagic = 0x04034b50;
    private const ushort Zip64Field = 1;
    private const int Stored = 0;
    private const int Deflated = 8;

    // Deflate gives at most 1,032 bytes for one.
    private const long MaxDeflateRatio = 1032;

    private readonly Stream _file;

    private ZipDirectory(Stream file, List<ZipEntry> entries) => (_file, Entries) = (file, entries);

    /// <summary>All files, in the order of the directory; folders are left out.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Whether a file that begins so is a zip.</summary>
    public static bool Starts(ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Reads the directory.</summary>
    /// <param name="file">Can seek; stays open.</param>
    /// <exception cref="InvalidDataException">
    /// It is no whole zip, has too many entries, or entries that overlap; the message says which.
    /// </exception>
    public static ZipDirectory Read(Stream file)
    {
        (long start, long length, long count, long shift) = FindDirectory(file);
        if (count > MaxEntries || length > MaxDirectoryBytes)
        {
            throw new InvalidDataException($"a zip of {count} entries; at most {MaxEntries} are read");
        }

        byte[] directory = ReadAt(file, start, (int)length);
        List<ZipEntry> entries = [];
        List<(long Start, long End, int Index)> ranges = [];
        ReadOnlySpan<byte> rest = directory;
        for (long left = count; left > 0; left--)
        {
            ZipEntry entry = ReadEntry(ref rest, shift);
            if (entry.HeaderOffset < 0 || entry.PackedBytes > start - LocalHeaderBytes - entry.HeaderOffset)
            {
                throw new InvalidDataException($"a zip whose entry '{entry.Name}' lies outside of it");
            }

            if (!entry.Name.EndsWith('/') || entry.PackedBytes > 0)
            {
                ranges.Add((entry.HeaderOffset, entry.HeaderOffset + LocalHeaderBytes + entry.PackedBytes,
                    entries.Count));
                entries.Add(entry);
            }
        }

        RefuseOverlaps(entries, ranges);
        return new ZipDirectory(file, entries);
    }

    /// <summary>Opens a file of the zip: in place and able to seek where it is stored.</summary>
    /// <exception cref="InvalidDataException">
    /// It is encrypted, of another method, or not where it should be.
    /// </exception>
    public Stream Open(in ZipEntry entry)
    {
        byte[] header = ReadAt(_file, entry.HeaderOffset, LocalHeaderBytes);
        if (entry.IsEncrypted || entry.Method is not (Stored or Deflated)
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalHeaderMagic)
        {
            throw new InvalidDataException($"the entry '{entry.Name}' cannot be read");
        }

        long start = entry.HeaderOffset + LocalHeaderBytes + U16(header, 26) + U16(header, 28);
        FileSlice packed = new(_file, start, Math.Min(entry.PackedBytes, Math.Max(0, _file.Length - start)));
        return entry.Method == Stored
            ? packed
            : new BoundedStream(new DeflateStream(packed, CompressionMode.Decompress), entry.LengthBytes);
    }

    // The number of entries, and by how many bytes all offsets are too small: what was put in front of a zip (a program
    // that unpacks it) is not counted in them.
    private static (long Start, long Length, long Count, long Shift) FindDirectory(Stream file)
    {
        int tailBytes = (int)Math.Min(file.Length, EndBytes + MaxCommentBytes + Locator64Bytes);
        byte[] tail = ReadAt(file, file.Length - tailBytes, tailBytes);
        for (int at = tailBytes - EndBytes; at >= 0; at--)
        {
            if (U32(tail, at) != EndMagic || U16(tail, at + 20) > tailBytes - at - EndBytes)
            {
                continue;
            }

            long end = file.Length - tailBytes + at;
            (long length, long offset, long count) = (U32(tail, at + 12), U32(tail, at + 16), U16(tail, at + 10));
            if (at >= Locator64Bytes && U32(tail, at - Locator64Bytes) == Locator64Magic)
            {
                (end, length, offset, count) = ReadEnd64(file, end, I64(tail, at - Locator64Bytes + 8));
            }

            long start = end - length;
            if (length < 0 || start < 0 || offset < 0 || offset > start || count < 0 || count > length / HeaderBytes)
            {
                break;
            }

            return (start, length, count, start - offset);
        }

        throw new InvalidDataException("a zip without its directory: it is cut short or damaged");
    }

    private static (long End, long Length, long Offset, long Count) ReadEnd64(Stream file, long end, long stated)
    {
        // Where bytes stand in front of the zip, it is not where it says but right before its locator.
        foreach (long at in (ReadOnlySpan<long>)[stated, end - Locator64Bytes - End64Bytes])
        {
            if (at >= 0 && at <= file.Length - End64Bytes)
            {
                byte[] found = ReadAt(file, at, End64Bytes);
                if (U32(found, 0) == End64Magic)
                {
                    return (at, I64(found, 40), I64(found, 48), I64(found, 32));
                }
            }
        }

        throw new InvalidDataException("a zip without its directory: it is cut short or damaged");
    }

    private static ZipEntry ReadEntry(ref ReadOnlySpan<byte> rest, long shift)
    {
        if (rest.Length < HeaderBytes || U32(rest, 0) != HeaderMagic)
        {
            throw new InvalidDataException("a zip whose directory is damaged");
        }

        int nameBytes = U16(rest, 28);
        int extraBytes = U16(rest, 30);
        int entryBytes = HeaderBytes + nameBytes + extraBytes + U16(rest, 32);
        if (rest.Length < entryBytes)
        {
            throw new InvalidDataException("a zip whose directory is damaged");
        }

        long packed = U32(rest, 20);
        long length = U32(rest, 24);
        long offset = U32(rest, 42);
        ReadZip64(rest.Slice(HeaderBytes + nameBytes, extraBytes), ref length, ref packed, ref offset);
        int method = U16(rest, 10);
        long most = method == Deflated && packed < long.MaxValue / (2 * MaxDeflateRatio)
            ? packed * MaxDeflateRatio : packed;
        ZipEntry entry = new(
            Text(rest.Slice(HeaderBytes, nameBytes)), method, (U16(rest, 8) & 1) != 0, offset + shift,
            packed, Math.Clamp(length, 0, most), (uint)U32(rest, 16));
        rest = rest[entryBytes..];
        return packed >= 0 ? entry : throw new InvalidDataException("a zip whose directory is damaged");
    }

    // The field holds those of the three that are too large for their own place, in this order.
    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int fieldBytes = Math.Min(U16(extra, 2), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, fieldBytes);
            if (U16(extra, 0) == Zip64Field)
            {
                Take(ref field, ref length);
                Take(ref field, ref packed);
                Take(ref field, ref offset);
                return;
            }

            extra = extra[(4 + fieldBytes)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value == uint.MaxValue && field.Length >= sizeof(long))
            {
                value = I64(field, 0);
                field = field[sizeof(long)..];
            }
        }
    }

    private static void RefuseOverlaps(List<ZipEntry> entries, List<(long Start, long End, int Index)> ranges)
    {
        ranges.Sort();
        for (int index = 1; index < ranges.Count; index++)
        {
            if (ranges[index].Start < ranges[index - 1].End)
            {
                throw new InvalidDataException(
                    $"a zip whose entries '{entries[ranges[index - 1].Index].Name}' and "
                        + $"'{entries[ranges[index].Index].Name}' overlap");
            }
        }
    }

    private static byte[] ReadAt(Stream file, long offset, int count)
    {
        byte[] bytes = new byte[count];
        file.Position = offset;
        return file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes : throw new InvalidDataException("a zip that is cut short");
    }

    private static string Text(ReadOnlySpan<byte> name) =>
        System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : Encoding.Latin1.GetString(name);

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
