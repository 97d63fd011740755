using System.Buffers;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// Adds records to a block file that are a front-coded key and, in some files, a value with its length before it;
/// <see cref="BlockReader.Find(int, int, bool)"/> reads them.
/// </summary>
/// <remarks>Holds one record and the key before. Does not own the file. Not thread-safe.</remarks>
/// <param name="file">The file; all its records come through this object.</param>
/// <param name="isInKeyOrder">Whether keys ascend and records are found by them; else they are found by ordinal only,
/// and the index holds no keys.</param>
internal sealed class KeyedRecords(BlockFileWriter file, bool isInKeyOrder)
{
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly FrontCoding _keys = new();

    /// <summary>Adds a record of a file whose records have no value.</summary>
    public void Add(ReadOnlySpan<byte> key)
    {
        Start(key);
        End(key);
    }

    /// <summary>Adds a record of a file whose records have one.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Start(key);
        Varint.Append(_record, (ulong)value.Length);
        _record.Write(value);
        End(key);
    }

    private void Start(ReadOnlySpan<byte> key)
    {
        if (file.AtBlockStart)
        {
            _keys.Reset();
        }

        _record.ResetWrittenCount();
        _keys.Write(_record, key);
    }

    private void End(ReadOnlySpan<byte> key) => file.Add(isInKeyOrder ? key : [], _record.WrittenSpan);
}
