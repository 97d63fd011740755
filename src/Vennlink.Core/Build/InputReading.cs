using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Vennlink.Archives;
using Vennlink.Inputs;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Build;

/// <summary>
/// The read stage: each input into a segment of its own, several inputs at once where there are many threads.
/// </summary>
internal sealed class InputReading(BuildOptions options, string workFolder, SegmentStore store, StageClock stages)
{
    // One thread decompresses an input; so many more keep up with it in extracting links, and above that a second input
    // is begun.
    private const int ThreadsPerInput = 4;

    private readonly Lock _lock = new();
    private readonly List<string> _segments = [];
    private readonly List<InputException> _problems = [];
    private readonly Dictionary<IndexInput, InputProgress> _underWay = [];
    private long _doneBytes;
    private long _recordCount;

    /// <summary>Reads inputs.</summary>
    /// <returns>Segments, in any order; and what is wrong with inputs that cannot be read, in order.</returns>
    public (IReadOnlyList<string> Segments, IReadOnlyList<InputException> Problems) Read(
        IReadOnlyList<IndexInput> inputs, CancellationToken cancellationToken)
    {
        if (inputs.Count == 0)
        {
            return ([], []);
        }

        long totalBytes = inputs.Sum(input => input.LengthBytes);
        stages.Start("read", totalBytes);
        int atOnce = Math.Clamp(options.ThreadCount / ThreadsPerInput, 1, inputs.Count);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        try
        {
            // One at a time to each thread: handed out in lots, the largest inputs could all wait for one of them.
            OrderablePartitioner<int> indexes = Partitioner.Create(
                Enumerable.Range(0, inputs.Count), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(
                indexes, parallel, index => ReadOne(inputs[index], index, atOnce, totalBytes, cancellationToken));
        }
        catch (AggregateException problems)
        {
            // One reader failed, the others were stopped by it or failed alike: the first failure is what the user must
            // know.
            ExceptionDispatchInfo.Throw(problems.Flatten().InnerExceptions[0]);
        }

        return (_segments, [.. _problems.OrderBy(problem => problem.Message, StringComparer.Ordinal)]);
    }

    private void ReadOne(IndexInput input, int index, int atOnce, long totalBytes, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(workFolder, $"read-{index:D6}");
        if (Directory.Exists(folder))
        {
            // Left by a killed build, of this input or of another one.
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        string workPath = Path.Combine(folder, "input" + SegmentStore.Suffix);
        SegmentOptions segmentOptions = new()
        {
            TemporaryFolder = folder,
            MemoryBytes = options.MemoryBytes / atOnce,
            ThreadCount = Math.Max(1, options.ThreadCount / atOnce),
        };
        try
        {
            InputInfo info = input.WriteSegment(
                workPath, segmentOptions, progress => Step(input, progress, totalBytes), cancellationToken);
            string segment = store.Publish(workPath, info, input.Lists);
            End(input, totalBytes);
            lock (_lock)
            {
                _segments.Add(segment);
            }
        }
        catch (InputException problem)
        {
            // The others are read all the same: then all that cannot be read is known at once.
            lock (_lock)
            {
                _problems.Add(problem);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Step(IndexInput input, InputProgress progress, long totalBytes)
    {
        lock (_lock)
        {
            _underWay[input] = progress;
            Report(totalBytes);
        }
    }

    private void End(IndexInput input, long totalBytes)
    {
        lock (_lock)
        {
            _doneBytes += input.LengthBytes;
            if (_underWay.Remove(input, out InputProgress last))
            {
                _recordCount += last.RecordCount;
            }

            Report(totalBytes);
        }
    }

    private void Report(long totalBytes) => stages.Report(
        "read",
        _doneBytes + _underWay.Values.Sum(progress => progress.DoneBytes),
        totalBytes,
        _recordCount + _underWay.Values.Sum(progress => progress.RecordCount));
}
