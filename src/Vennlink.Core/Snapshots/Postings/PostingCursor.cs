using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>A walk over one posting list: ascending source ids without duplicates.</summary>
/// <remarks>
/// Starts before the first id: <see cref="Current"/> is undefined until the first <see cref="Advance"/> or <see cref="Seek"/>.
/// After the last id it stays at <see cref="End"/>. Not thread-safe. A damaged block throws <see cref="IndexFormatException"/>.
/// </remarks>
public abstract class PostingCursor : IDisposable
{
    /// <summary>What the cursor stands at after its last id; no source has this id.</summary>
    public const uint End = uint.MaxValue;

    /// <summary>Ids in the whole list.</summary>
    public abstract long Count { get; }

    /// <summary>The id the cursor stands at.</summary>
    public abstract uint Current { get; }

    /// <summary>Moves to the next id and returns it.</summary>
    public abstract uint Advance();

    /// <summary>Moves to the first id at or above <paramref name="minimum"/>; never moves back: at or below the current id it stays.</summary>
    public abstract uint Seek(uint minimum);

    /// <summary>
    /// Sets a bit for each id in <c>[windowStart, windowStart + 64 × bitmap.Length)</c>; ids of the list that the cursor has already passed
    /// are not looked at, so windows are asked for in ascending order. Leaves the cursor at the first id at or above the window's end.
    /// </summary>
    /// <param name="windowStart">First id of the window, a multiple of 64.</param>
    /// <param name="bitmap">Bits are OR-ed in; bit i of word w is id <c>windowStart + 64w + i</c>.</param>
    /// <returns>Number of ids of this list inside the window.</returns>
    public abstract int FillWindow(uint windowStart, Span<ulong> bitmap);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>
    /// Copies ids from <see cref="Current"/> on, up to the last one wanted or to the end of the room there is, and moves behind them. The cursor has been advanced or sought
    /// before.
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

    /// <summary>Whether the list holds an id, for ids asked in ascending order: what a <see cref="Seek"/> would tell, where possible without decoding.</summary>
    /// <param name="id">Not below an id the cursor was moved to or asked for.</param>
    /// <remarks>Leaves the cursor at or before the id; what it may pass on the way to the next <see cref="Seek"/> above the id says nothing.</remarks>
    internal virtual bool Contains(uint id) => Seek(id) == id;

    /// <summary>Has the cursor decode with registers of a width; without effect on what it yields.</summary>
    internal virtual void UseWidth(LaneWidth width)
    {
    }
}
