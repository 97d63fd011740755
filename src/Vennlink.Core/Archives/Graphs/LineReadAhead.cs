using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// The lines of text files, one file after another, decompressed on a thread of its own a few blocks ahead of the
/// caller.
/// </summary>
internal sealed class LineReadAhead : IDisposable
{
    private const int BlockCount = 4;

    private readonly BlockingCollection<LineBlock> _free = [];
    private readonly BlockingCollection<LineBlock> _filled = [];
    private readonly CancellationTokenSource _stop;
    private readonly LineFaults _faults = new();
    private readonly Task _filling;
    private LineBlock? _current;
    private long _bytesRead;

    /// <summary>Starts to read.</summary>
    /// <param name="files">The files in their order.</param>
    /// <param name="openFile">Opens one.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    public LineReadAhead(
        IReadOnlyList<string> files, Func<string, Stream> openFile, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (int block = 0; block < BlockCount; block++)
        {
            _free.Add(new LineBlock(), CancellationToken.None);
        }

        _filling = Task.Factory.StartNew(
            () =>
                Fill(files, openFile), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Bytes of the files read so far.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>
    /// Gives the next block, valid until the next call; false at the end, where what was lost of the files is counted
    /// into <paramref name="faults"/>.
    /// </summary>
    public bool TryNext(LineFaults faults, [NotNullWhen(true)] out LineBlock? block)
    {
        if (_current is not null)
        {
            _free.Add(_current, CancellationToken.None);
        }

        if (!_filled.TryTake(out _current, Timeout.Infinite, CancellationToken.None))
        {
            // Waits for the thread to be over, and throws what ended it.
            _filling.GetAwaiter().GetResult();
            faults.Add(_faults);
        }

        block = _current;
        return block is not null;
    }

    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_filling).AsyncWaitHandle.WaitOne();
        _free.Dispose();
        _filled.Dispose();
        _stop.Dispose();
    }

    private void Fill(IReadOnlyList<string> files, Func<string, Stream> openFile)
    {
        try
        {
            long partStart = 0;
            for (int index = 0; index < files.Count; index++)
            {
                using LinePart part = new(files[index], index, openFile);
                long finished = _bytesRead;
                while (_free.Take(_stop.Token) is { } block)
                {
                    bool isFilled = part.TryFill(block, _faults);
                    block.PartStartBytes = partStart;
                    Interlocked.Exchange(ref _bytesRead, finished + part.BytesRead);
                    (isFilled ? _filled : _free).Add(block, CancellationToken.None);
                    if (!isFilled)
                    {
                        break;
                    }
                }

                partStart += part.OffsetBytes;
            }
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }
}
