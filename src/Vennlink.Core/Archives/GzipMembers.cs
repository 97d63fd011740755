using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Vennlink.Archives;

/// <summary>The members of a gzip file (RFC 1952), with the offset of each.</summary>
/// <remarks>
/// The framework's <see cref="GZipStream"/> reads such a file too, but hides where its members begin, and that offset is what a
/// capture's provenance names. So the members are framed here and only the deflate data goes to the framework. Where that data ends
/// is told by the trailer: CRC-32 and length of the output are known by then, and their eight bytes are looked for in the last chunk
/// that was handed over. Finding them is the checksum test as well.
/// </remarks>
internal sealed class GzipMembers(RawInput input, ContentTest startsRecord) : CompressedMembers(input, startsRecord)
{
    private const int FixedHeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const int MaxHeaderFieldBytes = 64 << 10;

    private const byte ReservedFlags = 0xe0;
    private const byte HeaderChecksumFlag = 0x02;
    private const byte ExtraFlag = 0x04;
    private const byte NameFlag = 0x08;
    private const byte CommentFlag = 0x10;

    private readonly DeflateFeed _feed = new(input);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _deflate;
    private long _outputBytes;

    protected override ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 0x08];

    protected override bool TryOpenNext()
    {
        SkipPadding();
        if (Input.Peek(1) == 0)
        {
            return false;
        }

        if (TryOpenMember())
        {
            return true;
        }

        if (IsCutHeader())
        {
            Skips.Add(SkipReason.CutShort);
            return false;
        }

        return TryPassOver();
    }

    protected override bool TryOpenMember()
    {
        if (!TryMeasureHeader(out int headerBytes))
        {
            return false;
        }

        MemberOffset = Input.Position;
        Input.Consume(headerBytes);
        CloseMember();
        _feed.Restart();
        _deflate = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        _checksum.Reset();
        _outputBytes = 0;
        State = MemberState.Reading;
        return true;
    }

    protected override int ReadMember(Span<byte> destination)
    {
        try
        {
            int read = _deflate!.Read(destination);
            if (read > 0)
            {
                _checksum.Append(destination[..read]);
                _outputBytes += read;
                return read;
            }

            State = _feed.RanDry ? MemberState.CutShort : EndMember();
        }
        catch (InvalidDataException)
        {
            // What the framework says of data that break off where the file ends differs by version; what the feed saw does not.
            State = _feed.RanDry ? MemberState.CutShort : MemberState.Damaged;
        }

        return 0;
    }

    public override void Dispose()
    {
        CloseMember();
        base.Dispose();
    }

    private void CloseMember()
    {
        _deflate?.Dispose();
        _deflate = null;
    }

    /// <summary>Tapes and block devices pad with zeros; they are no damage.</summary>
    private void SkipPadding()
    {
        while (Input.Peek(1) > 0 && Input.Buffered[0] == 0)
        {
            int content = Input.Buffered.IndexOfAnyExcept((byte)0);
            Input.Consume(content < 0 ? Input.Buffered.Length : content);
        }
    }

    private bool IsCutHeader() => Input.Peek(FixedHeaderBytes) is var count && count < FixedHeaderBytes
        && Magic.StartsWith(Input.Buffered[..Math.Min(count, Magic.Length)]);

    private bool TryMeasureHeader(out int headerBytes)
    {
        headerBytes = FixedHeaderBytes;
        if (Input.Peek(FixedHeaderBytes) < FixedHeaderBytes || !Input.Buffered.StartsWith(Magic))
        {
            return false;
        }

        byte flags = Input.Buffered[3];
        if ((flags & ReservedFlags) != 0)
        {
            return false;
        }

        if ((flags & ExtraFlag) != 0)
        {
            if (Input.Peek(headerBytes + 2) < headerBytes + 2)
            {
                return false;
            }

            headerBytes += 2 + BinaryPrimitives.ReadUInt16LittleEndian(Input.Buffered[headerBytes..]);
        }

        if (((flags & NameFlag) != 0 && !TrySkipText(ref headerBytes)) || ((flags & CommentFlag) != 0 && !TrySkipText(ref headerBytes)))
        {
            return false;
        }

        headerBytes += (flags & HeaderChecksumFlag) != 0 ? 2 : 0;
        return Input.Peek(headerBytes) >= headerBytes;
    }

    private bool TrySkipText(ref int headerBytes)
    {
        int available = Input.Peek(headerBytes + MaxHeaderFieldBytes);
        int length = headerBytes >= available ? -1 : Input.Buffered[headerBytes..].IndexOf((byte)0);
        headerBytes += length + 1;
        return length >= 0;
    }

    private MemberState EndMember()
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)_outputBytes);

        int chunkBytes = (int)(Input.Position - _feed.ChunkOffset);
        Input.MoveTo(_feed.ChunkOffset);
        int available = Math.Min(Input.Peek(chunkBytes + TrailerBytes), chunkBytes + TrailerBytes);
        int trailerStart = Input.Buffered[..available].IndexOf(trailer);
        if (trailerStart >= 0)
        {
            Input.Consume(trailerStart + TrailerBytes);
            return MemberState.Ended;
        }

        return available < chunkBytes + TrailerBytes && EndsWithPart(Input.Buffered[..available], trailer)
            ? MemberState.CutShort
            : MemberState.Damaged;
    }

    private static bool EndsWithPart(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> trailer)
    {
        for (int length = TrailerBytes - 1; length > 0; length--)
        {
            if (bytes.EndsWith(trailer[..length]))
            {
                return true;
            }
        }

        return false;
    }
}
