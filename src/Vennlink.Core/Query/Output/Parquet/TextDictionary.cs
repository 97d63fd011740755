using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Vennlink.Query.Output.Parquet;

/// <summary>The distinct texts of a column in one row group, numbered as they come.</summary>
/// <remarks>They are kept as plain values, which is how a page of them is written.</remarks>
internal sealed class TextDictionary
{
    private const int MinSlots = 1 << 10;
    private readonly ArrayBufferWriter<byte> _values = new();
    private readonly List<(ulong Hash, int Start)> _entries = [];
    private int[] _slots = new int[MinSlots]; // number of an entry + 1; open addressing, at most half full

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>All of them, each with its length before it.</summary>
    public ReadOnlySpan<byte> Values => _values.WrittenSpan;

    /// <summary>A text with its length before it.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ReadOnlySpan<byte> value = Values[_entries[number].Start..];
            return value[..(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(value))];
        }
    }

    /// <summary>The number of a text, which is a new one or known.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        ulong hash = XxHash3.HashToUInt64(text);
        int slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] is > 0 and var known)
        {
            if (_entries[known - 1].Hash == hash && this[known - 1][sizeof(int)..].SequenceEqual(text))
            {
                return known - 1;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        _entries.Add((hash, _values.WrittenCount));
        _slots[slot] = Count;
        BinaryPrimitives.WriteInt32LittleEndian(_values.GetSpan(sizeof(int)), text.Length);
        _values.Advance(sizeof(int));
        _values.Write(text);
        if (2 * Count > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        _values.ResetWrittenCount();
        _entries.Clear();
        Array.Clear(_slots);
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (int number = 0; number < Count; number++)
        {
            int slot = (int)_entries[number].Hash & (_slots.Length - 1);
            while (_slots[slot] > 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = number + 1;
        }
    }
}
