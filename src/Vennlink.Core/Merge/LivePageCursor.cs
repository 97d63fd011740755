using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// A walk over live pages in key order: one block in memory, pages decoded as they are reached. Not thread-safe.
/// </summary>
/// <remarks>
/// Starts before its first page. Moving may throw <see cref="IndexFormatException"/>: the file is damaged there.
/// </remarks>
internal sealed class LivePageCursor : IDisposable
{
    private readonly RecordCursor _records;
    private readonly byte[] _target = new byte[CaptureLimits.MaxKeyBytes];

    // A skip stops at the record the next move shall show.
    private bool _stands;

    internal LivePageCursor(BlockFile blocks, int firstBlock) => _records = new RecordCursor(blocks, firstBlock);

    /// <summary>Ordinal of the current page in key order.</summary>
    public long Ordinal => _records.Ordinal;

    /// <summary>The current page, reused.</summary>
    public LivePage Current { get; } = new();

    /// <summary>Moves to the next page; false at the end.</summary>
    public bool MoveNext()
    {
        if (!_stands && !_records.MoveNext())
        {
            return false;
        }

        _stands = false;
        LivePageFormat.Read(_records.Reader, Current, _target);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    /// <summary>Goes to before the first page at or above <paramref name="minimumKey"/>.</summary>
    internal void SkipToKey(ReadOnlySpan<byte> minimumKey)
    {
        while (_records.MoveNext())
        {
            ByteReader reader = _records.Reader;
            if (LivePageFormat.ReadKey(ref reader).SequenceCompareTo(minimumKey) >= 0)
            {
                _stands = true;
                return;
            }
        }
    }

    /// <summary>
    /// Goes to before page <paramref name="ordinal"/>, which is not before the block the walk starts at.
    /// </summary>
    internal void SkipToOrdinal(long ordinal)
    {
        while (_records.Ordinal < ordinal && _records.MoveNext())
        {
        }

        _stands = _records.Ordinal == ordinal;
    }

    /// <summary>The exception that names the current block.</summary>
    internal IndexFormatException Broken(string problem) => _records.Broken(problem);
}
