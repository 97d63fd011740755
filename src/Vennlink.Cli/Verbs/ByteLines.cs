namespace Vennlink.Cli.Verbs;

/// <summary>The lines of a stream as bytes, each in bounded memory.</summary>
/// <param name="input">What is read, as it comes: a line is given as soon as it is there.</param>
/// <param name="maxLength">Bytes that a line may have.</param>
internal sealed class ByteLines(Stream input, int maxLength)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Reads the next line, without its end; the last one need not have one.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False at the end of the stream; else a line of its own, null for one that is too long and passed
    /// over.</returns>
    public async ValueTask<(bool IsThere, byte[]? Line)> ReadAsync(CancellationToken cancellationToken)
    {
        bool isTooLong = false;
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                byte[] line = _buffer[_start..(_start + searched + length)];
                _start += searched + length + 1;
                return (true, isTooLong || line.Length > maxLength ? null : line);
            }

            searched = _end - _start;
            if (searched > maxLength)
            {
                (isTooLong, _start, searched) = (true, _end, 0);
            }

            MakeRoom();
            int read = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                byte[] last = _buffer[_start.._end];
                _start = _end;
                return (last.Length > 0 || isTooLong, isTooLong ? null : last);
            }

            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
