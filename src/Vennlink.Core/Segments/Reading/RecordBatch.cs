namespace Vennlink.Segments.Reading;

/// <summary>
/// Some records of an input on their way from the thread that reads to one that extracts links, with all their bytes.
/// Reused.
/// </summary>
/// <typeparam name="T">What a record is; its memory points into the batch.</typeparam>
internal sealed class RecordBatch<T>
    where T : class, new()
{
    private const int MaxKeptBytes = 1 << 20;

    private readonly List<T> _records = [];
    private byte[] _bytes = [];
    private int _used;

    /// <summary>Records in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes copied into the batch.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Record <paramref name="index"/>.</summary>
    public T this[int index] => _records[index];

    /// <summary>A record to fill, the next one of the batch.</summary>
    public T Add()
    {
        if (Count == _records.Count)
        {
            _records.Add(new T());
        }

        return _records[Count++];
    }

    /// <summary>Copies bytes that are about to go into the batch; the copy lives until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _used < bytes.Length)
        {
            // Copies made so far hold on to the old array.
            _bytes = new byte[Math.Max(1 << 16, bytes.Length)];
            _used = 0;
        }

        Memory<byte> kept = _bytes.AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        LengthBytes += bytes.Length;
        return kept;
    }

    /// <summary>Empties the batch; large buffers are let go.</summary>
    public void Clear()
    {
        Count = 0;
        LengthBytes = 0;
        _used = 0;
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = [];
        }
    }
}
