using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Records;

/// <summary>
/// Reads WARC, ARC, WAT and WACZ as a stream of records, in constant memory, whatever compression they come in.
/// </summary>
/// <remarks>
/// Dirty input never throws per record: it is counted in <see cref="SkipCounts"/> and reading goes on at the next
/// record that can be found. What is read, and what each reason means, is in docs/formats/inputs.md. Not thread-safe.
/// </remarks>
internal abstract class ArchiveReader : IDisposable
{
    /// <summary>
    /// How many members are looked at for the first record: a damaged or empty one at the front does not hide the
    /// archive behind it.
    /// </summary>
    private const int MaxProbedMembers = 8;

    private const int ProbeBytes = 4096;

    /// <summary>How far a member that begins with no record is read to see whether it is damaged.</summary>
    private const int MaxProbedBytes = 16 << 20;

    /// <summary>More than any file has, for one that does not tell its length.</summary>
    private const long UnknownLengthBytes = 1L << 48;

    private static ReadOnlySpan<byte> Utf8Mark => [0xef, 0xbb, 0xbf];

    /// <summary>Opens an archive whose format is told from its first bytes.</summary>
    /// <param name="file">The file from its first byte; seekable only needed for WACZ. Owned by the reader from here
    /// on.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <returns>
    /// A reader, or null when the content is no archive (a link list, for example): then <paramref name="file"/> is
    /// left open where reading stopped, and nothing was counted.
    /// </returns>
    /// <exception cref="InvalidDataException">It is a zip that cannot be read; the message says why.</exception>
    public static ArchiveReader? TryOpen(Stream file, ArchiveLimits limits, SkipCounts skips) =>
        TryOpen(file, limits, skips, null, depth: 1);

    /// <summary>What the content was told to be: <c>warc</c> (of a WAT too), <c>arc</c> or <c>wacz</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Reads on to the next record that speaks of a page.</summary>
    /// <returns>False at the end.</returns>
    public abstract bool TryRead(ArchiveRecord record);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens an archive that lies in the file, or inside it.</summary>
    /// <param name="file">As of the other.</param>
    /// <param name="limits">As of the other.</param>
    /// <param name="skips">As of the other.</param>
    /// <param name="space">What offsets count in; null for the file itself.</param>
    /// <param name="depth">How many zips it lies in, and one more.</param>
    protected static ArchiveReader? TryOpen(
        Stream file, ArchiveLimits limits, SkipCounts skips, OffsetSpace? space, int depth)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(skips);
        long start = file.CanSeek ? file.Position : 0;
        RawInput input = new(file);
        input.Peek(4);
        if (ZipDirectory.Starts(input.Buffered))
        {
            // What cannot seek lies compressed in a zip, which no WACZ does.
            return file.CanSeek && depth <= WaczReader.MaxDepth && file.Seek(start, SeekOrigin.Begin) == start
                ? WaczReader.TryOpenZip(file, limits, skips, space?.InnerName, depth)
                : depth > 1 ? throw new InvalidDataException("a zip in a zip that is compressed, or too deep") : null;
        }

        space ??= new OffsetSpace(null, input.RemainingBytes ?? UnknownLengthBytes);
        ByteWindow window = new(MemberReader.Open(input, RecordScanner.StartsRecord));
        for (int member = 0; member < MaxProbedMembers && window.NextMember(); member++)
        {
            ReadOnlySpan<byte> content = window.Peek(ProbeBytes);
            if (content.StartsWith(Utf8Mark))
            {
                // An editor, or a shell that redirects, put it there.
                window.Advance(Utf8Mark.Length);
                content = content[Utf8Mark.Length..];
            }

            content = content.TrimStart("\r\n"u8);
            bool isArc = RecordScanner.StartsArcFile(content);
            if (isArc || RecordScanner.StartsWarc(content))
            {
                skips.Place = new SkipPlace(0, space.InnerName);
                window.CountInto(skips, atOffsets: true);
                RecordReader records = new(window, isArc, limits, skips) { Space = space };
                return file.CanSeek && !isArc ? new RevisitedPages(records, limits, file, start) : records;
            }

            // A member that turns out damaged further on may have begun with a record.
            long limit = window.Position + MaxProbedBytes;
            do
            {
                window.Clear();
            }
            while (window.Position < limit && window.Fill());

            if (window.State == MemberState.Reading)
            {
                break;
            }
        }

        input.Detach();
        window.Dispose();
        return null;
    }
}
