using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Vertices;

/// <summary>Finds which places the keys of another list have, in any order, in bounded memory: both sides are spread
/// over files by a hash of the key.</summary>
/// <remarks>
/// A partitioned hash join (Kitsuregawa et al., "Application of hash to data base machine", 1983). Keys are told apart
/// by 71 bits of a hash: of 121 million, the chance that any two are taken for one is about 3·10⁻⁶. 12 bytes a key and
/// as many a value on disk, a 256th of the former in memory.
/// </remarks>
internal sealed class KeyJoin : IDisposable
{
    private const int BucketCount = 256;
    private const int BufferBytes = 1 << 16;
    private const int PlaceBytes = sizeof(ulong) + sizeof(uint);

    private const int ValueBytes = sizeof(ulong) + sizeof(float);

    private readonly Side _places;
    private readonly Side _values;

    /// <param name="temporaryFolder">Existing folder.</param>
    public KeyJoin(string temporaryFolder)
    {
        _places = new Side(Path.Combine(temporaryFolder, $"join-{Guid.NewGuid():n}"), PlaceBytes);
        _values = new Side(Path.Combine(temporaryFolder, $"join-{Guid.NewGuid():n}"), ValueBytes);
    }

    /// <summary>Adds a key of the list that has places.</summary>
    public void AddPlace(ReadOnlySpan<byte> key, uint place)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_places.Record(key), place);
    }

    /// <summary>Adds a key of the other list. Another thread may add places meanwhile.</summary>
    public void AddValue(ReadOnlySpan<byte> key, float value) =>
        BinaryPrimitives.WriteSingleLittleEndian(_values.Record(key), value);

    /// <summary>Writes the values of each place that has any; of several the highest.</summary>
    /// <param name="valueOf">By place; not negative.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    /// <returns>Values whose key has no place.</returns>
    public long Join(NativeArray<float> valueOf, CancellationToken cancellationToken)
    {
        long withoutPlace = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] places = _places.Take(bucket);
            byte[] values = _values.Take(bucket);
            withoutPlace += Join(places, values, valueOf);
        }

        return withoutPlace;
    }

    public void Dispose()
    {
        _places.Dispose();
        _values.Dispose();
    }

    private static long Join(ReadOnlySpan<byte> places, ReadOnlySpan<byte> values, NativeArray<float> valueOf)
    {
        // Open addressing over the places, at most half full; the lowest bit is set, since zero marks a free slot.
        int slotCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * (places.Length / PlaceBytes)));
        ulong[] hashes = new ulong[slotCount];
        uint[] slots = new uint[slotCount];
        for (int start = 0; start < places.Length; start += PlaceBytes)
        {
            ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(places[start..]) | 1;
            int slot = Find(hashes, hash);
            hashes[slot] = hash;
            slots[slot] = BinaryPrimitives.ReadUInt32LittleEndian(places[(start + sizeof(ulong))..]);
        }

        long withoutPlace = 0;
        for (int start = 0; start < values.Length; start += ValueBytes)
        {
            ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(values[start..]) | 1;
            int slot = Find(hashes, hash);
            if (hashes[slot] == hash)
            {
                uint place = slots[slot];
                valueOf[place] = Math.Max(
                    valueOf[place], BinaryPrimitives.ReadSingleLittleEndian(values[(start + sizeof(ulong))..]));
            }
            else
            {
                withoutPlace++;
            }
        }

        return withoutPlace;
    }

    private static int Find(ulong[] hashes, ulong hash)
    {
        int slot = (int)(hash >> 1) & (hashes.Length - 1);
        while (hashes[slot] != 0 && hashes[slot] != hash)
        {
            slot = (slot + 1) & (hashes.Length - 1);
        }

        return slot;
    }

    // One side: records of one length in a file for each bucket.
    private sealed class Side(string path, int recordBytes) : IDisposable
    {
        private readonly byte[][] _buffers = new byte[BucketCount][];
        private readonly int[] _buffered = new int[BucketCount];
        private readonly long[] _lengths = new long[BucketCount];

        // Hash written; returns where the rest of the record goes.
        public Span<byte> Record(ReadOnlySpan<byte> key)
        {
            UInt128 hash = SecretHash.Of128(key);
            int bucket = (int)(hash >> 120);
            byte[] buffer = _buffers[bucket] ??= new byte[BufferBytes];
            if (BufferBytes - _buffered[bucket] < recordBytes)
            {
                Flush(bucket);
            }

            Span<byte> record = buffer.AsSpan(_buffered[bucket], recordBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)hash);
            _buffered[bucket] += recordBytes;
            return record[sizeof(ulong)..];
        }

        public byte[] Take(int bucket)
        {
            byte[] records = new byte[checked((int)(_lengths[bucket] + _buffered[bucket]))];
            if (_lengths[bucket] > 0)
            {
                using SafeFileHandle file = File.OpenHandle(PathOf(bucket));
                for (int done = 0; done < _lengths[bucket];)
                {
                    int read = RandomAccess.Read(file, records.AsSpan(done, (int)_lengths[bucket] - done), done);
                    done += read > 0
                        ? read
                        : throw new IndexFormatException(
                            Path.GetFileName(path), done, "the temporary file is cut short");
                }
            }

            _buffers[bucket].AsSpan(0, _buffered[bucket]).CopyTo(records.AsSpan((int)_lengths[bucket]));
            Delete(bucket);
            return records;
        }

        public void Dispose()
        {
            for (int bucket = 0; bucket < BucketCount; bucket++)
            {
                Delete(bucket);
            }
        }

        private void Delete(int bucket)
        {
            if (_lengths[bucket] > 0)
            {
                File.Delete(PathOf(bucket));
            }
        }

        private void Flush(int bucket)
        {
            using SafeFileHandle file = File.OpenHandle(PathOf(bucket), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, _buffers[bucket].AsSpan(0, _buffered[bucket]), _lengths[bucket]);
            _lengths[bucket] += _buffered[bucket];
            _buffered[bucket] = 0;
        }

        private string PathOf(int bucket) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}-{bucket:x2}");
    }
}
