using Vennlink.Segments;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// Many segments to one live view: the latest capture of each page wins, rows of lists add up, lost links are kept
/// apart.
/// </summary>
/// <remarks>
/// The rules are the table in docs/formats/live-pages.md. The bytes of the result hang on the segments and on the
/// ordinals given to them alone: not on their order, nor on memory.
/// </remarks>
internal static class CaptureMerge
{
    // An open segment holds a decompressed block, a decompressor and a mapped file: some 300 KB. Beyond this number
    // groups of segments are merged into runs first, so 10,000 inputs cost one more pass over their bytes and not 3 GB.
    private const int DefaultFanIn = 256;

    // Records between two words of progress, and two looks at the cancellation token. A record may be a page with a
    // hundred links, or with a million.
    private const int StepRecords = 1 << 6;

    /// <summary>Merges segments into <c>live.pages</c>.</summary>
    /// <param name="segments">
    /// Path of each segment, and the ordinal of its input in the manifest; no ordinal twice.
    /// </param>
    /// <param name="outputFolder">
    /// Existing folder for <c>live.pages</c>, which is replaced; runs stand there meanwhile.
    /// </param>
    /// <param name="progress">Told now and then; may be null.</param>
    /// <param name="cancellationToken">Looked at every few dozen records.</param>
    /// <param name="fanIn">Most files to merge at once; at least 2.</param>
    /// <param name="threadCount">Threads that may work at once; the result does not depend on it.</param>
    /// <param name="cutoff">Up to when captures and rows count, and gets what was left out; null for all.</param>
    /// <exception cref="IndexFormatException">A segment is damaged.</exception>
    /// <remarks>
    /// Memory: <paramref name="fanIn"/> × 300 KB, and the largest page. Disk: the result, and where there are more than
    /// <paramref name="fanIn"/> segments about twice what they take, until the end.
    /// </remarks>
    public static MergeReport Run(
        IReadOnlyList<(string SegmentPath, int FileId)> segments,
        string outputFolder,
        Action<MergeProgress>? progress,
        CancellationToken cancellationToken,
        int fanIn = DefaultFanIn,
        int threadCount = 1,
        MergeCutoff? cutoff = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fanIn, 2);
        Passes passes = new(outputFolder, progress, fanIn, threadCount, cutoff, cancellationToken);
        try
        {
            return passes.Run([.. segments.Select(segment => new Source(segment.SegmentPath, segment.FileId))]);
        }
        finally
        {
            passes.DeleteRuns();
        }
    }

    /// <summary>A file to merge: a segment, or a run (which has no ordinal of its own).</summary>
    private readonly record struct Source(string Path, int? FileId);

    private sealed class Passes(
        string outputFolder,
        Action<MergeProgress>? progress,
        int fanIn,
        int threadCount,
        MergeCutoff? cutoff,
        CancellationToken cancellationToken)
    {
        private readonly List<string> _runs = [];
        private long _doneBytes;
        private long _totalBytes;
        private long _recordCount;

        public MergeReport Run(List<Source> sources)
        {
            _totalBytes = sources.Sum(source => new FileInfo(source.Path).Length);
            while (sources.Count > fanIn)
            {
                sources = [.. sources.Chunk(fanIn).Select(MergeIntoRun)];
            }

            using SegmentMerge merge = Open(sources);
            return WriteLive(merge);
        }

        public void DeleteRuns() => _runs.ForEach(File.Delete);

        private Source MergeIntoRun(Source[] group)
        {
            string path = Path.Combine(outputFolder, $"merge-{_runs.Count:D6}.run");
            _runs.Add(path);
            using SegmentMerge merge = Open(group);
            MergeRun.Write(path, merge, () => Step(merge, 0));
            _doneBytes += merge.DoneBytes;
            _totalBytes += new FileInfo(path).Length;
            return new Source(path, null);
        }

        private MergeReport WriteLive(SegmentMerge merge)
        {
            using LivePagesWriter writer = new(outputFolder, compressesAside: threadCount > 1);
            LiveView view = new(writer, cutoff);
            while (merge.MoveNext())
            {
                Step(merge, writer.PageCount);
                view.Add(merge);
            }

            view.Complete();
            writer.Complete();
            return view.Report;
        }

        private void Step(SegmentMerge merge, long pageCount)
        {
            if (++_recordCount % StepRecords == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(new MergeProgress(_doneBytes + merge.DoneBytes, _totalBytes, pageCount));
            }
        }

        private static SegmentMerge Open(IEnumerable<Source> sources)
        {
            SegmentMerge merge = new();
            try
            {
                foreach (Source source in sources)
                {
                    if (source.FileId is { } fileId)
                    {
                        merge.Add(Segment.Open(source.Path), fileId);
                    }
                    else
                    {
                        merge.Add(MergeRun.Open(source.Path));
                    }
                }

                return merge;
            }
            catch
            {
                merge.Dispose();
                throw;
            }
        }
    }
}
