using System.Numerics;

namespace Vennlink.Snapshots.Targets;

/// <summary>Where lists were written, by a 128-bit hash of their bytes: equal lists are stored once. 24 bytes a slot,
/// at most three slots in four taken.</summary>
internal sealed class ListOffsets
{
    private UInt128[] _hashes = new UInt128[1 << 10];

    // One higher than the offset; 0: the slot is free.
    private long[] _offsets = new long[1 << 10];

    /// <summary>Different lists so far.</summary>
    public int Count { get; private set; }

    /// <summary>Where a list with this hash was written; else remembers that it is written at
    /// <paramref name="next"/>.</summary>
    /// <returns>Whether it was written before.</returns>
    public bool TryGetOrAdd(UInt128 hash, long next, out long offset)
    {
        int slot = Find(hash);
        offset = next;
        if (_offsets[slot] != 0)
        {
            offset = _offsets[slot] - 1;
            return true;
        }

        (_hashes[slot], _offsets[slot]) = (hash, next + 1);
        if (++Count > _hashes.Length / 4 * 3)
        {
            Grow();
        }

        return false;
    }

    private int Find(UInt128 hash)
    {
        int slot = (int)(uint)hash & (_hashes.Length - 1);
        while (_offsets[slot] != 0 && _hashes[slot] != hash)
        {
            slot = (slot + 1) & (_hashes.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        (UInt128[] hashes, long[] offsets) = (_hashes, _offsets);
        int slotCount = checked((int)BitOperations.RoundUpToPowerOf2((uint)hashes.Length + 1));
        (_hashes, _offsets) = (new UInt128[slotCount], new long[slotCount]);
        for (int old = 0; old < offsets.Length; old++)
        {
            if (offsets[old] != 0)
            {
                int slot = Find(hashes[old]);
                (_hashes[slot], _offsets[slot]) = (hashes[old], offsets[old]);
            }
        }
    }
}
