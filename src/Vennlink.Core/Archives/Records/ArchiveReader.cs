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

    /// <summary>Opens an archive whose format is told from its first bytes.</summary>
    /// <param name="file">The file from its first byte; seekable only needed for WACZ. Owned by the reader from here
    /// on.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <returns>
    /// A reader, or null when the content is no archive (a link list, for example): then <paramref name="file"/> is
    /// left open where reading stopped, and nothing was counted.
    /// </returns>
    public static ArchiveReader? TryOpen(Stream file, ArchiveLimits limits, SkipCounts skips) =>
        TryOpen(file, limits, skips, null);

    /// <summary>What the content was told to be: <c>warc</c> (of a WAT too), <c>arc</c> or <c>wacz</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Reads on to the next record that speaks of a page.</summary>
    /// <returns>False at the end.</returns>
    public abstract bool TryRead(ArchiveRecord record);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens an archive that lies in the file, or in the entry <paramref name="innerName"/> of it.</summary>
    internal static ArchiveReader? TryOpen(Stream file, ArchiveLimits limits, SkipCounts skips, string? innerName)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(skips);
        long start = file.CanSeek ? file.Position : 0;
        RawInput input = new(file);
        input.Peek(4);
        if (WaczReader.StartsZip(input.Buffered))
        {
            return file.CanSeek && file.Seek(start, SeekOrigin.Begin) == start
                ? WaczReader.TryOpenZip(file, limits, skips) : null;
        }

        ByteWindow window = new(MemberReader.Open(input, RecordScanner.StartsRecord));
        for (int member = 0; member < MaxProbedMembers && window.NextMember(); member++)
        {
            ReadOnlySpan<byte> content = window.Peek(ProbeBytes);
            content = content.TrimStart("\r\n"u8);
            bool isArc = RecordScanner.StartsArc(content);
            if (isArc || RecordScanner.StartsWarc(content))
            {
                skips.Place = new SkipPlace(0, innerName);
                window.CountInto(skips, atOffsets: true);
                return new RecordReader(window, isArc, limits, skips) { InnerName = innerName };
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
