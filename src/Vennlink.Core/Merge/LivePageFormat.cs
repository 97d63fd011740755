using System.Buffers;
using Vennlink.Segments;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>The bytes of one page in the live view; layout in docs/formats/live-pages.md.</summary>
internal static class LivePageFormat
{
    public const string FileName = "live.pages";
    public const uint Version = 2;

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
    public static void Write(ArrayBufferWriter<byte> buffer, LivePage page, LinkListWriter links)
    {
        WriteHead(buffer, page.Key, page.Title, page.HttpStatus, page.FirstSeenSeconds, page.LastSeenSeconds);
        links.Start(page.Key);
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            LinkFacts facts = link.Facts;
            links.Add(
                link.TargetKey,
                link.Anchor,
                new KnownLink(facts.Kind, facts.Rel, facts.IsLost, facts.FirstSeenSeconds, facts.LastSeenSeconds, facts.FileId, facts.OffsetBytes));
        }

        Varint.Append(buffer, (ulong)page.LinkCount);
        Varint.Append(buffer, (ulong)links.FirstFileId);
        links.CopyTo(buffer);
    }

    /// <summary>Appends a page of which nothing is known but what rows of one input say.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, in PageRowsRecord rows, int fileId)
    {
        WriteHead(buffer, rows.Key, rows.Title, 0, rows.FirstSeenSeconds, rows.LastSeenSeconds);
        Varint.Append(buffer, (ulong)rows.LinkCount);
        Varint.Append(buffer, (ulong)fileId);
        buffer.Write(rows.Links);
    }

    /// <summary>Key of the page that starts at <paramref name="reader"/>.</summary>
    public static ReadOnlySpan<byte> ReadKey(ref ByteReader reader) => reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxKeyBytes));

    /// <summary>Reads a whole page.</summary>
    public static void Read(ref ByteReader reader, LivePage page)
    {
        page.Reset(ReadKey(ref reader));
        page.SetTitle(reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes)));
        page.HttpStatus = reader.ReadVarint(ushort.MaxValue);
        (page.FirstSeenSeconds, page.LastSeenSeconds) = SeenDates.Read(ref reader);
        int linkCount = reader.ReadVarint(int.MaxValue);
        int firstFileId = reader.ReadVarint(int.MaxValue);
        LinkListDecoder links = new(reader, linkCount, firstFileId);
        while (links.MoveNext())
        {
            KnownLink link = links.Link;
            LinkFacts facts = new(link.Kind, link.Rel, link.IsLost, link.FirstSeenSeconds, link.LastSeenSeconds, link.FileId, link.OffsetBytes);
            if (!page.TryAdd(links.SharedLength, links.TargetRest, links.Anchor, facts))
            {
                throw links.Broken($"a target shares {links.SharedLength} bytes with one that is shorter");
            }
        }
    }

    private static void WriteHead(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> title, int httpStatus, long? first, long? last)
    {
        WriteText(buffer, key);
        WriteText(buffer, title);
        Varint.Append(buffer, (ulong)httpStatus);
        buffer.Advance(SeenDates.Write(buffer.GetSpan(SeenDates.MaxBytes), first, last));
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> text)
    {
        Varint.Append(buffer, (ulong)text.Length);
        buffer.Write(text);
    }
}
