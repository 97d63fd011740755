using System.Buffers;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>A record of a segment that holds the rows of one source page, read up to its links. Layout in docs/formats/segment.md.</summary>
internal readonly ref struct PageRowsRecord
{
    private readonly ByteReader _rest;

    /// <summary>Reads a record.</summary>
    /// <param name="reader">A reader of <paramref name="record"/>, at its start.</param>
    /// <param name="record">The record; <see cref="CaptureFormat.IsRows"/> holds.</param>
    public PageRowsRecord(ByteReader reader, ReadOnlySpan<byte> record)
    {
        Key = reader.ReadBytes(CaptureFormat.CheckedKeyLength(reader, record));
        reader.ReadBytes(CaptureFormat.ClassBytes);
        RowCount = (long)reader.ReadVarint();
        (FirstSeenSeconds, LastSeenSeconds) = SeenDates.Read(ref reader);
        Title = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));
        if (!Title.IsEmpty)
        {
            (_, TitleSeenSeconds) = SeenDates.Read(ref reader);
            TitleOffsetBytes = (long)reader.ReadVarint();
        }

        LinkCount = reader.ReadVarint(int.MaxValue);
        _rest = reader;
    }

    /// <summary>Key of the page.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Rows that were folded into the links.</summary>
    public long RowCount { get; }

    /// <summary>Earliest date of any row.</summary>
    public long? FirstSeenSeconds { get; }

    /// <summary>Latest date of any row.</summary>
    public long? LastSeenSeconds { get; }

    /// <summary>Title of the row seen last; empty when none gives one.</summary>
    public ReadOnlySpan<byte> Title { get; }

    /// <summary>When that row was seen last; null without a date.</summary>
    public long? TitleSeenSeconds { get; }

    /// <summary>Where that row starts.</summary>
    public long TitleOffsetBytes { get; }

    /// <summary>Number of links.</summary>
    public int LinkCount { get; }

    /// <summary>The links as they are stored: as in the live view.</summary>
    public ReadOnlySpan<byte> Links => _rest.Rest;

    /// <summary>Starts a walk over the links.</summary>
    /// <param name="fileId">Ordinal of the input.</param>
    public LinkListDecoder ReadLinks(int fileId) => new(_rest, LinkCount, fileId);

    /// <summary>Appends what a record starts with.</summary>
    public static void WriteHead(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> pageKey)
    {
        buffer.Write(pageKey);
        CaptureFormat.WriteRowsClass(buffer);
    }
}
