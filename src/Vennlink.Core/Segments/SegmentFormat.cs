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

        return new InputInfo(name, digest, length, format, captureCount, rowCount, linkCount, skips);
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
