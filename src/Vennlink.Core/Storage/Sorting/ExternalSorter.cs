namespace Vennlink.Storage.Sorting;

/// <summary>
/// Sorts any number of byte records in bounded memory: sorted compressed runs on disk, then one k-way merge.
/// </summary>
/// <remarks>
/// Order is plain byte order of whole records (memcmp, shorter first), so the result is a function of the multiset of
/// records alone: not of memory, threads or order of arrival. Equal records are all kept. With several threads one run
/// is sorted and written while records of the next are added. Thread-safety: one adder at a time.
/// </remarks>
internal sealed class ExternalSorter : IDisposable
{
    /// <summary>Least memory a sorter can work with.</summary>
    public const long MinMemoryBytes = 1 << 20;

    // Longer arenas sort no faster (the entries outgrow the caches), and a merge of many runs is cheap.
    private const long MaxArenaBytes = 1L << 31;
    private const int MinBlockBytes = 1 << 13;
    private const int MaxBlockBytes = 1 << 18;

    // Below the usual limit of 1,024 open files.
    private const int MaxRunsMerged = 256;

    private readonly string _temporaryFolder;
    private readonly long _memoryBytes;
    private readonly int _threadCount;
    private readonly int _blockBytes;
    private readonly string _name = $"sort-{Guid.NewGuid():n}";
    private readonly Queue<RunFile> _runs = new();
    private readonly long _arenaBytes;
    private readonly CancellationTokenSource _stop = new();
    private RecordArena? _arena;

    // The arena that was filled before, and its spill: of several threads one writes it while the other arena is
    // filled.
    private RecordArena? _spilled;
    private Task _spill = Task.CompletedTask;
    private int _runNumber;
    private int _longestRecord;
    private bool _isDisposed;

    /// <summary>Prepares to sort.</summary>
    /// <param name="temporaryFolder">Existing folder for runs; runs are deleted on dispose.</param>
    /// <param name="memoryBytes">What the sorter may hold, all buffers counted; at least 1 MiB.</param>
    /// <param name="threadCount">Threads that sort in memory; the result does not depend on it.</param>
    public ExternalSorter(string temporaryFolder, long memoryBytes, int threadCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryBytes, MinMemoryBytes);
        _temporaryFolder = temporaryFolder;
        _memoryBytes = memoryBytes;
        _threadCount = threadCount;
        _blockBytes = (int)Math.Clamp(memoryBytes / 128, MinBlockBytes, MaxBlockBytes);

        // While the arena is full, one run is being written: a block, its compressed form, and the last record.
        _arenaBytes = Math.Min(MaxArenaBytes, memoryBytes * 7 / 8 / (threadCount > 1 ? 2 : 1));
        _arena = new RecordArena(_arenaBytes);
    }

    /// <summary>Longest record that can be added: an eighth of the memory, at most 256 MiB.</summary>
    public int MaxRecordBytes => (int)Math.Min(_memoryBytes / 8, 1 << 28);

    /// <summary>Records added.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Bytes of runs written to disk so far, merge passes included.</summary>
    public long SpilledBytes { get; private set; }

    /// <summary>Adds one record; the bytes are copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The record is longer than
    /// <see cref="MaxRecordBytes"/>.</exception>
    public void Add(ReadOnlySpan<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, MaxRecordBytes);
        ObjectDisposedException.ThrowIf(_arena is null, this);
        _longestRecord = Math.Max(_longestRecord, record.Length);
        RecordCount++;
        if (!_arena.TryAdd(record))
        {
            SpillFull();
            _arena.TryAdd(record);
        }
    }

    /// <summary>
    /// Ends adding and returns a walk over all records in order, which now owns memory and runs. Callable once.
    /// </summary>
    public SortedRecords Sort(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_arena is null, this);
        _spill.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        if (_runs.Count == 0)
        {
            _arena.Sort(_threadCount, cancellationToken);
            ArenaRecords records = new(_arena);
            _arena = null;
            return records;
        }

        if (_arena.Count > 0)
        {
            Spill(_arena, cancellationToken);
        }

        DropArenas();
        MergeUntilFew(cancellationToken);
        RunFile[] last = [.. _runs];
        _runs.Clear();
        return new RunMerge(last);
    }

    /// <summary>Frees memory and runs, unless <see cref="Sort"/> has handed them over.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _stop.Cancel();
        Task.WhenAny(_spill).Wait();
        _stop.Dispose();
        DropArenas();
        foreach (RunFile run in _runs)
        {
            File.Delete(run.Path);
        }
    }

    private void SpillFull()
    {
        RecordArena full = _arena!;
        if (_threadCount == 1)
        {
            Spill(full, CancellationToken.None);
            return;
        }

        // Throws what went wrong with the last one, so that nothing is added to a sort that lacks records.
        _spill.GetAwaiter().GetResult();
        _arena = _spilled ?? new RecordArena(_arenaBytes);
        _spilled = full;
        _spill = Task.Run(() => Spill(full, _stop.Token), CancellationToken.None);
    }

    private void Spill(RecordArena arena, CancellationToken cancellationToken)
    {
        arena.Sort(_threadCount, cancellationToken);
        using RunWriter writer = NewRun();
        for (long index = 0; index < arena.Count; index++)
        {
            if (index % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            writer.Add(arena[index]);
        }

        Keep(writer.Complete());
        arena.Clear();
    }

    private void DropArenas()
    {
        _arena?.Dispose();
        _spilled?.Dispose();
        (_arena, _spilled) = (null, null);
    }

    private void MergeUntilFew(CancellationToken cancellationToken)
    {
        // A reader holds a block that ends with a long record, that block compressed, and the record itself.
        long readerBytes = (2L * (_blockBytes + _longestRecord)) + _longestRecord;
        int fanIn = (int)Math.Clamp(_memoryBytes / readerBytes, 2, MaxRunsMerged);

        // The first merge takes so many that all later ones, the last included, are full.
        int first = ((_runs.Count - 2) % (fanIn - 1)) + 2;
        while (_runs.Count > fanIn)
        {
            var group = new RunFile[first];
            for (int run = 0; run < group.Length; run++)
            {
                group[run] = _runs.Dequeue();
            }

            first = fanIn;
            using RunMerge merge = new(group);
            using RunWriter writer = NewRun();
            for (long count = 0; merge.MoveNext(); count++)
            {
                if (count % 65_536 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                writer.Add(merge.Current);
            }

            Keep(writer.Complete());
        }
    }

    private RunWriter NewRun() => new(Path.Combine(_temporaryFolder, $"{_name}-{_runNumber++}.run"), _blockBytes);

    private void Keep(RunFile run)
    {
        _runs.Enqueue(run);
        SpilledBytes += run.LengthBytes;
    }
}
