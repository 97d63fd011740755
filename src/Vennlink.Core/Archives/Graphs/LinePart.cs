using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// One text file of a graph, plain or compressed, read in blocks of whole lines. One thread at a time.
/// </summary>
/// <remarks>
/// Where a damaged member breaks the text off, the line it leaves behind is dropped, and so is the first one of the
/// next member, which may be the rest of a line: <c>1⇥2</c> and <c>3⇥45</c> must not become the arc 1 → 23.
/// </remarks>
internal sealed class LinePart(string path, int index, Func<string, Stream> openFile) : IDisposable
{
    private readonly SkipCounts _memberSkips = new();
    private MemberReader? _members;
    private byte[] _carry = [];
    private int _carryLength;

    // Offset of the carry, or of the next byte that is read.
    private long _offsetBytes;
    private bool _isInsideLine;
    private bool _ended;

    public string Path => path;

    public int Index => index;

    /// <summary>Bytes of decompressed text up to the next block; at the end, of all of it.</summary>
    public long OffsetBytes => _offsetBytes;

    /// <summary>Bytes of the file read so far, as they lie there.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Fills a block; false at the end of the file.</summary>
    public bool TryFill(LineBlock block, LineFaults faults)
    {
        while (!_ended)
        {
            block.Restart(this, _offsetBytes);
            _carry.AsSpan(0, _carryLength).CopyTo(block.Room);
            block.Extend(_carryLength);
            _carryLength = 0;
            bool isWhole = Read(block);
            BytesRead = _members!.BytesRead;
            _offsetBytes = block.OffsetBytes + block.Length;
            EndAtLine(block, isWhole, faults);
            if (_isInsideLine)
            {
                PassLine();
            }

            if (_ended)
            {
                faults.Counts.Add(_memberSkips);
                Dispose();
            }

            if (block.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _members?.Dispose();
        _members = null;
    }

    /// <summary>Reads until the block is full or the text breaks off; false when it broke off in damage.</summary>
    private bool Read(LineBlock block)
    {
        if (_members is null)
        {
            _members = MemberReader.OpenText(openFile(path));
            _members.CountInto(_memberSkips);
            _ended = !_members.NextMember();
        }

        while (!_ended && block.Room.Length > 0)
        {
            int read = _members.Read(block.Room);
            block.Extend(read);
            if (read == 0)
            {
                bool isDamaged = _members.State is MemberState.Damaged or MemberState.CutShort;
                _ended = !_members.NextMember();
                if (isDamaged)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Makes the block end with a line, and keeps what is left over.</summary>
    private void EndAtLine(LineBlock block, bool isWhole, LineFaults faults)
    {
        int end = block.Text.LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> rest = block.Text[end..];
        if (!isWhole)
        {
            _isInsideLine = !_ended;
        }
        else if (_ended)
        {
            if (!rest.IsEmpty)
            {
                block.EndLine();
                end = block.Length;
            }
        }
        else if (end == 0 && block.Room.IsEmpty)
        {
            faults.Add(index, block.OffsetBytes, SkipReason.BadArc);
            _isInsideLine = true;
        }
        else
        {
            _carry = _carry.Length < rest.Length ? new byte[rest.Length * 2] : _carry;
            rest.CopyTo(_carry);
            _carryLength = rest.Length;
            _offsetBytes -= rest.Length;
        }

        block.Cut(end);
    }

    /// <summary>Passes over the text up to the next line end, through further damage if need be.</summary>
    private void PassLine()
    {
        byte[] buffer = new byte[64 << 10];
        while (!_ended)
        {
            int read = _members!.Read(buffer);
            if (read == 0)
            {
                _ended = !_members.NextMember();
                continue;
            }

            int end = buffer.AsSpan(0, read).IndexOf((byte)'\n') + 1;
            if (end > 0)
            {
                _carry = buffer[end..read];
                _carryLength = _carry.Length;
                _offsetBytes += end;
                _isInsideLine = false;
                return;
            }

            _offsetBytes += read;
        }

        _isInsideLine = false;
    }
}
