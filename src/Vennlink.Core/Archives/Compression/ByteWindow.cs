using System.Buffers;

namespace Vennlink.Archives.Compression;

/// <summary>A sliding window over the decompressed bytes of a file.</summary>
/// <remarks>
/// Bytes of two members may lie in it side by side; <see cref="MemberStart"/> says where the later one begins.
/// </remarks>
internal sealed class ByteWindow(MemberReader members) : IDisposable
{
    /// <summary>
    /// Bytes before the position that stay, so that a reader can go back over a short record that was no record.
    /// </summary>
    private const int HistoryBytes = 64 << 10;

    private const int BufferBytes = 512 << 10;

    /// <summary>
    /// A decompressor asked for little at a time is slow; asked for much it overwrites what the cache holds.
    /// </summary>
    private const int ReadBytes = 128 << 10;

    /// <summary>
    /// How much may be read a second time in all. Bounds what hostile lengths can cost: without it each record of a
    /// file could send the reader to the file's end and back.
    /// </summary>
    private long _secondReadBudgetBytes = 256L << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;
    private long _bufferPosition;

    /// <summary>Decompressed bytes before the window.</summary>
    public long Position => _bufferPosition + _start;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Position at which the latest member begins.</summary>
    public long MemberStart { get; private set; }

    /// <summary>Offset in the file of the latest member.</summary>
    public long MemberOffset => members.MemberOffset;

    /// <summary>Whether positions are other than offsets in the file.</summary>
    public bool IsCompressed => members.IsCompressed;

    public MemberState State => members.State;

    public long BytesRead => members.BytesRead;

    /// <summary>Bytes from the position to the end of a plain file; null when that is not known.</summary>
    public long? RemainingBytes => members.RemainingBytes + (_end - _start);

    /// <summary>Adds bytes of the same member; false when it has ended.</summary>
    public bool Fill()
    {
        if (members.State != MemberState.Reading)
        {
            return false;
        }

        if (_buffer.Length - _end < ReadBytes)
        {
            MakeRoom();
        }

        int read = members.Read(_buffer.AsSpan(_end, Math.Min(ReadBytes, _buffer.Length - _end)));
        _end += read;
        return read > 0;
    }

    /// <summary>Goes to the next member; what is left of the last one stays in the window.</summary>
    public bool NextMember()
    {
        if (!members.NextMember())
        {
            return false;
        }

        MemberStart = _bufferPosition + _end;
        return true;
    }

    /// <summary>Adds bytes, of the next member where this one has ended; false at the end of the file.</summary>
    public bool FillOn()
    {
        while (!Fill())
        {
            if (!NextMember())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes <paramref name="byteCount"/> bytes of the same member available, or all there are.</summary>
    public ReadOnlySpan<byte> Peek(int byteCount)
    {
        while (_end - _start < byteCount && Fill())
        {
        }

        return Bytes;
    }

    public void Advance(int byteCount) => _start += byteCount;

    /// <summary>Drops what is left in the window.</summary>
    public void Clear() => _start = _end;

    /// <summary>Goes back to an earlier position, if it is still in the window or the file is plain.</summary>
    public bool TryGoBack(long position)
    {
        if (position >= _bufferPosition)
        {
            _start = (int)(position - _bufferPosition);
            return true;
        }

        long byteCount = _bufferPosition + _end - position;
        if (byteCount > _secondReadBudgetBytes || !members.TryGoBack(byteCount))
        {
            return false;
        }

        _secondReadBudgetBytes -= byteCount;
        (_start, _end, _bufferPosition) = (0, 0, position);
        return true;
    }

    /// <summary>
    /// Counts damaged and cut members into <paramref name="skips"/> from here on, and adds what was counted before.
    /// </summary>
    public void CountInto(SkipCounts skips, bool atOffsets = false) => members.CountInto(skips, atOffsets);

    public void Dispose()
    {
        members.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _end) = ([], 0, 0);
        }
    }

    private void MakeRoom()
    {
        int keptFrom = Math.Max(0, _start - HistoryBytes);
        if (keptFrom > 0)
        {
            Buffer.BlockCopy(_buffer, keptFrom, _buffer, 0, _end - keptFrom);
            _bufferPosition += keptFrom;
            _start -= keptFrom;
            _end -= keptFrom;
        }

        if (_buffer.Length - _end < ReadBytes)
        {
            // The window grows only while a caller holds on to a header block or row, and callers bound those.
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
