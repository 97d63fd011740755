using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// A walk over a list that <see cref="PostingListWriter"/> wrote. A block is decoded when an id inside of it is asked
/// for.
/// </summary>
/// <remarks>Windows are filled from the mapped file, block by block, without ids in between where the whole block is
/// inside the window.</remarks>
internal sealed class PostingListCursor : PostingCursor
{
    // Looking so many ids up in one block costs about as much as decoding it.
    private const int LookupsWorthDecoding = 8;

    private FileSection _list;
    private int _blockCount;
    private long _skipsOffset;
    private int _idWidth;
    private int _offsetWidth;
    private long _blocksOffset;
    private ConcurrentBag<PostingListCursor>? _idle;
    private long _count;
    private uint[]? _ids;
    private ulong[]? _words;
    private readonly LaneWidth _width;

    // The block the cursor stands in, by the skip table: its first id, where it stands, and the same of the next one
    // (End and the list's end behind the last).
    private int _block;
    private uint _first;
    private long _offset;
    private uint _nextFirst;
    private long _nextOffset;
    private uint _current;

    // What Contains was asked for last: the cursor is still to be moved there. How many such questions fell into this
    // block.
    private uint _asked;
    private int _lookupCount;

    private ReadAhead _ahead;

    // What is decoded of it: nothing as long as the cursor stands at its first id and nobody asked for another. Ids of
    // _ids (_position is the place of Current, _lastPosition that of the last one), or consecutive ids from _first on,
    // or bits of _words from _base on; _last is the last id.
    private Content _content;
    private int _position;
    private int _lastPosition;
    private uint _base;
    private uint _last;

    /// <summary>A cursor over nothing yet: <see cref="Start"/>.</summary>
    /// <param name="width">Register width to decode with; without effect on the ids.</param>
    public PostingListCursor(LaneWidth width) => _width = width;

    /// <summary>Starts at the first id of a list, with the widest registers.</summary>
    /// <param name="list">Bytes of exactly one list.</param>
    /// <param name="width">Register width; null for the widest.</param>
    public PostingListCursor(FileSection list, LaneWidth? width = null)
        : this(width ?? Lanes.Widest) => Start(list, null);

    /// <summary>Starts at the first id of a list, whatever the cursor stood on before.</summary>
    /// <param name="list">Bytes of exactly one list.</param>
    /// <param name="idle">Where the cursor goes when it is disposed; null for nowhere.</param>
    public void Start(FileSection list, ConcurrentBag<PostingListCursor>? idle)
    {
        _list = list;
        (_block, _ahead, _asked, _first, _nextOffset) = (-1, default, 0, 0, 0);
        (_idWidth, _offsetWidth) = (0, 0);
        ReadOnlySpan<byte> head = list.Read(0, (int)Math.Min(list.Length, 3 * Varint.MaxBytes));
        ByteReader reader = new(head, list.File.FileName, list.Start);
        _count = (long)reader.ReadVarint();
        _blockCount = reader.ReadVarint(int.MaxValue);
        if (_blockCount == 1)
        {
            // One entry of no bits: the id below, the offset 0.
            _nextFirst = (uint)reader.ReadVarint();
            _skipsOffset = reader.Position;
            _blocksOffset = reader.Position;
        }
        else
        {
            _idWidth = reader.ReadByte();
            _offsetWidth = reader.ReadByte();
            if (_blockCount == 0 || _idWidth > 32 || _offsetWidth > 32)
            {
                throw reader.Broken(
                    $"a list of {_blockCount} blocks, its skip table {_idWidth} and {_offsetWidth} bits wide");
            }

            _skipsOffset = reader.Position;
            _blocksOffset = _skipsOffset + ((((long)_blockCount * (_idWidth + _offsetWidth)) + 7) / 8);
            (_nextFirst, _nextOffset) = ReadSkip(0);
        }

        EnterNextBlock();

        // Last: a list that does not begin like one leaves the cursor to nobody.
        _idle = idle;
    }

    private enum Content : byte
    {
        Nothing,
        Ids,
        Run,
        Bits,
    }

    public override long Count => _count;

    public override uint Current => _asked > _current ? Seek(_asked) : _current;

    public override uint Advance()
    {
        _ = Current;
        if (_block == _blockCount)
        {
            return _current;
        }

        Decode();
        if (_current >= _last)
        {
            return EnterNextBlock();
        }

        return _current = _content switch
        {
            Content.Run => _current + 1,
            Content.Ids => _ids![++_position],
            _ => FirstBit(_current + 1),
        };
    }

