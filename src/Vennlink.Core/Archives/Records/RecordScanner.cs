using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Records;

/// <summary>Finds where records begin in a window over the decompressed bytes of a file.</summary>
/// <remarks>
/// A record may go on in the next member (bgzip, pieces glued together); where the next member begins with a record, it
/// does not.
/// </remarks>
internal sealed class RecordScanner(ByteWindow window, bool isArc, int maxHeaderBytes, SkipCounts skips)
{
    private const int VersionLineBytes = 8;
    private const int MaxVersionLineBytes = 16;

    private readonly RecordHeader _probe = new();

    /// <summary>Whether it was counted already that no record begins where one should.</summary>
    private bool _isLost;

    /// <summary>Whether a member that begins with another record lies behind the bytes of this one.</summary>
    public bool NextRecordFollows { get; private set; }

    /// <summary>Bytes in the window that do not belong to a later member's record.</summary>
    public int AvailableBytes => NextRecordFollows ? (int)(window.MemberStart - window.Position) : window.Bytes.Length;

    /// <summary>Whether bytes begin as a record of either format does.</summary>
    public static bool StartsRecord(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart("\r\n"u8);
        return StartsWarc(bytes) || StartsArc(bytes);
    }

    public static bool StartsArc(ReadOnlySpan<byte> bytes)
    {
        int lineEnd = bytes.IndexOf((byte)'\n');
        return lineEnd > 0 && new RecordHeader().TryParseArc(bytes[..lineEnd]);
    }

    /// <summary>
    /// Whether a file that begins so is an ARC file: also where the line that opens it is broken, which costs no more
    /// than that line.
    /// </summary>
    public static bool StartsArcFile(ReadOnlySpan<byte> bytes) =>
        StartsArc(bytes) || bytes.StartsWith("filedesc:"u8);

    public static bool StartsWarc(ReadOnlySpan<byte> bytes) =>
        bytes.Length > VersionLineBytes && bytes.StartsWith("WARC/"u8) && char.IsAsciiDigit((char)bytes[5])
            && bytes[6] == '.'
            && bytes[..Math.Min(bytes.Length, MaxVersionLineBytes)].Contains((byte)'\n');

    /// <summary>Goes to where the next record begins, over members and damage; false at the end of the file.</summary>
    public bool TryFindRecord()
    {
        NextRecordFollows = false;
        while (true)
        {
            if (!SkipBlankLines())
            {
                if (!window.NextMember())
                {
                    return false;
                }
            }
            else if (StartsRecordAt(0))
            {
                _isLost = false;
                NextRecordFollows = false;
                return true;
            }
            else
            {
                // What is left of a damaged member was counted with it.
                if (!_isLost && window.State is MemberState.Reading or MemberState.Ended)
                {
                    skips.Add(SkipReason.BadRecordHeader);
                }

                _isLost = true;
                SkipLine();
            }
        }
    }

    /// <summary>Goes to the next record of this member; false at the member's end.</summary>
    public bool TryScanToRecord()
    {
        while (SkipBlankLines())
        {
            if (StartsRecordAt(0))
            {
                return true;
            }

            SkipLine();
        }

        return false;
    }

    /// <summary>
    /// Counts a record that has no end to go on from; the bytes up to the next record are not counted again.
    /// </summary>
    public void Lose(SkipReason? reason)
    {
        _isLost = true;
        if (reason is SkipReason counted)
        {
            skips.Add(counted);
        }
    }

    /// <summary>Passes over line ends; false when the member ends behind them.</summary>
    public bool SkipBlankLines()
    {
        while (true)
        {
            int blank = window.Bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            if (blank >= 0)
            {
                window.Advance(blank);
                return true;
            }

            window.Clear();
            if (!window.Fill())
            {
                return false;
            }
        }
    }

    /// <summary>Whether a record begins here; what begins here may go on in the next member.</summary>
    public bool StartsRecord() => StartsRecordAt(0);

    /// <summary>
    /// Length of the line here with its end, or without one where the file or the record ends; −1 when it is too long
    /// for a header.
    /// </summary>
    public int PeekLine() => PeekLine(0);

    /// <summary>Adds bytes of this record to the window; false where it ends.</summary>
    public bool Fill()
    {
        if (NextRecordFollows)
        {
            return false;
        }

        if (window.Fill())
        {
            return true;
        }

        if (window.State != MemberState.Ended || !window.NextMember())
        {
            return false;
        }

        int earlierBytes = (int)(window.MemberStart - window.Position);
        window.Peek(earlierBytes + 1);
        NextRecordFollows = StartsRecordAt(earlierBytes);
        return !NextRecordFollows && window.Bytes.Length > earlierBytes;
    }

    /// <summary>Passes over a line; where a member begins, so does a line.</summary>
    private void SkipLine()
    {
        while (true)
        {
            long toMember = window.MemberStart - window.Position;
            int limit = toMember > 0 && toMember < window.Bytes.Length ? (int)toMember : window.Bytes.Length;
            int lineEnd = window.Bytes[..limit].IndexOf((byte)'\n');
            window.Advance(lineEnd < 0 ? limit : lineEnd + 1);
            if (window.Position == window.MemberStart)
            {
                NextRecordFollows = false;
                return;
            }

            if (lineEnd >= 0 || !window.Fill())
            {
                return;
            }
        }
    }

    /// <summary>
    /// Whether a record begins <paramref name="start"/> bytes from here; further on than 0 is where a member begins.
    /// </summary>
    private bool StartsRecordAt(int start)
    {
        if (isArc)
        {
            int lineBytes = PeekLine(start);
            ReadOnlySpan<byte> line = window.Bytes.Slice(start, Math.Max(lineBytes, 0));

            // What the end of the file leaves of a line is a record that was cut.
            return lineBytes > 0 && !(start == 0 && NextRecordFollows)
                && (line[^1] != '\n' || _probe.TryParseArc(line));
        }

        while (true)
        {
            ReadOnlySpan<byte> bytes = window.Bytes[start..];
            if (bytes.Length >= MaxVersionLineBytes || !CouldStartWarc(bytes))
            {
                return StartsWarc(bytes);
            }

            if (!(start == 0 ? Fill() : window.Fill()))
            {
                return StartsWarc(bytes) || (!bytes.IsEmpty && !NextRecordFollows && !bytes.Contains((byte)'\n'));
            }
        }

        static bool CouldStartWarc(ReadOnlySpan<byte> bytes) =>
            "WARC/"u8.StartsWith(bytes[..Math.Min(bytes.Length, 5)])
                && (bytes.Length < 6 || char.IsAsciiDigit((char)bytes[5]));
    }

    private int PeekLine(int start)
    {
        int scanned = start;
        while (true)
        {
            int lineEnd = window.Bytes[scanned..].IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                return scanned + lineEnd + 1 - start;
            }

            scanned = window.Bytes.Length;
            if (scanned - start > maxHeaderBytes)
            {
                return -1;
            }

            if (!(start == 0 ? Fill() : window.Fill()))
            {
                return scanned - start;
            }
        }
    }
}
