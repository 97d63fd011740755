using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>A walk over live pages in key order. Not thread-safe.</summary>
/// <remarks>Starts before its first page. Moving may throw <see cref="IndexFormatException"/>: the file is damaged there.</remarks>
public abstract class LivePageCursor : IDisposable
{
    /// <summary>Moves to the next page; false at the end.</summary>
    public abstract bool MoveNext();

    /// <summary>Ordinal of the current page in key order.</summary>
    public abstract long Ordinal { get; }

    /// <summary>The current page, reused.</summary>
    public abstract LivePage Current { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
