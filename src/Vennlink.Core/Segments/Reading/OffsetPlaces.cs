using Vennlink.Archives;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Puts the offsets of all files inside an input into one row of numbers, so that a link needs one number to say where
/// it is from. Used by the thread that reads.
/// </summary>
/// <remarks>
/// A space has room for its own bytes first, and behind them for decompressed ones; the next space begins behind the
/// last offset placed. So the numbers hang on the input alone.
/// </remarks>
internal sealed class OffsetPlaces
{
    private readonly List<InputPart> _parts = [];
    private OffsetSpace? _space;
    private long _start;
    private long _end;
    private bool _hasOwn;
    private bool _hasDecompressed;

    /// <summary>
    /// The parts that offsets were placed in, in ascending order; none where each is the input's own.
    /// </summary>
    public IReadOnlyList<InputPart> Parts =>
        _parts is [] || (_parts is [InputPart only] && only == InputPart.Whole)
            ? [] : [.. _parts.OrderBy(part => part.StartOffset)];

    /// <summary>The stored offset of a record or row.</summary>
    /// <param name="space">What the offset counts in: the same object for all of one file.</param>
    /// <param name="isDecompressed">Whether it counts decompressed bytes.</param>
    /// <param name="offset">The offset.</param>
    public long Place(OffsetSpace space, bool isDecompressed, long offset)
    {
        if (!ReferenceEquals(space, _space))
        {
            (_space, _start, _hasOwn, _hasDecompressed) = (space, _end, false, false);
            _end = _start + space.LengthBytes + 1;
        }

        long start = isDecompressed ? _start + space.LengthBytes + 1 : _start;
        ref bool isKnown = ref isDecompressed ? ref _hasDecompressed : ref _hasOwn;
        if (!isKnown)
        {
            isKnown = true;
            _parts.Add(new InputPart(space.InnerName, isDecompressed, start));
        }

        _end = Math.Max(_end, start + offset + 1);
        return start + offset;
    }
}
