namespace Vennlink.Archives.Graphs;

/// <summary>The text files of one half of a graph, shared out to the threads that read them.</summary>
/// <remarks>
/// A thread borrows a part, decompresses one block of it, gives the part back and parses the block, which is in its
/// cache. So with many parts each thread keeps to one of its own, and with fewer parts than threads the others
/// decompress on while one parses: a single file needs no reading thread, no queue, and no more than one block a
/// thread.
/// </remarks>
internal sealed class LineParts : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinePart[] _parts;
    private readonly List<LinePart> _idle = [];
    private readonly SemaphoreSlim _given = new(0);
    private readonly Action<long>? _onBytes;
    private int _unopened;
    private int _unfinished;
    private int _waiting;
    private long _bytesRead;

    public LineParts(IReadOnlyList<string> files, Func<string, Stream> openFile, Action<long>? onBytes)
    {
        _parts = [.. files.Select((path, index) => new LinePart(path, index, openFile))];
        _unfinished = _parts.Length;
        _onBytes = onBytes;
    }

    /// <summary>
    /// Fills <paramref name="block"/> with lines of some part, if it can be of the one it was filled from before; false
    /// when all are read.
    /// </summary>
    /// <exception cref="IOException">
    /// A file cannot be read; <see cref="Stop"/> then, or other threads wait for it forever.
    /// </exception>
    public bool TryFill(LineBlock block, LineFaults faults, CancellationToken cancellationToken)
    {
        while (Borrow(block.Part, cancellationToken) is { } part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = part.BytesRead;
            bool isFilled = part.TryFill(block, faults);
            GiveBack(part, isFilled, part.BytesRead - before);
            if (isFilled)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes every thread find nothing more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _unfinished = 0;
            WakeAll();
        }
    }

    public void Dispose()
    {
        Array.ForEach(_parts, part => part.Dispose());
        _given.Dispose();
    }

    private LinePart? Borrow(LinePart? last, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_unfinished == 0)
                {
                    return null;
                }

                if (last is not null && _idle.Remove(last))
                {
                    return last;
                }

                if (_unopened < _parts.Length)
                {
                    return _parts[_unopened++];
                }

                if (_idle.Count > 0)
                {
                    LinePart part = _idle[0];
                    _idle.RemoveAt(0);
                    return part;
                }

                _waiting++;
            }

            _given.Wait(cancellationToken);
        }
    }

    private void GiveBack(LinePart part, bool hasMore, long bytesRead)
    {
        lock (_lock)
        {
            _bytesRead += bytesRead;
            _onBytes?.Invoke(_bytesRead);
            if (hasMore)
            {
                _idle.Add(part);
                if (_waiting > 0)
                {
                    _waiting--;
                    _given.Release();
                }
            }
            else if (_unfinished > 0 && --_unfinished == 0)
            {
                WakeAll();
            }
        }
    }

    private void WakeAll()
    {
        if (_waiting > 0)
        {
            _given.Release(_waiting);
            _waiting = 0;
        }
    }
}
