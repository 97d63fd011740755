namespace Vennlink.Merge;

/// <summary>
/// The live view on disk: all pages in key order, with links, lost links and provenance, in compressed, checksummed blocks.
/// It is the input of graph, ranking and inversion, and part of the snapshot as the source of evidence and export.
/// </summary>
/// <remarks>Format: docs/formats/live-pages.md. Opening maps the file; any number of readers may walk it at once.</remarks>
public sealed class LivePages : IDisposable
{
    /// <summary>Maps the file <c>live.pages</c> of <paramref name="folder"/>.</summary>
    /// <exception cref="Storage.IndexFormatException">Damaged or of another version.</exception>
    public static LivePages Open(string folder) => throw new NotImplementedException();

    /// <summary>Number of pages.</summary>
    public long PageCount => throw new NotImplementedException();

    /// <summary>Starts a walk at the first page whose key is at or above <paramref name="minimumKey"/> (empty: at the first).</summary>
    public LivePageCursor Read(ReadOnlySpan<byte> minimumKey = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>A walk over live pages in key order. Not thread-safe.</summary>
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
