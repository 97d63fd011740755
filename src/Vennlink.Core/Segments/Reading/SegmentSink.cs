using System.Buffers;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;

namespace Vennlink.Segments.Reading;

/// <summary>Takes the records or the rows of one input and makes a segment of them.</summary>
/// <remarks>
/// The calling thread reads and decompresses, others extract links, <see cref="CaptureSorter"/> puts the result in
/// order, so the segment is the same whatever the threads and the memory. Bad records, rows and links are counted in
/// <see cref="InputInfo.Skips"/>.
/// </remarks>
/// <param name="options">How to make the segment.</param>
/// <param name="totalBytes">Length of the input, for progress.</param>
/// <param name="progress">Told now and then, by the calling thread; may be null.</param>
/// <param name="cancellationToken">Looked at every few hundred KB.</param>
internal sealed class SegmentSink(
    SegmentOptions options, long totalBytes, Action<InputProgress>? progress, CancellationToken cancellationToken)
        : IDisposable
{
    private const string TemporarySuffix = ".tmp";

    // Records between two words of progress: where a file stands costs more to ask than a row of it to read.
    private const int ProgressRecords = 1 << 10;

    private readonly CaptureSorter? _sorter = options.TemporaryFolder is null ? null
        : new(options.TemporaryFolder, Math.Max(ExternalSorter.MinMemoryBytes, options.MemoryBytes / 2));

    private readonly SkipCounts _workerSkips = new();
    private readonly OffsetPlaces _offsets = new();
    private long _readCount;
    private long _captureCount;
    private long _rowCount;
    private long _linkCount;

    /// <summary>Existing folder for what an input cannot hold in memory.</summary>
    public string TemporaryFolder => options.TemporaryFolder
        ?? throw new InvalidOperationException("an input that needs a folder was examined without one");

    /// <summary>To be looked at by what an input does before it gives anything.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Rows that were used.</summary>
    public long RowCount => _rowCount;

    /// <summary>What was not used. The input counts here too, on the thread that reads.</summary>
    public SkipCounts Skips { get; } = new();

    /// <summary>What the input says that it is, known once it is opened.</summary>
    public InputNotes Notes { get; set; } = InputNotes.None;

    /// <summary>Takes records of an archive until there are no more.</summary>
    /// <param name="tryRead">Fills a record, whose bytes need not outlive the next call; false at the end.</param>
    /// <param name="bytesRead">Bytes of the input read so far, as they lie there.</param>
    public void AddRecords(Func<ArchiveRecord, bool> tryRead, Func<long> bytesRead) =>
        Run(tryRead, Keep, bytesRead, CaptureWork);

    /// <summary>As <see cref="AddRecords"/>, of rows of a list or arcs of a graph, all of one space.</summary>
    /// <param name="tryRead">As there.</param>
    /// <param name="bytesRead">As there.</param>
    /// <param name="space">What the offsets of rows count in; the input itself where it is null.</param>
    /// <param name="isDecompressed">Whether they count decompressed bytes.</param>
    public void AddRows(
        Func<LinkListRow, bool> tryRead, Func<long> bytesRead, OffsetSpace? space = null, bool isDecompressed = false)
    {
        space ??= new OffsetSpace(null, totalBytes);
        Run(tryRead, KeepPlaced, bytesRead, RowWork);

        void KeepPlaced(RecordBatch<LinkListRow> batch, LinkListRow row) =>
            Keep(batch, row, _offsets.Place(space, isDecompressed, row.OffsetBytes));
    }

    /// <summary>Writes the segment, once all is added.</summary>
    /// <param name="path">
    /// Where it goes: written aside, flushed and then put here by one rename, replacing one that is there.
    /// </param>
    /// <param name="name">Name of the input.</param>
    /// <param name="format">What it turned out to be.</param>
    /// <param name="digest">Its digest.</param>
    /// <returns>What was read; the segment says the same.</returns>
    public InputInfo WriteSegment(string path, string name, string format, string digest)
    {
        InputInfo info;
        string aside = path + TemporarySuffix;
        using (SegmentWriter writer = new(aside, compressesAside: options.ThreadCount > 1))
        {
            RowsJoin join = new(writer.Add);
            OtherMethods filter = new(join.Add, Skips, _offsets.Parts);
            _sorter!.Drain(filter.Add, cancellationToken);
            join.End();
            _captureCount -= filter.DroppedCaptureCount;
            _linkCount -= filter.DroppedLinkCount;
            info = Info(name, format, digest) with { PageCount = writer.PageCount };
            writer.Complete(info);
        }

        File.Move(aside, path, overwrite: true);
        return info;
    }

    /// <summary>What was read, once all is added; pages are counted where they are written.</summary>
    public InputInfo Info(string name, string format, string digest) =>
        new(name, digest, totalBytes, format, _captureCount, _rowCount, _linkCount, Skips)
        {
            Notes = Notes.Bounded(),
            Parts = _offsets.Parts,
        };

    /// <inheritdoc/>
    public void Dispose() => _sorter?.Dispose();

    private void Run<T>(
        Func<T, bool> tryRead,
        Action<RecordBatch<T>, T> keep,
        Func<long> bytesRead,
        Func<SkipCounts, Action<RecordBatch<T>>> newWork)
        where T : class, new()
    {
        T next = new();
        RecordPipeline<T> pipeline = new(options.ThreadCount, options.MemoryBytes / 4);
        pipeline.Run(TryRead, Work, cancellationToken);
        Skips.Add(_workerSkips);
        _workerSkips.Clear();

        bool TryRead(RecordBatch<T> batch)
        {
            if (!tryRead(next))
            {
                return false;
            }

            keep(batch, next);
            if (++_readCount % ProgressRecords == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(new InputProgress(bytesRead(), totalBytes, _readCount));
            }

            return true;
        }

        Action<RecordBatch<T>> Work()
        {
            SkipCounts skips = new();
            Action<RecordBatch<T>> work = newWork(skips);
            return batch =>
            {
                work(batch);
                lock (_workerSkips)
                {
                    _workerSkips.Add(skips);
                    skips.Clear();
                }
            };
        }
    }

    private Action<RecordBatch<ArchiveRecord>> CaptureWork(SkipCounts skips)
    {
        ArchiveCaptures captures = new(skips);
        Capture capture = new();
        ArrayBufferWriter<byte> record = new();
        ByteList ids = new();
        return batch =>
        {
            for (int index = 0; index < batch.Count; index++)
            {
                Add(batch[index]);
            }
        };

        void Add(ArchiveRecord read)
        {
            skips.Place = new SkipPlace(read.OffsetBytes, read.Space.InnerName);
            OtherMethods.SetHashes(read.Id.Span, read.ConcurrentTo.Span, ids);
            if (read.Kind == ArchiveRecordKind.Request)
            {
                if (captures.TryWriteKey(read, out ReadOnlySpan<byte> key))
                {
                    OtherMethods.AddRequest(key, ids.Span, record, Sort);
                }
            }
            else if (captures.TryConvert(read, capture))
            {
                record.ResetWrittenCount();
                capture.Write(record);
                OtherMethods.AppendSuffix(record, ids.Span);
                Sort(record.WrittenSpan);
                Interlocked.Increment(ref _captureCount);
                Interlocked.Add(ref _linkCount, capture.LinkCount);
            }
        }
    }

    private void Sort(ReadOnlySpan<byte> record) => _sorter?.Add(record);

    private Action<RecordBatch<LinkListRow>> RowWork(SkipCounts skips)
    {
        ArrayBufferWriter<byte> record = new();
        ListRows rows = new(skips, Take);
        return batch =>
        {
            for (int index = 0; index < batch.Count; index++)
            {
                skips.Place = batch[index].Place;
                rows.Add(batch[index]);
            }

            rows.End();
        };

        void Take(PageRows page)
        {
            record.ResetWrittenCount();
            page.Write(record);
            Sort(record.WrittenSpan);
            Interlocked.Add(ref _rowCount, page.RowCount);
            Interlocked.Add(ref _linkCount, page.RowCount);
        }
    }

    private void Keep(RecordBatch<ArchiveRecord> batch, ArchiveRecord record)
    {
        ArchiveRecord kept = batch.Add();
        kept.Kind = record.Kind;
        kept.OffsetBytes = record.OffsetBytes;
        kept.Space = record.Space;
        kept.StoredOffset = _offsets.Place(record.Space, record.OffsetIsDecompressed, record.OffsetBytes);
        kept.TimeSeconds = record.TimeSeconds;
        kept.Nanoseconds = record.Nanoseconds;
        kept.HttpStatus = record.HttpStatus;
        kept.IsHtml = record.IsHtml;
        kept.Language = record.Language;
        kept.Truncated = record.Truncated;
        kept.Id = batch.Keep(record.Id.Span);
        kept.ConcurrentTo = batch.Keep(record.ConcurrentTo.Span);
        kept.PayloadDigest = batch.Keep(record.PayloadDigest.Span);
        kept.TargetUri = batch.Keep(record.TargetUri.Span);
        kept.ContentType = batch.Keep(record.ContentType.Span);
        kept.Location = batch.Keep(record.Location.Span);
        kept.Refresh = batch.Keep(record.Refresh.Span);
        kept.RobotsTag = batch.Keep(record.RobotsTag.Span);
        kept.LinkHeader = batch.Keep(record.LinkHeader.Span);
        kept.Body = batch.Keep(record.Body.Span);
    }

    private static void Keep(RecordBatch<LinkListRow> batch, LinkListRow row, long offset)
    {
        LinkListRow kept = batch.Add();
        ReadOnlySpan<byte> bytes = row.Bytes.Span;
        ReadOnlyMemory<byte> copy = batch.Keep(bytes);
        kept.Place = row.Place;
        kept.OffsetBytes = offset;
        kept.FirstSeenSeconds = row.FirstSeenSeconds;
        kept.LastSeenSeconds = row.LastSeenSeconds;
        kept.Source = InCopy(row.Source.Span, bytes);
        kept.Target = InCopy(row.Target.Span, bytes);
        kept.Anchor = InCopy(row.Anchor.Span, bytes);
        kept.Title = InCopy(row.Title.Span, bytes);
        kept.Rel = row.Rel;
        kept.Kind = row.Kind;
        kept.IsLost = row.IsLost;
        kept.AreNames = row.AreNames;

        // One copy for all texts, but for those that lie elsewhere.
        ReadOnlyMemory<byte> InCopy(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes) =>
            text.IsEmpty ? default
            : bytes.Overlaps(text, out int start) ? copy.Slice(start, text.Length)
            : batch.Keep(text);
    }
}
