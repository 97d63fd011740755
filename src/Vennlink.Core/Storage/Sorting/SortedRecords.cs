namespace Vennlink.Storage.Sorting;

/// <summary>A walk over sorted records; disposing it frees memory and runs.</summary>
internal abstract class SortedRecords : IDisposable
{
    /// <summary>Moves to the next record; false at the end.</summary>
    public abstract bool MoveNext();

    /// <summary>The current record, valid until the next move.</summary>
    public abstract ReadOnlySpan<byte> Current { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
