using System.Runtime.InteropServices;

namespace Vennlink.Storage;

/// <summary>A flat array in unmanaged memory: any length, zero at first, pages touched only when used, given back at once.</summary>
/// <remarks>Not thread-safe against <see cref="Dispose"/>; elements are as safe as those of an array.</remarks>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private T* _start;

    public NativeArray(long length)
    {
        Length = length;
        _start = (T*)NativeMemory.AllocZeroed((nuint)Math.Max(1, length), (nuint)sizeof(T));
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>An element.</summary>
    public ref T this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Length, nameof(index));
            ObjectDisposedException.ThrowIf(_start == null, this);
            return ref _start[index];
        }
    }

    /// <summary>Appends all elements to a file, little-endian.</summary>
    public void WriteTo(SealedFileWriter file)
    {
        const int ChunkLength = 1 << 16;
        for (long start = 0; start < Length; start += ChunkLength)
        {
            ReadOnlySpan<T> chunk = new(_start + start, (int)Math.Min(ChunkLength, Length - start));
            file.Write(MemoryMarshal.AsBytes(chunk));
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
