using Vennlink.Archives.Compression;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>The content of one record after the other: what a reader takes of it, and where it ends.</summary>
/// <remarks>
/// A record ends where its length says, if the next record, or nothing, follows there. Otherwise the length is wrong,
/// and the next record is looked for from the record's own content on, as far as the window can still go back.
/// </remarks>
internal sealed class RecordContent(ByteWindow window, RecordScanner scanner, ArchiveLimits limits, SkipCounts skips)
{
    private long _start;
    private long _bodyStart;

    /// <summary>Content bytes that were not taken from the window yet.</summary>
    private long _remainingBytes;

    /// <summary>How the record ends, where that was found out before it was read.</summary>
    private RecordEnd? _knownEnd;

    /// <summary>The body as it was sent, once it was read.</summary>
    public ByteList Body { get; } = new(usualMaxBytes: limits.MaxBodyBytes);

    private int AvailableBytes => (int)Math.Min(scanner.AvailableBytes, _remainingBytes);

    /// <summary>Starts on the content at the window's position.</summary>
    public void Open(long statedBytes)
    {
        Body.Clear();
        _start = _bodyStart = window.Position;
        _remainingBytes = statedBytes;
        _knownEnd = null;
        if (window.RemainingBytes < statedBytes)
        {
            FindTrueEnd();
        }
    }

    /// <summary>The method of an HTTP request; empty when the content does not begin with one.</summary>
    public ReadOnlySpan<byte> ReadMethod()
    {
        while (AvailableBytes <= HttpMethod.MaxBytes && AvailableBytes < _remainingBytes && scanner.Fill())
        {
        }

        return HttpMethod.Of(window.Bytes[..AvailableBytes]);
    }

    /// <summary>
    /// Reads the head of the final response: those of interim ones (1xx) may stand in front of it. False when there is
    /// none.
    /// </summary>
    public bool TryReadHead(HttpHead http)
    {
        while (TryReadNextHead(http))
        {
            if (!http.IsInterim)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadNextHead(HttpHead http)
    {
        int blank;
        while ((blank = window.Bytes[..AvailableBytes].IndexOfAnyExcept((byte)'\r', (byte)'\n')) < 0)
        {
            Take(AvailableBytes);
            if (_remainingBytes == 0 || !scanner.Fill())
            {
                return false;
            }
        }

        Take(blank);
        int headBytes;
        while ((headBytes = HeaderLines.BlockLength(window.Bytes[..AvailableBytes])) < 0)
        {
            int available = AvailableBytes;
            if (available > limits.MaxHeaderBytes || !HttpHead.CouldStart(window.Bytes[..available]))
            {
                return false;
            }

            if (available == _remainingBytes || !scanner.Fill())
            {
                headBytes = AvailableBytes;
                break;
            }
        }

        bool parsed = http.TryParse(window.Bytes[..headBytes]);
        Take(headBytes);
        return parsed;
    }

    /// <summary>Reads the rest into <see cref="Body"/>; false when it is longer than the limit.</summary>
    public bool TryReadBody()
    {
        _bodyStart = window.Position;
        while (_remainingBytes > 0 && (AvailableBytes > 0 || scanner.Fill()))
        {
            int taken = Math.Min(AvailableBytes, limits.MaxBodyBytes - Body.Length);
            if (taken == 0 && AvailableBytes > 0)
            {
                return false;
            }

            Body.Append(window.Bytes[..taken]);
            Take(taken);
        }

        return true;
    }

    /// <summary>Goes to the end of the record, and finds it where the length is wrong.</summary>
    public RecordEnd Finish()
    {
        while (_remainingBytes > 0 && (AvailableBytes > 0 || scanner.Fill()))
        {
            Take(AvailableBytes);
        }

        if (_knownEnd is RecordEnd known)
        {
            scanner.SkipBlankLines();
            TrimBody();
            skips.Add(known == RecordEnd.CutShort ? SkipReason.CutShort : SkipReason.BadLength);
            return known;
        }

        if (_remainingBytes == 0)
        {
            if (!scanner.SkipBlankLines())
            {
                return window.State == MemberState.Damaged ? RecordEnd.Damaged : RecordEnd.Complete;
            }

            return scanner.StartsRecord() ? RecordEnd.Complete : FinishElsewhere();
        }

        if (scanner.NextRecordFollows)
        {
            skips.Add(SkipReason.BadLength);
            return RecordEnd.WrongLength;
        }

        if (window.State == MemberState.CutShort)
        {
            window.Clear();
            return RecordEnd.CutShort;
        }

        return FinishElsewhere();
    }

    /// <summary>
    /// Looks for the next record from the start of the content on, since none follows where the length says.
    /// </summary>
    private RecordEnd FinishElsewhere()
    {
        bool endsInContent = _remainingBytes > 0;
        long statedEnd = window.Position + _remainingBytes;
        bool wentBack = window.TryGoBack(_start);
        bool found = scanner.TryScanToRecord();
        if (!found && window.State == MemberState.Damaged)
        {
            // Where a damaged member says something odd, the damage says it.
            return RecordEnd.Damaged;
        }

        if (!found && endsInContent)
        {
            skips.Add(SkipReason.CutShort);
            return RecordEnd.CutShort;
        }

        if (wentBack && window.Position < statedEnd)
        {
            TrimBody();
        }

        scanner.Lose(SkipReason.BadLength);
        return RecordEnd.WrongLength;
    }

    /// <summary>
    /// Where the length points past the end of a plain file: finds the next record first, and takes what lies before
    /// it.
    /// </summary>
    private void FindTrueEnd()
    {
        bool found = scanner.TryScanToRecord();
        long end = window.Position;
        if (window.TryGoBack(_start))
        {
            _knownEnd = found ? RecordEnd.WrongLength : RecordEnd.CutShort;
            _remainingBytes = end - _start;
        }
    }

    /// <summary>Takes from the body what belongs to the record that was found inside it.</summary>
    private void TrimBody()
    {
        Body.Length = (int)Math.Min(Body.Length, Math.Max(0, window.Position - _bodyStart));
        Body.Length = Body.Span.TrimEnd("\r\n"u8).Length;
    }

    private void Take(int byteCount)
    {
        window.Advance(byteCount);
        _remainingBytes -= byteCount;
    }
}
