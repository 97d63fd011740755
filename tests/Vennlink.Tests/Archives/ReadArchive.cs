using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;

namespace Vennlink.Tests.Archives;

/// <summary>A record as it was read, copied out of the reader's memory.</summary>
internal sealed record ReadRecord(
    ArchiveRecordKind Kind, long Offset, bool OffsetIsDecompressed, string? InnerName, string Uri, long? Time,
    int Status, string ContentType,
    bool IsHtml, string Location, string Robots, string Link, string Body, bool Truncated)
{
    public static ReadRecord Copy(ArchiveRecord record) => new(
        record.Kind, record.OffsetBytes, record.OffsetIsDecompressed, record.Space.InnerName, Text(record.TargetUri),
        record.TimeSeconds,
        record.HttpStatus, Text(record.ContentType), record.IsHtml, Text(record.Location), Text(record.RobotsTag),
        Text(record.LinkHeader),
        Text(record.Body), record.Truncated);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}

/// <summary>All that reading an archive gave.</summary>
internal sealed class ReadArchive
{
    public bool IsArchive { get; private init; }

    public List<ReadRecord> Records { get; } = [];

    public SkipCounts Skips { get; } = new();

    public static ReadArchive Of(string path) => Of(File.OpenRead(path));

    public static ReadArchive Of(byte[] file, ArchiveLimits? limits = null) => Of(new MemoryStream(file), limits);

    public static ReadArchive Of(Stream file, ArchiveLimits? limits = null)
    {
        SkipCounts skips = new();
        using ArchiveReader? reader = ArchiveReader.TryOpen(file, limits ?? new ArchiveLimits(), skips);
        ReadArchive all = new() { IsArchive = reader is not null };
        ArchiveRecord record = new();
        while (reader?.TryRead(record) == true)
        {
            all.Records.Add(ReadRecord.Copy(record));
        }

        all.Skips.Add(skips);
        return all;
    }

    public int Count(ArchiveRecordKind kind) => Records.Count(record => record.Kind == kind);

    /// <summary>Reasons that were counted, as in <c>NotAPage=2 CutShort=1</c>.</summary>
    public string Reasons => string.Join(
        " ", Enum.GetValues<SkipReason>().Where(reason => Skips[reason] > 0)
        .Select(reason => $"{reason}={Skips[reason]}"));
}
