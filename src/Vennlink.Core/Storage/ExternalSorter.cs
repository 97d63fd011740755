namespace Vennlink.Storage;

/// <summary>Sorts any number of byte records in bounded memory: sorted compressed runs on disk, then one k-way merge.</summary>
/// <remarks>
/// Order is plain byte order of whole records (memcmp, shorter first), so the result is a function of the multiset of records alone:
/// not of memory, threads or order of arrival. Equal records are all kept. Thread-safety: one adder at a time.
/// </remarks>
public sealed class ExternalSorter : IDisposable
{
    /// <summary>Prepares to sort.</summary>
    /// <param name="temporaryFolder">Existing folder for runs; runs are deleted on dispose.</param>
    /// <param name="memoryBytes">What the sorter may hold, all buffers counted; at least 1 MiB.</param>
    public ExternalSorter(string temporaryFolder, long memoryBytes) => throw new NotImplementedException();

    /// <summary>Adds one record; the bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> record) => throw new NotImplementedException();

    /// <summary>Ends adding and returns a walk over all records in order. Callable once.</summary>
    public SortedRecords Sort(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>A walk over sorted records; disposing it frees the runs.</summary>
public abstract class SortedRecords : IDisposable
{
    /// <summary>Moves to the next record; false at the end.</summary>
    public abstract bool MoveNext();

    /// <summary>The current record, valid until the next move.</summary>
    public abstract ReadOnlySpan<byte> Current { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
