using System.IO.Hashing;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Records;

/// <summary>
/// Reads an archive, and gives revisits of another URL's payload the payload, where it stands before them in the same
/// file: the page holds what the other page held, with its own URL as the base of it.
/// </summary>
/// <remarks>
/// Such revisits come last, in the order of the records they refer to: each of those is looked up once more by its
/// offset. A revisit of the page's own URL, or one whose payload is not found, stays a revisit. What is held is bounded
/// in number and bytes, so that the result hangs on the file alone; revisits beyond it stay what they are.
/// </remarks>
/// <param name="records">The archive. Owned.</param>
/// <param name="limits">Limits.</param>
/// <param name="file">The file it lies in; can seek. Owned by <paramref name="records"/>.</param>
/// <param name="start">Where the archive starts in it.</param>
internal sealed class RevisitedPages(RecordReader records, ArchiveLimits limits, Stream file, long start)
    : ArchiveReader
{
    /// <summary>Most pages whose place is remembered: some 30 MB.</summary>
    public const int MaxPages = 1 << 20;

    /// <summary>Most bytes of revisits that wait for their payload, texts and all.</summary>
    public const int MaxWaitingBytes = 16 << 20;

    private const int RecordOverheadBytes = 512;

    private readonly Dictionary<ulong, long> _pages = [];
    private readonly List<(long PageOffset, ArchiveRecord Revisit)> _waiting = [];
    private long _waitingBytes;
    private bool _canReopen;
    private bool _isFirst = true;
    private IEnumerator<ArchiveRecord>? _found;

    public override string Format => records.Format;

    public override long BytesRead => records.BytesRead;

    public override bool TryRead(ArchiveRecord record)
    {
        while (_found is null)
        {
            if (!records.TryRead(record))
            {
                _waiting.Sort((one, other) => (one.PageOffset, one.Revisit.OffsetBytes)
                    .CompareTo((other.PageOffset, other.Revisit.OffsetBytes)));
                _found = Find().GetEnumerator();
            }
            else if (!TryHold(record))
            {
                return true;
            }
        }

        if (!_found.MoveNext())
        {
            return false;
        }

        record.Set(_found.Current);
        return true;
    }

    public override void Dispose()
    {
        _found?.Dispose();
        records.Dispose();
    }

    /// <summary>Notes where pages are; true for a revisit that is to wait.</summary>
    private bool TryHold(ArchiveRecord record)
    {
        // A dictionary stands in front of the first record of some files, and none could be read without it.
        _canReopen |= _isFirst && record.OffsetBytes == 0;
        _isFirst = false;
        if (!_canReopen || record.OffsetIsDecompressed || record.PayloadDigest.IsEmpty || !IsPage(record.HttpStatus))
        {
            return false;
        }

        ulong digest = XxHash3.HashToUInt64(record.PayloadDigest.Span);
        if (record.Kind == ArchiveRecordKind.Response && record.IsHtml && _pages.Count < MaxPages)
        {
            _pages.TryAdd(digest, record.OffsetBytes);
        }

        long bytes = RecordOverheadBytes + record.TargetUri.Length + record.LinkHeader.Length + record.RobotsTag.Length;
        if (record.Kind != ArchiveRecordKind.Revisit || record.RefersToUri.IsEmpty
            || record.RefersToUri.Span.SequenceEqual(record.TargetUri.Span)
            || !_pages.TryGetValue(digest, out long page) || _waitingBytes + bytes > MaxWaitingBytes)
        {
            return false;
        }

        _waitingBytes += bytes;
        ArchiveRecord copy = new();
        copy.Set(record);
        copy.CopyBytes();
        _waiting.Add((page, copy));
        return true;
    }

    private static bool IsPage(int status) => status is 0 or 200 or 203;

    private IEnumerable<ArchiveRecord> Find()
    {
        int index = 0;
        while (index < _waiting.Count)
        {
            long offset = _waiting[index].PageOffset;
            using RecordReader? again = Reopen(offset);
            ArchiveRecord page = new();
            bool isFound = again?.TryRead(page) == true;
            for (; index < _waiting.Count && _waiting[index].PageOffset == offset; index++)
            {
                ArchiveRecord revisit = _waiting[index].Revisit;
                if (isFound && page.PayloadDigest.Span.SequenceEqual(revisit.PayloadDigest.Span))
                {
                    Fill(revisit, page);
                }

                yield return revisit;
            }
        }
    }

    private RecordReader? Reopen(long offset)
    {
        FileSlice rest = new(file, start + offset, file.Length - start - offset);
        ByteWindow window = new(MemberReader.Open(new RawInput(rest), RecordScanner.StartsRecord));
        if (!window.NextMember())
        {
            window.Dispose();
            return null;
        }

        // Whatever is wrong with it was counted when it was read first.
        return new RecordReader(window, isArc: false, limits, new SkipCounts()) { Space = records.Space };
    }

    // What the revisit says itself stands before what the other response said.
    private static void Fill(ArchiveRecord revisit, ArchiveRecord page)
    {
        bool hasHead = revisit.HttpStatus != 0;
        revisit.Kind = ArchiveRecordKind.Response;
        revisit.HttpStatus = hasHead ? revisit.HttpStatus : page.HttpStatus;
        revisit.ContentType = revisit.ContentType.IsEmpty ? page.ContentType : revisit.ContentType;
        revisit.RobotsTag = hasHead ? revisit.RobotsTag : page.RobotsTag;
        revisit.LinkHeader = hasHead ? revisit.LinkHeader : page.LinkHeader;
        revisit.Language = hasHead ? revisit.Language : page.Language;
        revisit.IsHtml = page.IsHtml;
        revisit.Body = page.Body;
        revisit.Truncated = page.Truncated;
    }
}
