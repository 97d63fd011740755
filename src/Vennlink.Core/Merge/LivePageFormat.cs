using System.Buffers;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>The bytes of one page in the live view; layout in docs/formats/live-pages.md.</summary>
internal static class LivePageFormat
{
    public const string FileName = "live.pages";
    public const uint Version = 1;

    // The language stands above the status, so that a page without one takes no more.
    private const int StatusBits = 16;

    // A block is what one row of evidence has to decompress.
    public const int BlockBytes = 1 << 16;

    /// <summary>The caller's own section: counts.</summary>
    public const int CountsSection = BlockFileWriter.SectionCount;

    /// <summary>8 bytes that name the kind of file.</summary>
    public static ReadOnlySpan<byte> Magic => "VLlivepg"u8;

    /// <summary>Appends a page: key, title, status, dates, links.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="page">The page.</param>
    /// <param name="links">Used on the way.</param>
    public static void Write(ArrayBufferWriter<byte> buffer, LivePage page, StoredLinksWriter links)
    {
        links.Start(page.Key, page.FirstSeenSeconds, page.LastSeenSeconds);
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            links.Add(link.TargetKey, link.Anchor, link.Facts);
        }

        (long?, long?) seen = (page.FirstSeenSeconds, page.LastSeenSeconds);
        StoredPage head = new(page.Key, page.Title, page.HttpStatus, seen, page.LinkCount, links: default);
        WriteHead(buffer, head, links.FirstFileId, page.Language);
        links.CopyTo(buffer, links.FirstOffsetBytes);
        buffer.Write(page.RecordNames);
    }

    /// <summary>Appends all of a page but its links.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="page">The page.</param>
    /// <param name="fileId">Input of its first link.</param>
    /// <param name="language">Its language.</param>
    public static void WriteHead(
        ArrayBufferWriter<byte> buffer, in StoredPage page, int fileId, ushort language = LanguageCode.Unknown)
    {
        WriteText(buffer, page.Key);
        WriteText(buffer, page.Title);
        Varint.Append(buffer, (uint)page.HttpStatus | ((ulong)language << StatusBits));
        Span<byte> dates = buffer.GetSpan(SeenDates.MaxBytes);
        buffer.Advance(SeenDates.Write(dates, page.FirstSeenSeconds, page.LastSeenSeconds));
        Varint.Append(buffer, (ulong)page.LinkCount);
        Varint.Append(buffer, (ulong)fileId);
    }

    /// <summary>Key of the page that starts at <paramref name="reader"/>.</summary>
    public static ReadOnlySpan<byte> ReadKey(ref ByteReader reader) =>
        reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxKeyBytes));

    /// <summary>Reads a whole page.</summary>
    /// <param name="reader">Stands at its start.</param>
    /// <param name="page">Gets it.</param>
    /// <param name="target">As of <see cref="StoredLinksReader"/>.</param>
    public static void Read(ByteReader reader, LivePage page, Span<byte> target)
    {
        ReadOnlySpan<byte> key = ReadKey(ref reader);
        ReadOnlySpan<byte> title = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));
        uint statusAndLanguage = (uint)reader.ReadVarint(int.MaxValue);
        int httpStatus = (int)(statusAndLanguage & ushort.MaxValue);
        (long? First, long? Last) seen = SeenDates.Read(ref reader);
        int linkCount = reader.ReadVarint(int.MaxValue);
        int fileId = reader.ReadVarint(int.MaxValue);
        page.Reset(key);
        page.SetTitle(title);
        page.HttpStatus = httpStatus;
        page.Language = (ushort)(statusAndLanguage >> StatusBits);
        (page.FirstSeenSeconds, page.LastSeenSeconds) = seen;
        StoredPage stored = new(key, title, httpStatus, seen, linkCount, reader);
        StoredLinksReader links = stored.ReadLinks(fileId, target);
        while (links.MoveNext())
        {
            page.Add(links.TargetKey, links.Anchor, links.Facts);
        }

        page.SetRecordNames(links.Behind);
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> text)
    {
        Varint.Append(buffer, (ulong)text.Length);
        buffer.Write(text);
    }
}
