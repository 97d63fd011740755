using System.Buffers;
using System.Text;
using Vennlink.Archives;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Segments;

/// <summary>Constants and the "about" section of a segment; layout in docs/formats/segment.md.</summary>
internal static class SegmentFormat
{
    public const uint Version = 1;
    public const int BlockBytes = 1 << 16;

    /// <summary>The caller's own section: <see cref="InputInfo"/>.</summary>
    public const int AboutSection = BlockFileWriter.SectionCount;

    /// <summary>Number of the optional section of <see cref="InputInfo.Parts"/>.</summary>
    public const uint PartsSection = 1;

    private const byte DecompressedFlag = 1;
    private const byte NamedFlag = 2;
    private const int MaxTextBytes = 1 << 16;

    /// <summary>8 bytes that name the kind of file.</summary>
    public static ReadOnlySpan<byte> Magic => "VLsegmnt"u8;

    public static byte[] WriteAbout(InputInfo input)
    {
        ArrayBufferWriter<byte> buffer = new();
        WriteText(buffer, input.Name);
        WriteText(buffer, input.Digest);
        WriteText(buffer, input.Format);
        Varint.Append(buffer, (ulong)input.LengthBytes);
        Varint.Append(buffer, (ulong)input.CaptureCount);
        Varint.Append(buffer, (ulong)input.RowCount);
        Varint.Append(buffer, (ulong)input.LinkCount);
        SkipReason[] reasons = Enum.GetValues<SkipReason>();
        Varint.Append(buffer, (ulong)reasons.Length);
        foreach (SkipReason reason in reasons)
        {
            Varint.Append(buffer, (ulong)input.Skips[reason]);
        }

        Varint.Append(buffer, (ulong)input.PageCount);
        WriteNotes(buffer, input.Notes);
        foreach (SkipReason reason in reasons)
        {
            WriteList(buffer, input.Skips.Places(reason), place =>
            {
                Varint.Append(buffer, (ulong)place.Number);
                WriteText(buffer, place.File ?? "");
            });
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static InputInfo ReadAbout(FileSection section)
    {
        ReadOnlySpan<byte> about = section.Read(0, (int)Math.Min(section.Length, MaxTextBytes * 8L));
        ByteReader reader = new(about, section.File.FileName, section.Start);
        string name = ReadText(ref reader);
        string digest = ReadText(ref reader);
        string format = ReadText(ref reader);
        long length = (long)reader.ReadVarint();
        long captureCount = (long)reader.ReadVarint();
        long rowCount = (long)reader.ReadVarint();
        long linkCount = (long)reader.ReadVarint();

        // Reasons are only ever added at the end, so an older segment has fewer; one with more was written by a newer
        // build.
        int reasonCount = reader.ReadVarint(Enum.GetValues<SkipReason>().Length);
        SkipCounts skips = new();
        for (int reason = 0; reason < reasonCount; reason++)
        {
            skips.Add((SkipReason)reason, (long)reader.ReadVarint());
        }

        InputInfo info = new(name, digest, length, format, captureCount, rowCount, linkCount, skips);
        if (reader.AtEnd)
        {
            // Written by a build that did not tell.
            return info;
        }

        info = info with { PageCount = (long)reader.ReadVarint(), Notes = ReadNotes(ref reader) };
        for (int reason = 0; reason < reasonCount; reason++)
        {
            for (int left = reader.ReadVarint(SkipCounts.MaxPlaces); left > 0; left--)
            {
                long number = (long)reader.ReadVarint();
                string file = ReadText(ref reader);
                skips.Remember((SkipReason)reason, new SkipPlace(number, file.Length == 0 ? null : file));
            }
        }

        return info;
    }

    private static void WriteNotes(ArrayBufferWriter<byte> buffer, InputNotes notes)
    {
        WriteText(buffer, notes.TakenFor);
        WriteList(buffer, notes.Columns, use =>
        {
            WriteText(buffer, use.Holds);
            WriteText(buffer, use.Name);
        });
        WriteList(buffer, notes.UnusedColumns, text => WriteText(buffer, text));
        WriteList(buffer, notes.Assumptions, text => WriteText(buffer, text));
        Varint.Append(buffer, (ulong)notes.Places);
    }

    private static InputNotes ReadNotes(ref ByteReader reader)
    {
        string takenFor = ReadText(ref reader);
        ColumnUse[] columns = new ColumnUse[reader.ReadVarint(MaxTextBytes)];
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = new ColumnUse(ReadText(ref reader), ReadText(ref reader));
        }

        return new InputNotes
        {
            TakenFor = takenFor,
            Columns = columns,
            UnusedColumns = ReadTexts(ref reader),
            Assumptions = ReadTexts(ref reader),
            Places = (PlaceUnit)reader.ReadVarint(byte.MaxValue),
        };
    }

    private static string[] ReadTexts(ref ByteReader reader)
    {
        string[] texts = new string[reader.ReadVarint(MaxTextBytes)];
        for (int text = 0; text < texts.Length; text++)
        {
            texts[text] = ReadText(ref reader);
        }

        return texts;
    }

    private static void WriteList<T>(ArrayBufferWriter<byte> buffer, IReadOnlyList<T> items, Action<T> write)
    {
        Varint.Append(buffer, (ulong)items.Count);
        foreach (T item in items)
        {
            write(item);
        }
    }

    public static byte[] WriteParts(IReadOnlyList<InputPart> parts)
    {
        ArrayBufferWriter<byte> buffer = new();
        Varint.Append(buffer, (ulong)parts.Count);
        long start = 0;
        foreach (InputPart part in parts)
        {
            int flags = (part.IsDecompressed ? DecompressedFlag : 0) | (part.InnerName is null ? 0 : NamedFlag);
            buffer.Write([(byte)flags]);
            Varint.Append(buffer, (ulong)(part.StartOffset - start));
            start = part.StartOffset;
            if (part.InnerName is not null)
            {
                WriteText(buffer, part.InnerName);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static IReadOnlyList<InputPart> ReadParts(FileSection section)
    {
        ByteReader reader = new(section.Read(0, checked((int)section.Length)), section.File.FileName, section.Start);
        var parts = new List<InputPart>();
        long start = 0;
        for (int left = reader.ReadVarint(int.MaxValue); left > 0; left--)
        {
            int flags = reader.ReadByte();
            start += (long)reader.ReadVarint();
            string? name = (flags & NamedFlag) != 0 ? ReadText(ref reader) : null;
            parts.Add(new InputPart(name, (flags & DecompressedFlag) != 0, start));
        }

        return parts;
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Varint.Append(buffer, (ulong)utf8.Length);
        buffer.Write(utf8);
    }

    private static string ReadText(ref ByteReader reader) =>
        Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadVarint(MaxTextBytes)));
}
