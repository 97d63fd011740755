using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Inputs;

/// <summary>An archive: WARC, ARC, WAT or WACZ, told by the first record that can be read.</summary>
internal sealed class ArchiveInput(string path, string format) : IndexInput(path)
{
    // Of a compressed file: its segment and all that follows from it.
    private const double Need = 0.6;
    private const double NeedOfWat = 3;

    private static readonly ArchiveLimits Limits = new();

    /// <inheritdoc/>
    public override double NeededDiskBytes
    {
        get
        {
            if (format == InputFormats.Wacz)
            {
                return LengthBytes * Need;
            }

            InputGlance glance = InputGlance.At(Location);
            ReadOnlySpan<byte> start = glance.Text;
            bool isWat = start.IndexOf("WARC-Type: metadata"u8) >= 0 && start.IndexOf("application/json"u8) >= 0;
            return LengthBytes * (isWat ? NeedOfWat : Need) * (glance.IsCompressed ? 1 : PlainShare);
        }
    }

    /// <summary>The archive that a file is; null for a folder and any other file.</summary>
    /// <exception cref="InputException">It is a zip that cannot be read.</exception>
    public static IndexInput? TryRecognise(string path, LinkListOptions lists)
    {
        if (!InputBytes.Exists(path))
        {
            return null;
        }

        using Stream file = InputBytes.Open(path);
        using ArchiveReader? archive = TryOpen(path, file, new SkipCounts());
        return archive is null ? null : new ArchiveInput(path, archive.Format);
    }

    /// <inheritdoc/>
    protected override string Read(HashedFiles files, SegmentSink sink)
    {
        using ArchiveReader archive = TryOpen(Location, files.Open(Location), sink.Skips)
            ?? throw new InputException(Location, null, "is an archive no longer; it was changed while the build ran");
        bool isWat = false;
        sink.AddRecords(
            record =>
            {
                bool isRead = archive.TryRead(record);
                isWat |= isRead && record.Kind == ArchiveRecordKind.Wat;
                return isRead;
            },
            () => archive.BytesRead);
        return isWat && archive.Format == InputFormats.Warc ? InputFormats.Wat : archive.Format;
    }

    private static ArchiveReader? TryOpen(string path, Stream file, SkipCounts skips)
    {
        try
        {
            return ArchiveReader.TryOpen(file, Limits, skips);
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(path, null, problem.Message);
        }
    }
}
