using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;

namespace Vennlink.Archives.Compression;

/// <summary>The frames of an LZ4 file (LZ4 Frame Format 1.6), each a member.</summary>
/// <remarks>
/// Framed here, since the stream of the library does not say where a frame ends. Legacy frames and dictionaries are not
/// read.
/// </remarks>
internal sealed class Lz4Members(RawInput input, ContentTest startsRecord) : CompressedMembers(input, startsRecord)
{
    private const uint FrameMagic = 0x184D2204;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const uint IsStoredFlag = 0x80000000;
    private const int SkippableHeaderBytes = 8;
    private const int MinDescriptorBytes = 3;
    private const int MaxDescriptorBytes = 15;

    /// <summary>How far back a linked block may refer.</summary>
    private const int HistoryBytes = 64 << 10;

    /// <summary>History of the frame, then the block decoded last.</summary>
    private byte[] _output = [];
    private readonly XxHash32 _contentChecksum = new();
    private int _start;
    private int _end;
    private int _historyBytes;
    private int _maxBlockBytes;
    private bool _isLinked;
    private bool _hasBlockChecksum;
    private bool _hasContentChecksum;

    protected override ReadOnlySpan<byte> Magic => [0x04, 0x22, 0x4d, 0x18];

    public static bool Starts(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(start) == FrameMagic;

    protected override bool TryOpenNext()
    {
        while (Input.Peek(1) > 0)
        {
            if (Input.Peek(sizeof(uint) + MaxDescriptorBytes) < sizeof(uint) + MinDescriptorBytes)
            {
                Skip(SkipReason.CutShort, Input.Position);
                return false;
            }

            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered);
            if (magic == FrameMagic && TryOpenMember())
            {
                return true;
            }

            if ((magic & SkippableMask) != SkippableMagic || Input.Peek(SkippableHeaderBytes) < SkippableHeaderBytes)
            {
                return TryPassOver();
            }

            Consume(SkippableHeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered[sizeof(uint)..]));
        }

        return false;
    }

    protected override int ReadMember(Span<byte> destination)
    {
        while (_start == _end && State == MemberState.Reading)
        {
            State = ReadBlock();
        }

        int count = Math.Min(destination.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    protected override bool TryOpenMember()
    {
        int available = Input.Peek(sizeof(uint) + MaxDescriptorBytes) - sizeof(uint);
        if (available < MinDescriptorBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> descriptor = Input.Buffered[sizeof(uint)..];
        byte flags = descriptor[0];
        int blockSizeId = (descriptor[1] >> 4) & 7;
        bool hasContentSize = (flags & 0x08) != 0;
        bool hasDictionary = (flags & 0x01) != 0;
        int length = 2 + (hasContentSize ? sizeof(ulong) : 0) + (hasDictionary ? sizeof(uint) : 0);
        if (flags >> 6 != 1 || (flags & 0x02) != 0 || (descriptor[1] & 0x8f) != 0 || blockSizeId < 4
            || available < length + 1
            || descriptor[length] != (byte)(XxHash32.HashToUInt32(descriptor[..length]) >> 8) || hasDictionary)
        {
            return false;
        }

        _isLinked = (flags & 0x20) == 0;
        _hasBlockChecksum = (flags & 0x10) != 0;
        _hasContentChecksum = (flags & 0x04) != 0;
        _maxBlockBytes = 1 << (8 + (2 * blockSizeId));
        if (_output.Length < HistoryBytes + _maxBlockBytes)
        {
            _output = new byte[HistoryBytes + _maxBlockBytes];
        }

        _contentChecksum.Reset();
        _historyBytes = 0;
        _start = _end = 0;
        MemberOffset = Input.Position;
        Input.Consume(sizeof(uint) + length + 1);
        State = MemberState.Reading;
        return true;
    }

    private MemberState ReadBlock()
    {
        if (Input.Peek(sizeof(uint)) < sizeof(uint))
        {
            return MemberState.CutShort;
        }

        uint header = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered);
        if (header == 0)
        {
            Input.Consume(sizeof(uint));
            return EndMember();
        }

        int length = (int)(header & ~IsStoredFlag);
        if (length < 0 || length > _maxBlockBytes)
        {
            return MemberState.Damaged;
        }

        int checksumBytes = _hasBlockChecksum ? sizeof(uint) : 0;
        int blockBytes = sizeof(uint) + length + checksumBytes;
        if (Input.Peek(blockBytes) < blockBytes)
        {
            return MemberState.CutShort;
        }

        ReadOnlySpan<byte> block = Input.Buffered.Slice(sizeof(uint), length);
        if (_hasBlockChecksum && XxHash32.HashToUInt32(block) != BinaryPrimitives.ReadUInt32LittleEndian(
            Input.Buffered[(sizeof(uint) + length)..]))
        {
            return MemberState.Damaged;
        }

        int written = Decode(block, (header & IsStoredFlag) != 0);
        Input.Consume(blockBytes);
        return written < 0 ? MemberState.Damaged : MemberState.Reading;
    }

    private int Decode(ReadOnlySpan<byte> block, bool isStored)
    {
        KeepHistory();
        Span<byte> target = _output.AsSpan(_historyBytes, _maxBlockBytes);
        int written = block.Length;
        if (isStored)
        {
            block.CopyTo(target);
        }
        else
        {
            written = LZ4Codec.Decode(block, target, _output.AsSpan(0, _historyBytes));
            if (written < 0)
            {
                return written;
            }
        }

        _start = _historyBytes;
        _end = _historyBytes + written;
        if (_hasContentChecksum)
        {
            _contentChecksum.Append(target[..written]);
        }

        return written;
    }

    /// <summary>Moves the end of what was decoded to the front, where linked blocks refer to it.</summary>
    private void KeepHistory()
    {
        _historyBytes = _isLinked ? Math.Min(_end, HistoryBytes) : 0;
        Buffer.BlockCopy(_output, _end - _historyBytes, _output, 0, _historyBytes);
    }

    private MemberState EndMember()
    {
        if (!_hasContentChecksum)
        {
            return MemberState.Ended;
        }

        if (Input.Peek(sizeof(uint)) < sizeof(uint))
        {
            return MemberState.CutShort;
        }

        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered);
        if (stated != _contentChecksum.GetCurrentHashAsUInt32())
        {
            return MemberState.Damaged;
        }

        Input.Consume(sizeof(uint));
        return MemberState.Ended;
    }
}
