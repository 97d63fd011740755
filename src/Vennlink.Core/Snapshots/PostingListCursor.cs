using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>A walk over a list that <see cref="PostingListWriter"/> wrote, decoding one block at a time.</summary>
internal sealed class PostingListCursor : PostingCursor
{
    private readonly FileSection _list;
    private readonly int _blockCount;
    private readonly long _skipsOffset;
    private readonly int _idWidth;
    private readonly int _offsetWidth;
    private readonly long _blocksOffset;
    private readonly uint[] _ids = new uint[PostingBlock.MaximumCount];
    private readonly byte[] _body = new byte[PostingBlock.MaximumBytes + PostingBlock.Slack];

    // The decoded block: ids of _ids below _blockLength, or, for a run, _first, _first + 1, … In both, _position is the place of Current.
    private int _block = -1;
    private bool _isRun;
    private uint _first;
    private long _blockLength;
    private long _position;
    private uint _current;

    /// <summary>Starts before the first id.</summary>
    /// <param name="list">Bytes of exactly one list.</param>
    public PostingListCursor(FileSection list)
    {
        _list = list;
        ReadOnlySpan<byte> head = list.Read(0, (int)Math.Min(list.Length, 3 * Varint.MaxBytes));
        ByteReader reader = new(head, list.File.FileName, list.Start);
        Count = (long)reader.ReadVarint();
        _blockCount = reader.ReadVarint(int.MaxValue);
        if (_blockCount == 1)
        {
            // One entry of no bits: the id below, the offset 0.
            _first = (uint)reader.ReadVarint();
            _skipsOffset = reader.Position;
            _blocksOffset = reader.Position;
        }
        else
        {
            _idWidth = reader.ReadByte();
            _offsetWidth = reader.ReadByte();
            if (_blockCount == 0 || _idWidth > 32 || _offsetWidth > 32)
            {
                throw reader.Broken($"a list of {_blockCount} blocks, its skip table {_idWidth} and {_offsetWidth} bits wide");
            }

            _skipsOffset = reader.Position;
            _blocksOffset = _skipsOffset + ((((long)_blockCount * (_idWidth + _offsetWidth)) + 7) / 8);
        }
    }

    public override long Count { get; }

    public override uint Current => _current;

    public override uint Advance()
    {
        if (_block == _blockCount)
        {
            return _current;
        }

        if (_block >= 0 && ++_position < _blockLength)
        {
            return _current = _isRun ? _first + (uint)_position : _ids[_position];
        }

        return EnterBlock(_block + 1);
    }

    public override uint Seek(uint minimum)
    {
        if (_block >= 0 && (_block == _blockCount || _current >= minimum))
        {
            return _current;
        }

        if (_block < 0 || LastOfBlock < minimum)
        {
            int block = FindBlock(Math.Max(0, _block), minimum);
            if (block != _block)
            {
                EnterBlock(block);
            }

            if (_current >= minimum)
            {
                return _current;
            }

            if (LastOfBlock < minimum)
            {
                return EnterBlock(_block + 1);
            }
        }

        // The block's last id is at or above the minimum, Current is below.
        if (_isRun)
        {
            _position = minimum - _first;
            return _current = minimum;
        }

        int found = _ids.AsSpan((int)_position, (int)(_blockLength - _position)).BinarySearch(minimum);
        _position += found < 0 ? ~found : found;
        return _current = _ids[_position];
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64UL * (uint)bitmap.Length);
        Seek(windowStart);
        int count = 0;
        while (_block < _blockCount && _current < windowEnd)
        {
            if (_isRun)
            {
                ulong runEnd = Math.Min(windowEnd, (ulong)_first + (ulong)_blockLength);
                SetBits(bitmap, _current - windowStart, (uint)(runEnd - windowStart));
                count += (int)(runEnd - _current);
                _position = (long)(runEnd - _first);
            }
            else
            {
                int end = EndInBlock(windowEnd);
                foreach (uint id in _ids.AsSpan((int)_position, end - (int)_position))
                {
                    uint bit = id - windowStart;
                    bitmap[(int)(bit >> 6)] |= 1UL << (int)bit;
                }

                count += end - (int)_position;
                _position = end;
            }

            if (_position < _blockLength)
            {
                _current = _isRun ? _first + (uint)_position : _ids[_position];
                break;
            }

            EnterBlock(_block + 1);
        }

