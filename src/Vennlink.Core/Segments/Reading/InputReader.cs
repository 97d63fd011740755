using System.Buffers;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;
using Vennlink.Storage.Sorting;

namespace Vennlink.Segments.Reading;

/// <summary>Reads one input, an archive, a link list or a web graph, told by its content, into one segment.</summary>
/// <remarks>
/// The calling thread reads and decompresses, others extract links, <see cref="CaptureSorter"/> puts the result in order, so the segment is
/// the same whatever the threads and the memory. Bad records, rows and links are counted in <see cref="InputInfo.Skips"/>.
/// </remarks>
internal static class InputReader
{
    private const string TemporarySuffix = ".tmp";

    // Records between two words of progress.
    private const int ProgressRecords = 1 << 10;

    /// <summary>Reads an input.</summary>
    /// <param name="path">A file; or a web graph: its folder, or either of its files.</param>
    /// <param name="segmentPath">The segment, written aside, flushed and then put here by one rename, replacing one that is there.</param>
    /// <param name="options">How to read.</param>
    /// <param name="progress">Told now and then, by the calling thread; may be null.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>What was read; the segment says the same.</returns>
    /// <exception cref="FormatException">The input is neither an archive nor a list with a source and a target column.</exception>
    public static InputInfo Read(
        string path, string segmentPath, InputOptions options, Action<InputProgress>? progress, CancellationToken cancellationToken)
    {
        using Reading reading = new(options, progress, cancellationToken);
        return reading.Run(path, segmentPath);
    }

    private sealed class Reading(InputOptions options, Action<InputProgress>? progress, CancellationToken cancellationToken) : IDisposable
    {
        private readonly CaptureSorter _sorter =
            new(options.TemporaryFolder, Math.Max(ExternalSorter.MinimumMemoryBytes, options.MemoryBytes / 2));

        // Counted by the reading thread alone while workers run; theirs are added to _workerSkips under its lock, and here when they are done.
        private readonly SkipCounts _skips = new();
        private readonly SkipCounts _workerSkips = new();
        private long _readCount;
        private long _totalBytes;
        private long _captureCount;
        private long _rowCount;
        private long _linkCount;

        public InputInfo Run(string path, string segmentPath)
        {
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
            bool isGraph = WebGraphInput.TryFind(path, out WebGraphInput? graph);
            (string format, string digest) = isGraph ? ReadGraph(graph!) : ReadFile(path);

            // The arcs are what offsets count in; and so the name is the same whichever of its files or folders the graph is named by.
            name = graph?.Name ?? name;

            InputInfo info = new(name, digest, _totalBytes, format, _captureCount, _rowCount, _linkCount, _skips);
            WriteSegment(segmentPath, info);
            return info;
        }

        public void Dispose() => _sorter.Dispose();

        private (string Format, string Digest) ReadFile(string path)
        {
            using HashedFile file = new(path);
            _totalBytes = file.LengthBytes;
            string format;
            using (ArchiveReader? archive = ArchiveReader.TryOpen(file.OpenReader(), options.Limits, _skips))
            {
                format = archive is null ? InputFormats.List : ReadArchive(archive, file);
            }

            if (format == InputFormats.List)
            {
                // Unless its columns are named: then it is a list whatever it is called.
                if (options.Columns is null)
                {
                    WebGraphInput.RefusePart(path);
                }

                using LinkListReader list = LinkListReader.Open(file.OpenReader(), options.Columns, _skips);
                ReadList(list, file);
            }

            return (format, file.Digest(cancellationToken));
        }

        private string ReadArchive(ArchiveReader archive, HashedFile file)
        {
            ArchiveRecord next = new();
            bool isWat = false;
            Run<ArchiveRecord>(
                batch =>
                {
                    if (!archive.TryRead(next))
                    {
                        return false;
                    }

                    Keep(batch, next);
                    isWat |= next.Kind == ArchiveRecordKind.Wat;
                    if (IsStep())
                    {
                        Report(file.PositionBytes);
                    }

                    return true;
                },
                CaptureWork);
            return isWat && archive.Format == InputFormats.Warc ? InputFormats.Wat : archive.Format;
        }

        private static void Keep(RecordBatch<ArchiveRecord> batch, ArchiveRecord record)
        {
            ArchiveRecord kept = batch.Add();
            kept.Kind = record.Kind;
            kept.OffsetBytes = record.OffsetBytes;
            kept.TimeSeconds = record.TimeSeconds;
            kept.HttpStatus = record.HttpStatus;
            kept.IsHtml = record.IsHtml;
            kept.Truncated = record.Truncated;
            kept.TargetUri = batch.Keep(record.TargetUri.Span);
            kept.ContentType = batch.Keep(record.ContentType.Span);
            kept.Location = batch.Keep(record.Location.Span);
            kept.RobotsTag = batch.Keep(record.RobotsTag.Span);
            kept.LinkHeader = batch.Keep(record.LinkHeader.Span);
            kept.Body = batch.Keep(record.Body.Span);
        }

