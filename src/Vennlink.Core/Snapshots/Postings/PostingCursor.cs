using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>A walk over one list of source ids: ascending, without duplicates.</summary>
/// <remarks>
/// Always stands at an id of the list, at first the lowest, or at <see cref="End"/> behind the last, and never moves
/// back. Not thread-safe. A damaged block throws
/// <see cref="IndexFormatException"/>. Every implementation obeys <c>CursorLaws</c> of the tests.
/// </remarks>
public abstract class PostingCursor : IDisposable
{
    /// <summary>What the cursor stands at behind its last id; no source has this id.</summary>
    public const uint End = uint.MaxValue;

    /// <summary>
    /// Ids in the whole list: exact for a stored list; where ids are only found on the way, as many as there can be.
    /// </summary>
    public abstract long Count { get; }

    /// <summary>The id the cursor stands at.</summary>
    public abstract uint Current { get; }

    /// <summary>Moves to the next id and returns it; stays at <see cref="End"/>.</summary>
    public abstract uint Advance();

    /// <summary>
    /// Moves to the first id at or above <paramref name="minimum"/> and returns it; at or below the current id it
    /// stays.
    /// </summary>
    public abstract uint Seek(uint minimum);

    /// <summary>
    /// Sets a bit for each id in <c>[windowStart, windowStart + 64 × bitmap.Length)</c>; ids of the list that the
    /// cursor has already passed are not looked at, so windows are asked for in ascending order. Leaves the cursor at
    /// the first id at or above the window's end.
    /// </summary>
    /// <param name="windowStart">First id of the window, a multiple of 64.</param>
    /// <param name="bitmap">Bits are OR-ed in; bit i of word w is id <c>windowStart + 64w + i</c>.</param>
    /// <returns>Number of ids of this list inside the window.</returns>
    public abstract int FillWindow(uint windowStart, Span<ulong> bitmap);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>
    /// Copies ids from <see cref="Current"/> on, up to the last one wanted or to the end of the room there is, and
    /// moves behind them.
    /// </summary>
    /// <param name="last">Highest id to copy.</param>
    /// <param name="ids">Where to.</param>
    /// <returns>Ids copied.</returns>
    internal virtual int CopyIds(uint last, Span<uint> ids)
    {
        int count = 0;
        for (uint id = Current; count < ids.Length && id <= last && id != End; id = Advance())
        {
            ids[count++] = id;
        }

        return count;
    }

    /// <summary>
    /// Whether <see cref="Seek"/> to an id finds it; moves as that does, but the work of moving may be put off until
    /// somebody asks where the cursor stands.
    /// </summary>
    internal virtual bool Contains(uint id) => Seek(id) == id;
}
