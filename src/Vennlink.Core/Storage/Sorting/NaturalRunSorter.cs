namespace Vennlink.Storage.Sorting;

/// <summary>
/// Sorts records that come almost in order, in bounded memory: what ascends goes on at the end of a run, what does not
/// starts another.
/// </summary>
/// <remarks>
/// Patience sorting with as many runs as the longest falling sequence has records: names in the order of their text are
/// in the order of their labels but for a dash here and there, which makes a handful of runs; ids that ascend within
/// each of a hundred classes make a hundred. Records that fit no run go through an <see cref="ExternalSorter"/>, so any
/// order is sorted. Same order and same result as that one. Source: Mallows, "Patience sorting", 1963.
/// </remarks>
internal sealed class NaturalRunSorter : IDisposable
{
    private const int MaxRuns = 128;
    private const int BlockBytes = 1 << 16;

    private readonly string _temporaryFolder;
    private readonly string _name = $"natural-{Guid.NewGuid():n}";
    private readonly ExternalSorter _rest;
    private readonly List<RunWriter> _writers = [];

    // The last record of each run: they fall from run to run, so the first run whose last is not above a record is the
    // closest below it.
    private readonly List<(byte[] Bytes, int Length)> _lasts = [];
    private bool _isDrained;

    /// <summary>Prepares to sort.</summary>
    /// <param name="temporaryFolder">Existing folder for runs.</param>
    /// <param name="memoryBytes">What records that fit no run may take, at least 1 MiB; each run takes 64 KiB and its
    /// last record beside it.</param>
    public NaturalRunSorter(string temporaryFolder, long memoryBytes)
    {
        _temporaryFolder = temporaryFolder;
        _rest = new ExternalSorter(temporaryFolder, memoryBytes);
    }

    /// <summary>Runs begun so far.</summary>
    public int RunCount => _writers.Count;

    /// <summary>Records that fitted no run.</summary>
    public long UnorderedCount => _rest.RecordCount;

    /// <summary>Adds one record; the bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        int run = FirstNotAbove(record);
        if (run < _writers.Count)
        {
            Append(run, record);
        }
        else if (run == MaxRuns)
        {
            _rest.Add(record);
        }
        else
        {
            _writers.Add(new RunWriter(Path.Combine(_temporaryFolder, $"{_name}-{run}.run"), BlockBytes));
            _lasts.Add((new byte[Math.Max(256, record.Length)], 0));
            Append(run, record);
        }
    }

    /// <summary>
    /// Ends adding and returns a walk over all records in order, which now owns the runs. Callable once.
    /// </summary>
    public SortedRecords Sort(CancellationToken cancellationToken)
    {
        List<RunFile> runs = [.. _writers.Select(writer => writer.Complete())];
        if (_rest.RecordCount > 0)
        {
            using SortedRecords rest = _rest.Sort(cancellationToken);
            using RunWriter writer = new(Path.Combine(_temporaryFolder, $"{_name}-rest.run"), BlockBytes);
            while (rest.MoveNext())
            {
                writer.Add(rest.Current);
            }

            runs.Add(writer.Complete());
        }

        _writers.ForEach(writer => writer.Dispose());
        _isDrained = true;
        return new RunMerge(runs);
    }

    public void Dispose()
    {
        _rest.Dispose();
        if (!_isDrained)
        {
            _writers.ForEach(writer => writer.Dispose());
        }
    }

    private int FirstNotAbove(ReadOnlySpan<byte> record)
    {
        int low = 0;
        int high = _lasts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (byte[] last, int length) = _lasts[middle];
            if (record.SequenceCompareTo(last.AsSpan(0, length)) >= 0)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private void Append(int run, ReadOnlySpan<byte> record)
    {
        _writers[run].Add(record);
        byte[] last = _lasts[run].Bytes;
        if (last.Length < record.Length)
        {
            last = new byte[2 * record.Length];
        }

        record.CopyTo(last);
        _lasts[run] = (last, record.Length);
    }
}
