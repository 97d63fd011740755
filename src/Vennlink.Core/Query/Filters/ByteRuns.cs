using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Filters;

/// <summary>A set of byte values, as runs: what a column of one byte a source is compared with. Immutable.</summary>
internal sealed class ByteRuns
{
    private readonly bool[] _holds = new bool[byte.MaxValue + 1];
    private readonly (byte First, byte Last)[] _runs;

    /// <param name="holds">Tells whether a value is in the set.</param>
    public ByteRuns(Func<int, bool> holds)
    {
        List<(byte, byte)> runs = [];
        for (int value = 0; value < _holds.Length; value++)
        {
            _holds[value] = holds(value);
            if (_holds[value])
            {
                bool goesOn = value > 0 && _holds[value - 1];
                byte first = goesOn ? runs[^1].Item1 : (byte)value;
                runs.RemoveRange(goesOn ? runs.Count - 1 : runs.Count, goesOn ? 1 : 0);
                runs.Add((first, (byte)value));
            }
        }

        _runs = [.. runs];
    }

    /// <summary>Whether a value is in the set.</summary>
    public bool Holds(byte value) => _holds[value];

    /// <summary>Takes the bits out of a bitmap whose value is not in the set.</summary>
    /// <param name="values">Of bit 0 of the first word on; fewer than bits where the ids end.</param>
    /// <param name="bits">The bitmap.</param>
    /// <param name="width">Register width.</param>
    public void Narrow(ReadOnlySpan<byte> values, Span<ulong> bits, LaneWidth width)
    {
        int word = 0;
        if (width >= LaneWidth.Bits256)
        {
            for (; word < bits.Length && (word + 1) << 6 <= values.Length; word++)
            {
                bits[word] = bits[word] == 0 ? 0 : bits[word] & Of64(values.Slice(word << 6, 64));
            }
        }

        for (; word < bits.Length; word++)
        {
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                int bit = BitOperations.TrailingZeroCount(rest);
                if (!_holds[values[(word << 6) + bit]])
                {
                    bits[word] &= ~(1UL << bit);
                }
            }
        }
    }

    private ulong Of64(ReadOnlySpan<byte> values)
    {
        Vector512<byte> of64 = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values));
        Vector512<byte> within = Vector512<byte>.Zero;
        foreach ((byte first, byte last) in _runs)
        {
            within |= Vector512.GreaterThanOrEqual(of64, Vector512.Create(first))
                & Vector512.LessThanOrEqual(of64, Vector512.Create(last));
        }

        return within.ExtractMostSignificantBits();
    }
}