    public override uint Seek(uint minimum)
    {
        minimum = Math.Max(minimum, _asked);
        if (_current >= minimum)
        {
            return _current;
        }

        EnterBlockOf(minimum);
        if (_current >= minimum)
        {
            return _current;
        }

        if (_content == Content.Nothing && EndsBefore(minimum))
        {
            return EnterNextBlock();
        }

        Decode();
        if (_last < minimum)
        {
            return EnterNextBlock();
        }

        // The block's last id is at or above the minimum, Current is below.
        switch (_content)
        {
            case Content.Run:
                return _current = minimum;
            case Content.Bits:
                return _current = FirstBit(minimum);
            default:
                // The place of the last id is the end of what the block holds, so something is found.
                int found = _ids.AsSpan(_position, _lastPosition - _position + 1).BinarySearch(minimum);
                _position += found < 0 ? ~found : found;
                return _current = _ids![_position];
        }
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64UL * (uint)bitmap.Length);
        Seek(windowStart);
        int count = 0;
        while (_block < _blockCount && _current < windowEnd)
        {
            if (_content == Content.Nothing && TryFillWhole(windowStart, windowEnd, bitmap, out int blockCount))
            {
                count += blockCount;
                EnterNextBlock();
                continue;
            }

            Decode();
            uint end = _last < windowEnd ? _last + 1 : (uint)windowEnd;
            count += FillPart(windowStart, end, bitmap);
            if (_last < windowEnd)
            {
                EnterNextBlock();
            }
            else
            {
                Seek(end);
            }
        }

