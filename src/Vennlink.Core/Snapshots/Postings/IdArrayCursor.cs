namespace Vennlink.Snapshots.Postings;

/// <summary>A walk over ids in memory: short lists, and lists of domains derived from pages.</summary>
/// <param name="ids">Ascending, no duplicates; not changed while the cursor lives.</param>
internal sealed class IdArrayCursor(ReadOnlyMemory<uint> ids) : PostingCursor
{
    private readonly ReadOnlyMemory<uint> _ids = ids;
    private int _position;

    public override long Count => _ids.Length;

    public override uint Current => _position < _ids.Length ? _ids.Span[_position] : End;

    public override uint Advance()
    {
        _position = Math.Min(_position + 1, _ids.Length);
        return Current;
    }

    public override uint Seek(uint minimum)
    {
        // Not below the place it stands at, so an id at or above the minimum there is found at 0.
        int found = _ids.Span[_position..].BinarySearch(minimum);
        _position += found < 0 ? ~found : found;
        return Current;
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64UL * (uint)bitmap.Length);
        Seek(windowStart);
        ReadOnlySpan<uint> rest = _ids.Span[_position..];
        int count = 0;
        while (count < rest.Length && rest[count] < windowEnd)
        {
            uint bit = rest[count] - windowStart;
            bitmap[(int)(bit >> 6)] |= 1UL << (int)bit;
            count++;
        }

        _position += count;
        return count;
    }

    public override void Dispose()
    {
    }

    internal override int CopyIds(uint last, Span<uint> ids)
    {
        ReadOnlySpan<uint> rest = _ids.Span[_position..];
        int found = rest.BinarySearch(last);
        int count = Math.Min(found < 0 ? ~found : found + 1, ids.Length);
        rest[..count].CopyTo(ids);
        _position += count;
        return count;
    }
}
