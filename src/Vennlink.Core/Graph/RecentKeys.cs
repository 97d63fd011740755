using System.IO.Hashing;

namespace Vennlink.Graph;

/// <summary>
/// Remembers some of the keys it was shown lately, to keep the endless repetition of a site's own navigation out of a sort. Forgetting a key
/// costs a duplicate record, nothing else.
/// </summary>
/// <remarks>Keys are told apart by 128-bit hashes. 1 MiB, always.</remarks>
internal sealed class RecentKeys
{
    private const int Slots = 1 << 16;

    private readonly UInt128[] _hashes = new UInt128[Slots];

    /// <summary>Remembers a key; true when it was remembered already.</summary>
    public bool Remember(ReadOnlySpan<byte> key)
    {
        UInt128 hash = XxHash128.HashToUInt128(key);
        ref UInt128 slot = ref _hashes[(int)((ulong)hash & (Slots - 1))];
        bool isKnown = slot == hash;
        slot = hash;
        return isKnown;
    }
}