        return count;
    }

    public override void Dispose()
    {
        // Once: whoever has taken it up since owns it.
        ConcurrentBag<PostingListCursor>? idle = _idle;
        _idle = null;
        idle?.Add(this);
    }

    internal override int CopyIds(uint last, Span<uint> ids)
    {
        int count = 0;
        _ = Current;
        while (count < ids.Length && _block < _blockCount && _current <= last)
        {
            Decode();
            if (_content == Content.Bits)
            {
                count += CopyBits(last, ids[count..]);
                continue;
            }

            if (_content == Content.Run)
            {
                ids[count++] = _current;
                Advance();
                continue;
            }

            ReadOnlySpan<uint> rest = _ids.AsSpan(_position, _lastPosition - _position + 1);
            int wanted = rest.Length;
            if (_last > last)
            {
                int found = rest.BinarySearch(last);
                wanted = found < 0 ? ~found : found + 1;
            }

            wanted = Math.Min(wanted, ids.Length - count);
            rest[..wanted].CopyTo(ids[count..]);
            count += wanted;
            if (wanted == rest.Length)
            {
                EnterNextBlock();
            }
            else
            {
                _position += wanted;
                _current = _ids![_position];
            }
        }

        return count;
    }

    internal override bool Contains(uint id)
    {
        if (id < _asked)
        {
            return false;
        }

        _asked = id;
        EnterBlockOf(id);
        if (_content != Content.Nothing || _current >= id || _block == _blockCount
            || ++_lookupCount > LookupsWorthDecoding)
        {
            return Seek(id) == id;
        }

        ReadOnlySpan<byte> bytes = ReadBlock();
        if ((bytes[0] & PostingBlock.FormMask) != (int)PostingForm.Buckets)
        {
            return Seek(id) == id;
        }

        try
        {
            BucketHead head = BucketHead.Read(bytes);
            uint offset = id - head.Base(_first);
            return offset < (uint)head.Span && BucketDecoder.Contains(bytes[BucketHead.SizeBytes..], head, (int)offset);
        }
        catch (Exception broken) when (IsOfDecoding(broken))
        {
            throw Broken(broken);
        }
    }

    // Decodes a block that lies inside the window straight into it; false when it does not, or is small work anyway.
    private bool TryFillWhole(uint windowStart, ulong windowEnd, Span<ulong> bitmap, out int count)
    {
        count = 0;
        ReadOnlySpan<byte> bytes = ReadBlock();
        if ((bytes[0] & PostingBlock.FormMask) != (int)PostingForm.Buckets)
        {
            return false;
        }

        try
        {
            BucketHead head = BucketHead.Read(bytes);
            uint start = head.Base(_first);
            if (start < windowStart || start + (ulong)(uint)head.Span > windowEnd)
            {
                return false;
            }

            BucketDecoder.Decode(_width, bytes[BucketHead.SizeBytes..], head,
                bitmap[(int)((start - windowStart) >> 6)..]);
            count = head.Count;
            return true;
        }
        catch (Exception broken) when (IsOfDecoding(broken))
        {
            throw Broken(broken);
        }
    }

    // Sets the bits of the decoded ids from Current up to an end, which is at most one above the last.
    private int FillPart(uint windowStart, uint end, Span<ulong> bitmap)
    {
        switch (_content)
        {
            case Content.Run:
                WindowBits.Set(bitmap, _current - windowStart, end - windowStart);
                return (int)(end - _current);
            case Content.Bits:
                return WindowBits.Or(bitmap, windowStart, _words, _base, _current, end);
            default:
                int count = 0;
                ReadOnlySpan<uint> ids = _ids.AsSpan(_position, _lastPosition - _position + 1);
                if (_last < end)
                {
                    count = ids.Length;
                }
                else
                {
                    int found = ids.BinarySearch(end);
                    count = found < 0 ? ~found : found;
                }

                foreach (uint id in ids[..count])
                {
                    uint bit = id - windowStart;
                    bitmap[(int)(bit >> 6)] |= 1UL << (int)bit;
                }

                return count;
        }
    }

    // The last block from low on whose first id is at or below the minimum; that of low is.
    private int FindBlock(int low, uint minimum)
    {
        // Gallop first: seeks mostly go a few blocks on.
        int step = 1;
        int high = low + 1;
        while (high < _blockCount && ReadSkip(high).FirstId <= minimum)
        {
            low = high;
            high = (int)Math.Min(_blockCount, low + (long)step);
            step = Math.Min(step * 2, 1 << 29);
        }

        // Invariant: block low starts at or below the minimum, block high above it (or is the end).
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (ReadSkip(middle).FirstId <= minimum)
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

    // First id and offset in the list of a block; End and the list's end behind the last.
    private (uint FirstId, long Offset) ReadSkip(int block)
    {
        if (block == _blockCount)
        {
            return (End, _list.Length);
        }

        long bit = (long)block * (_idWidth + _offsetWidth);
        int shift = (int)(bit & 7);
        int length = (shift + _idWidth + _offsetWidth + 7) >> 3;
        ReadOnlySpan<byte> bytes = _list.Read(_skipsOffset + (bit >> 3), length);

        // At most 7 + 32 bits for the id; the slack behind the file's content makes whole words readable.
        bytes = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetReference(bytes), 2 * sizeof(ulong));
        ulong id = (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> shift) & ((1UL << _idWidth) - 1);
        shift += _idWidth;
        ulong offset =
            (BinaryPrimitives.ReadUInt64LittleEndian(
                bytes[(shift >> 3)..]) >> (shift & 7)) & ((1UL << _offsetWidth) - 1);
        return ((uint)id, _blocksOffset + (long)offset);
    }

    private uint EnterNextBlock()
    {
        // Terminates whatever the bytes are: first ids strictly grow.
        if (_block >= 0 && _nextFirst <= _first && _block < _blockCount)
        {
            throw new IndexFormatException(_list.File.FileName, _list.Start + _skipsOffset,
                $"blocks of a list are out of order: block {_block + 1} starts at id {_nextFirst}, the one before "
                    + $"at {_first}");
        }

        _block++;
        _first = _nextFirst;
        _offset = _block == 0 ? _blocksOffset : _nextOffset;
        if (_block < _blockCount)
        {
            (_nextFirst, _nextOffset) = ReadSkip(_block + 1);
        }
        else
        {
            _block = _blockCount;
            _first = End;
        }

        _content = Content.Nothing;
        _lookupCount = 0;
        return _current = _first;
    }

    // Moves to the last block whose first id is at or below an id, unless the cursor stands behind it, or the id before
    // all blocks.
    private void EnterBlockOf(uint id)
    {
        if (_nextFirst <= id && _block + 1 < _blockCount)
        {
            EnterBlock(FindBlock(_block + 1, id));
        }
    }

    private void EnterBlock(int block)
    {
        if (block != _block + 1)
        {
            _block = block - 1;
            (_nextFirst, _nextOffset) = ReadSkip(block);
        }

        EnterNextBlock();
    }

    private ReadOnlySpan<byte> ReadBlock()
    {
        long length = _nextOffset - _offset;
        if (length is < 2 or > int.MaxValue)
        {
            throw new IndexFormatException(_list.File.FileName, _list.Start + _offset,
                $"block {_block} of a list has a wrong length of {length} bytes");
        }

        (long ahead, int aheadLength) = _ahead.Next(_block, _nextOffset);
        _list.Prefetch(ahead, aheadLength);
        return _list.Read(_offset, (int)length);
    }

    // Whether the head alone tells that all ids of the block are below one.
    private bool EndsBefore(uint minimum)
    {
        ReadOnlySpan<byte> bytes = ReadBlock();
        if ((bytes[0] & PostingBlock.FormMask) != (int)PostingForm.Buckets)
        {
            return false;
        }

        try
        {
            BucketHead head = BucketHead.Read(bytes);
            return minimum - head.Base(_first) >= (uint)head.Span;
        }
        catch (Exception broken) when (IsOfDecoding(broken))
        {
            throw Broken(broken);
        }
    }

    private void Decode()
    {
        if (_content != Content.Nothing)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = ReadBlock();
        try
        {
            int headBytes = PostingBlock.ReadHead(bytes, out PostingForm form, out long count);
            switch (form)
            {
                case PostingForm.Run:
                    _last = (uint)Math.Min(End - 1, _first + (ulong)count - 1);
                    _content = Content.Run;
                    break;
                case PostingForm.Buckets:
                    DecodeBits(bytes);
                    break;
                default:
                    _ids ??= new uint[PostingBlock.BufferLength];
                    PostingBlock.Read(_width, bytes[headBytes..], form, _first, (int)count, _ids);
                    ArgumentOutOfRangeException.ThrowIfEqual(Ascends(_ids.AsSpan(0, (int)count)), false, nameof(bytes));
                    _position = 0;
                    _lastPosition = (int)count - 1;
                    _last = _ids[_lastPosition];
                    _content = Content.Ids;
                    break;
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_last, _nextFirst, nameof(bytes));
        }
        catch (Exception broken) when (IsOfDecoding(broken))
        {
            throw Broken(broken);
        }
    }

    private void DecodeBits(ReadOnlySpan<byte> bytes)
    {
        BucketHead head = BucketHead.Read(bytes);
        _words ??= new ulong[1 << (BucketHead.MaxSpanBits - 6)];
        Span<ulong> words = _words.AsSpan(0, head.WordCount);
        words.Clear();
        BucketDecoder.Decode(_width, bytes[BucketHead.SizeBytes..], head, words);
        _base = head.Base(_first);
        int lastWord = words.LastIndexOfAnyExcept(0UL);
        ArgumentOutOfRangeException.ThrowIfNegative(lastWord, nameof(bytes));
        _last = _base + (uint)((lastWord << 6) + 63 - BitOperations.LeadingZeroCount(words[lastWord]));
        _content = Content.Bits;
    }

    private static bool Ascends(ReadOnlySpan<uint> ids)
    {
        ref uint start = ref MemoryMarshal.GetReference(ids);
        int index = 0;
        for (; index + Vector256<uint>.Count < ids.Length; index += Vector256<uint>.Count)
        {
            if (Vector256.GreaterThanOrEqualAny(Vector256.LoadUnsafe(ref start, (nuint)index),
                Vector256.LoadUnsafe(ref start, (nuint)index + 1)))
            {
                return false;
            }
        }

        for (; index + 1 < ids.Length; index++)
        {
            if (ids[index] >= ids[index + 1])
            {
                return false;
            }
        }

        return true;
    }

    // Copies ids of the bits from Current on and moves behind them, into the next block where these were the last.
    private int CopyBits(uint last, Span<uint> ids)
    {
        uint end = Math.Min(last, _last);
        int count = 0;
        int word = (int)((_current - _base) >> 6);
        ulong bits = _words![word] & (ulong.MaxValue << (int)(_current - _base));
        for (int lastWord = (int)((end - _base) >> 6); word <= lastWord; bits = ++word <= lastWord ? _words[word] : 0)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                uint id = _base + (uint)((word << 6) + BitOperations.TrailingZeroCount(bits));
                if (id > end || count == ids.Length)
                {
                    _current = id;
                    return count;
                }

                ids[count++] = id;
            }
        }

        if (end == _last)
        {
            EnterNextBlock();
        }
        else
        {
            _current = FirstBit(end + 1);
        }

        return count;
    }

    // The first id of the bits at or above a minimum that is at most the last id.
    private uint FirstBit(uint minimum)
    {
        uint bit = minimum - _base;
        int word = (int)(bit >> 6);
        ulong bits = _words![word] & (ulong.MaxValue << (int)bit);
        while (bits == 0)
        {
            bits = _words[++word];
        }

        return _base + (uint)((word << 6) + BitOperations.TrailingZeroCount(bits));
    }

    private static bool IsOfDecoding(Exception broken) =>
        broken is ArgumentException or IndexOutOfRangeException or OverflowException;

    private IndexFormatException Broken(Exception broken) =>
        new(_list.File.FileName, _list.Start + _offset,
            $"block {_block} of a list cannot be decoded: {broken.Message}");
}