        return count;
    }

    public override void Dispose()
    {
    }

    private uint LastOfBlock => _isRun ? _first + (uint)(_blockLength - 1) : _ids[_blockLength - 1];

    // Place in the decoded block of the first id at or above the window's end.
    private int EndInBlock(ulong windowEnd)
    {
        if (LastOfBlock < windowEnd)
        {
            return (int)_blockLength;
        }

        int found = _ids.AsSpan((int)_position, (int)(_blockLength - _position)).BinarySearch((uint)windowEnd);
        return (int)_position + (found < 0 ? ~found : found);
    }

    // The last block from low on whose first id is at or below the minimum; low when there is none.
    private int FindBlock(int low, uint minimum)
    {
        // Gallop first: seeks mostly go a few blocks on.
        int step = 1;
        int high = low + 1;
        while (high < _blockCount && FirstId(high) <= minimum)
        {
            low = high;
            high = (int)Math.Min(_blockCount, low + (long)step);
            step = Math.Min(step * 2, 1 << 29);
        }

        // Invariant: block low starts at or below the minimum (or is where the search began), block high above it (or is the end).
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (FirstId(middle) <= minimum)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private uint FirstId(int block) =>
        _blockCount == 1 ? _first : (uint)ReadSkip(((long)block * (_idWidth + _offsetWidth)), _idWidth);

    private long BlockOffset(int block)
    {
        if (_blockCount == 1)
        {
            return block == 0 ? _blocksOffset : _list.Length;
        }

        return block == _blockCount ? _list.Length : _blocksOffset + (long)ReadSkip(((long)block * (_idWidth + _offsetWidth)) + _idWidth, _offsetWidth);
    }

    private ulong ReadSkip(long bit, int width)
    {
        long offset = bit >> 3;
        int length = (int)(((bit & 7) + width + 7) >> 3);
        BitReader reader = new(_list.Read(_skipsOffset + offset, length), bit & 7);
        return reader.Read(width);
    }

    private uint EnterBlock(int block)
    {
        _block = block;
        _position = 0;
        if (block == _blockCount)
        {
            return _current = End;
        }

        long offset = BlockOffset(block);
        try
        {
            ReadOnlySpan<byte> bytes = _list.Read(offset, checked((int)(BlockOffset(block + 1) - offset)));
            _first = FirstId(block);
            int head = PostingBlock.ReadHead(bytes, out PostingForm form, out _blockLength);
            _isRun = form == PostingForm.Run;
            if (!_isRun)
            {
                // Copied, so that decoders may load a few bytes more than there are.
                ReadOnlySpan<byte> body = bytes[head..];
                body.CopyTo(_body);
                PostingBlock.Read(_body.AsSpan(0, body.Length + PostingBlock.Slack), form, _first, _ids.AsSpan(0, (int)_blockLength));
            }
        }
        catch (Exception broken) when (broken is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new IndexFormatException(_list.File.FileName, _list.Start + offset, $"block {block} of a list does not decode: {broken.Message}");
        }

        return _current = _first;
    }

    // Sets bits [from, to).
    private static void SetBits(Span<ulong> bitmap, uint from, uint to)
    {
        int first = (int)(from >> 6);
        int last = (int)((to - 1) >> 6);
        ulong head = ulong.MaxValue << (int)from;
        ulong tail = ulong.MaxValue >> (int)(-to & 63);
        if (first == last)
        {
            bitmap[first] |= head & tail;
            return;
        }

        bitmap[first] |= head;
        bitmap[(first + 1)..last].Fill(ulong.MaxValue);
        bitmap[last] |= tail;
    }
}
