using System.Buffers;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// A column of byte strings as the distinct ones, in order of first appearance, and for each row the number of its
/// own. Reused; not thread-safe.
/// </summary>
internal sealed class DistinctBytes
{
    private readonly Dictionary<UInt128, uint> _numbers = [];
    private readonly ArrayBufferWriter<byte> _values = new();
    private readonly List<uint> _rows = [];
    private readonly BitWriter _bits = new();

    /// <summary>Distinct values.</summary>
    public int Count => _numbers.Count;

    /// <summary>The distinct values as they were written.</summary>
    public ReadOnlySpan<byte> Values => _values.WrittenSpan;

    /// <summary>Adds a row.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="withLength">Whether a new value is written with its length before it.</param>
    public void Add(ReadOnlySpan<byte> value, bool withLength)
    {
        UInt128 hash = SecretHash.Of128(value);
        if (!_numbers.TryGetValue(hash, out uint number))
        {
            number = (uint)_numbers.Count;
            _numbers.Add(hash, number);
            if (withLength)
            {
                Varint.Append(_values, (ulong)value.Length);
            }

            _values.Write(value);
        }

        _rows.Add(number);
    }

    /// <summary>Appends the width of numbers, a byte, and the numbers of all rows in that many bits each.</summary>
    public void WriteRows(ArrayBufferWriter<byte> output)
    {
        int width = Width(Count);
        output.GetSpan(1)[0] = (byte)width;
        output.Advance(1);
        _bits.Clear();
        foreach (uint number in _rows)
        {
            _bits.Write(number, width);
        }

        output.Write(_bits.Written);
    }

    /// <summary>Bits of a number below a count.</summary>
    public static int Width(int count) =>
        count < 2 ? 0 : System.Numerics.BitOperations.Log2((uint)count - 1) + 1;

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _values.ResetWrittenCount();
        _rows.Clear();
    }
}
