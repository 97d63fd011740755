using System.Buffers;

namespace Vennlink.Archives.Compression;

/// <summary>The bytes of a file as they lie there, buffered, with a position that can go back.</summary>
/// <remarks>
/// Going back is free within the last <see cref="HistoryBytes"/>, and by a seek beyond that where the stream can seek.
/// Offsets count from where the stream stood when it was handed over. Not thread-safe.
/// </remarks>
internal sealed class RawInput : IDisposable
{
    /// <summary>
    /// Consumed bytes that stay in the buffer: more than any reader feeds a decompressor between two looks at where it
    /// stands.
    /// </summary>
    public const int HistoryBytes = 128 << 10;

    private const int BufferBytes = 512 << 10;
    private const int MinBufferBytes = 4 << 10;

    // A WACZ opens one after the other, perhaps thousands: half a megabyte is dear to make and to clear each time.
    private readonly bool _isRented;
    private Stream? _stream;
    private readonly long _origin;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _ended;

    public RawInput(Stream stream)
    {
        _stream = stream;
        _origin = stream.CanSeek ? stream.Position : 0;
        long length = stream.CanSeek ? stream.Length - _origin : BufferBytes;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length + 1, MinBufferBytes, BufferBytes));
        _isRented = true;
    }

    /// <summary>Reads what is already in memory; the array is not written to.</summary>
    public RawInput(byte[] bytes, int length)
    {
        _buffer = bytes;
        _end = length;
        _ended = true;
    }

    /// <summary>Offset of the next byte.</summary>
    public long Position => _bufferOffset + _start;

    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether it is known that nothing follows what is buffered.</summary>
    public bool HasEnded => _ended;

    public bool CanSeek => _stream is { CanSeek: true };

    /// <summary>Bytes from here to the end of the file; null when the stream cannot tell.</summary>
    public long? RemainingBytes => _stream is { CanSeek: true } ? _stream.Length - _origin - Position : null;

    /// <summary>
    /// Makes at least <paramref name="byteCount"/> bytes available, or all there are; the count available is returned.
    /// </summary>
    public int Peek(int byteCount)
    {
        while (_end - _start < byteCount && Fill())
        {
        }

        return _end - _start;
    }

    /// <summary>Buffers more bytes behind those available; false at the end of the file.</summary>
    public bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        int read = _stream!.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    public void Consume(int byteCount) => _start += byteCount;

    /// <summary>Reads on; 0 only at the end of the file.</summary>
    public int Read(Span<byte> destination)
    {
        if (_start == _end && !Fill())
        {
            return 0;
        }

        int count = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    /// <summary>Goes to an offset, or as near to it as the stream allows.</summary>
    /// <returns>Whether the offset itself was reached.</returns>
    public bool MoveTo(long offset)
    {
        if (offset >= _bufferOffset && offset <= _bufferOffset + _end)
        {
            _start = (int)(offset - _bufferOffset);
            return true;
        }

        if (CanSeek)
        {
            _stream!.Position = _origin + offset;
            (_start, _end, _bufferOffset, _ended) = (0, 0, offset, false);
            return true;
        }

        _start = offset < _bufferOffset ? 0 : _end;
        return false;
    }

    /// <summary>Lets go of the stream, which stays open.</summary>
    public void Detach() => _stream = null;

    public void Dispose()
    {
        _stream?.Dispose();
        if (_isRented && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _end, _ended) = ([], 0, 0, true);
        }
    }

    private void MakeRoom()
    {
        int keptFrom = Math.Max(0, _start - HistoryBytes);
        if (keptFrom == 0)
        {
            Grow();
            return;
        }

        Buffer.BlockCopy(_buffer, keptFrom, _buffer, 0, _end - keptFrom);
        _bufferOffset += keptFrom;
        _start -= keptFrom;
        _end -= keptFrom;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