        private static void Keep(RecordBatch<LinkListRow> batch, LinkListRow row)
        {
            LinkListRow kept = batch.Add();
            ReadOnlySpan<byte> bytes = row.Bytes.Span;
            ReadOnlyMemory<byte> copy = batch.Keep(bytes);
            kept.OffsetBytes = row.OffsetBytes;
            kept.FirstSeenSeconds = row.FirstSeenSeconds;
            kept.LastSeenSeconds = row.LastSeenSeconds;
            kept.Source = InCopy(row.Source.Span, bytes);
            kept.Target = InCopy(row.Target.Span, bytes);
            kept.Anchor = InCopy(row.Anchor.Span, bytes);
            kept.Title = InCopy(row.Title.Span, bytes);
            kept.Rel = InCopy(row.Rel.Span, bytes);

            // One copy for all texts, but for those that lie elsewhere.
            ReadOnlyMemory<byte> InCopy(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes) =>
                text.IsEmpty ? default : bytes.Overlaps(text, out int start) ? copy.Slice(start, text.Length) : batch.Keep(text);
        }

        private void ReadList(LinkListReader list, HashedFile file)
        {
            LinkListRow next = new();
            Run<LinkListRow>(
                batch =>
                {
                    if (!list.TryRead(next))
                    {
                        return false;
                    }

                    Keep(batch, next);
                    if (IsStep())
                    {
                        Report(file.PositionBytes);
                    }

                    return true;
                },
                RowWork);
        }

        private (string Format, string Digest) ReadGraph(WebGraphInput graph)
        {
            _totalBytes = graph.TotalBytes;
            string digest = InputDigest.OfFiles(graph.Files, options.ThreadCount, null, cancellationToken);
            using GraphRows rows = GraphRows.Open(graph, options.TemporaryFolder, _skips, cancellationToken);
            Run<LinkListRow>(
                batch =>
                {
                    if (!rows.TryRead(out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> target, out long offset))
                    {
                        return false;
                    }

                    LinkListRow kept = batch.Add();
                    kept.OffsetBytes = offset;
                    kept.Source = batch.Keep(source);
                    kept.Target = batch.Keep(target);
                    if (IsStep())
                    {
                        Report(rows.BytesRead);
                    }

                    return true;
                },
                RowWork);
            return (InputFormats.Graph, digest);
        }

        private void Run<T>(Func<RecordBatch<T>, bool> tryRead, Func<SkipCounts, Action<RecordBatch<T>>> newWork)
            where T : class, new()
        {
            RecordPipeline<T> pipeline = new(options.ThreadCount, options.MemoryBytes / 4);
            pipeline.Run(tryRead, Work, cancellationToken);
            _skips.Add(_workerSkips);
            _workerSkips.Clear();

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
            return batch =>
            {
                for (int index = 0; index < batch.Count; index++)
                {
                    if (captures.TryConvert(batch[index], capture))
                    {
                        record.ResetWrittenCount();
                        capture.Write(record);
                        _sorter.Add(record.WrittenSpan);
                        Interlocked.Increment(ref _captureCount);
                        Interlocked.Add(ref _linkCount, capture.LinkCount);
                    }
                }
            };
        }

        private Action<RecordBatch<LinkListRow>> RowWork(SkipCounts skips)
        {
            ArrayBufferWriter<byte> record = new();
            ListRows rows = new(skips, Take);
            return batch =>
            {
                for (int index = 0; index < batch.Count; index++)
                {
                    rows.Add(batch[index]);
                }

                rows.End();
            };

            void Take(PageRows page)
            {
                record.ResetWrittenCount();
                page.Write(record);
                _sorter.Add(record.WrittenSpan);
                Interlocked.Add(ref _rowCount, page.RowCount);
                Interlocked.Add(ref _linkCount, page.RowCount);
            }
        }

        // Asked for once in many records: where a file stands costs more than a row of it.
        private bool IsStep() => ++_readCount % ProgressRecords == 0;

        private void Report(long doneBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(new InputProgress(doneBytes, _totalBytes, _readCount));
        }

        private void WriteSegment(string segmentPath, InputInfo info)
        {
            string aside = segmentPath + TemporarySuffix;
            using (SegmentWriter writer = new(aside, compressesAside: options.ThreadCount > 1))
            {
                RowsJoin join = new(writer.Add);
                _sorter.Drain(join.Add, cancellationToken);
                join.End();
                writer.Complete(info);
            }

            File.Move(aside, segmentPath, overwrite: true);
        }
    }
}
