using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

/// <summary>A posting list in an array, which insists on the contract: windows in ascending order.</summary>
internal sealed class ArrayCursor(uint[] ids, int damagedAfter = int.MaxValue, Exception? damage = null) : PostingCursor
{
    private int _position;
    private ulong _windowEnd;

    public override long Count => ids.Length;

    public override uint Current => At(_position);

    public override uint Advance() =>
        _position < damagedAfter ? At(_position = Math.Min(_position + 1, ids.Length)) : throw damage
            ?? new IndexFormatException("postings", 0, "damaged");

    public override uint Seek(uint minimum)
    {
        int found = Array.BinarySearch(ids, _position, ids.Length - _position, minimum);
        return At(_position = found < 0 ? ~found : found);
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        Assert.Equal(0u, windowStart % 64);
        Assert.True(windowStart >= _windowEnd, "windows ascend");
        _windowEnd = windowStart + (64 * (ulong)bitmap.Length);
        int count = 0;
        for (uint id = Seek(windowStart); id != End && id < _windowEnd; id = Advance())
        {
            uint offset = id - windowStart;
            bitmap[(int)(offset / 64)] |= 1UL << (int)(offset % 64);
            count++;
        }

        return count;
    }

    public override void Dispose()
    {
    }

    private uint At(int position) => position < ids.Length ? ids[position] : End;
}
