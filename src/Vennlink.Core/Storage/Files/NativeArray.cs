using System.Runtime.InteropServices;

namespace Vennlink.Storage.Files;

/// <summary>A flat array in unmanaged memory: any length, zero at first, given back at once.</summary>
/// <remarks>Not thread-safe against <see cref="Dispose"/>; elements are as safe as those of an array.</remarks>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private readonly NativeArrayCount? _count = NativeArrayCount.Current;
    private T* _start;

    // From here on an array is worth pages of 2 MiB: random access to it pays for each 4 KiB page otherwise.
    private const nuint LargeBytes = 16 << 20;
    private const nuint LargePageBytes = 2 << 20;

    /// <summary>Allocates.</summary>
    /// <param name="length">Elements.</param>
    /// <param name="isCleared">False: the elements hold anything until they are written.</param>
    public NativeArray(long length, bool isCleared = true)
    {
        Length = length;
        nuint bytes = (nuint)Math.Max(1, length) * (nuint)sizeof(T);
        if (bytes < LargeBytes)
        {
            _start = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        }
        else
        {
            _start = (T*)NativeMemory.AlignedAlloc(bytes, LargePageBytes);
            SystemCalls.Advise((byte*)_start, (long)bytes, MapAdvice.LargePages);
        }

        _count?.Add(1);
        if (isCleared)
        {
            NativeMemory.Clear(_start, bytes);
        }
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

    /// <summary>Elements <c>[start, start + length)</c>, valid until <see cref="Dispose"/>.</summary>
    public Span<T> AsSpan(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (ulong)(Length - start), nameof(length));
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new Span<T>(_start + start, length);
    }

    /// <summary>Where the elements start, for loops that check their indexes themselves.</summary>
    public T* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start == null, this);
            return _start;
        }
    }

    /// <summary>Sets all elements to zero.</summary>
    public void Clear() => NativeMemory.Clear(Pointer, (nuint)Length * (nuint)sizeof(T));

    /// <summary>Writes all elements to a file as its next section, little-endian.</summary>
    public void WriteSection(SealedFileWriter file)
    {
        const int ChunkLength = 1 << 16;
        file.StartSection();
        for (long start = 0; start < Length; start += ChunkLength)
        {
            ReadOnlySpan<T> chunk = new(_start + start, (int)Math.Min(ChunkLength, Length - start));
            file.Write(MemoryMarshal.AsBytes(chunk));
        }
    }

    public void Dispose()
    {
        if (_start != null)
        {
            _count?.Add(-1);
        }

        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
