using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics;

namespace Vennlink.Archives.Compression;

/// <summary>The members of a gzip file (RFC 1952), with the offset of each.</summary>
/// <remarks>
/// The framework's <see cref="GZipStream"/> reads such a file too, but hides where its members begin, and that offset
/// is what a capture's provenance names. So the members are framed here and only the deflate data goes to the
/// framework. Where that data ends is told by the trailer: CRC-32 and length of the output are known by then, and their
/// eight bytes are looked for in the last chunk that was handed over. Finding them is the checksum test as well.
/// <para>
/// A member that lies in the buffer whole has a fast path. Where the next member begins tells where its trailer stands,
/// which says how many bytes come out, and <see cref="Libdeflate"/> inflates it at once. The fast path takes nothing
/// before all has proved right; on any doubt the member is streamed from its first byte, so damage, cut members and
/// bombs are told by streaming alone.
/// </para>
/// </remarks>
/// <param name="input">The file; owned by the reader from here on.</param>
/// <param name="startsRecord">
/// Tells the content of a true member from bytes that happen to look like a member's header.
/// </param>
/// <param name="inflater">Inflates whole members; null to stream all. Owned by the reader from here on.</param>
internal sealed class GzipMembers(RawInput input, ContentTest startsRecord, Libdeflate? inflater)
    : CompressedMembers(input, startsRecord)
{
    /// <summary>
    /// Most bytes of a member that takes the fast path, compressed: as many as can be looked ahead without the input's
    /// buffer growing.
    /// </summary>
    public const int MaxWholeBytes = 256 << 10;

    /// <summary>Most bytes that come out of a member that takes the fast path.</summary>
    public const int MaxWholeOutputBytes = 1 << 20;

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

    /// <summary>Whether nothing was read of the member yet, nor the path chosen.</summary>
    private bool _isUntouched;

    /// <summary>A member inflated whole that was longer than what was asked for.</summary>
    private byte[] _whole = [];
    private int _wholeStart;
    private int _wholeEnd;

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
            Skip(SkipReason.CutShort, Input.Position);
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
        _isUntouched = true;
        State = MemberState.Reading;
        return true;
    }

    protected override int ReadMember(Span<byte> destination)
    {
        if (_isUntouched)
        {
            _isUntouched = false;

            // Of a place that only looks like a member little is read, so that many of them cost little.
            if (!IsProbing && TryInflateWhole(destination, out int written))
            {
                return written;
            }

            StartStream();
        }

        return _deflate is null ? ReadWhole(destination) : ReadStream(destination);
    }

    public override void Dispose()
    {
        CloseMember();
        inflater?.Dispose();
        base.Dispose();
    }

    private void CloseMember()
    {
        _deflate?.Dispose();
        _deflate = null;
        _wholeStart = _wholeEnd = 0;
    }

    /// <summary>
    /// Inflates the member at once; false, with nothing consumed, where that is not possible or anything about it is
    /// odd.
    /// </summary>
    private bool TryInflateWhole(Span<byte> destination, out int written)
    {
        written = 0;
        if (inflater is null || !TryFindTrailer(out int dataBytes))
        {
            return false;
        }

        ReadOnlySpan<byte> data = Input.Buffered[..dataBytes];
        ReadOnlySpan<byte> trailer = Input.Buffered.Slice(dataBytes, TrailerBytes);
        uint outputBytes = BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]);
        if (outputBytes is 0 or > MaxWholeOutputBytes)
        {
            return false;
        }

        bool fits = outputBytes <= destination.Length;
        if (!fits && _whole.Length < outputBytes)
        {
            _whole = new byte[BitOperations.RoundUpToPowerOf2(outputBytes)];
        }

        // The bytes of the trailer may stand earlier too, where streaming would take them for it.
        Span<byte> output = (fits ? destination : _whole)[..(int)outputBytes];
        int lastChunk = Math.Max(0, dataBytes - DeflateFeed.MaxChunkBytes);
        if (!inflater.TryInflate(data, output)
            || Crc32.HashToUInt32(output) != BinaryPrimitives.ReadUInt32LittleEndian(trailer)
            || Input.Buffered[lastChunk..].IndexOf(trailer) != dataBytes - lastChunk)
        {
            return false;
        }

        Input.Consume(dataBytes + TrailerBytes);
        _wholeEnd = fits ? 0 : output.Length;
        written = fits ? output.Length : ReadWhole(destination);
        return true;
    }

    /// <summary>
    /// Length of the data of the member at hand, if what follows its trailer is the next member or the end of the file.
    /// </summary>
    /// <remarks>
    /// Bytes within the data may look like the next member, once in 16 MiB; then what stands before them is no trailer.
    /// Looks ahead only where going back is possible: a pipe may have nothing to give for now. Together all looks cost
    /// no more than one over the file and <see cref="MaxWholeBytes"/>.
    /// </remarks>
    private bool TryFindTrailer(out int dataBytes)
    {
        dataBytes = 0;
        int scanned = 0;
        int next;
        while ((next = Input.Buffered[scanned..].IndexOf(Magic)) < 0)
        {
            scanned = Math.Max(0, Input.Buffered.Length - (Magic.Length - 1));
            if (Input.Buffered.Length > MaxWholeBytes)
            {
                return false;
            }

            if (!(Input.CanSeek && Input.Fill()))
            {
                if (!Input.HasEnded)
                {
                    return false;
                }

                (scanned, next) = (0, Input.Buffered.Length);
                break;
            }
        }

        dataBytes = scanned + next - TrailerBytes;
        return dataBytes is > 0 and <= MaxWholeBytes;
    }

    private int ReadWhole(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _wholeEnd - _wholeStart);
        _whole.AsSpan(_wholeStart, count).CopyTo(destination);
        _wholeStart += count;
        State = count > 0 ? MemberState.Reading : MemberState.Ended;
        return count;
    }

    private void StartStream()
    {
        _feed.Restart();
        _deflate = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        _checksum.Reset();
        _outputBytes = 0;
    }

    private int ReadStream(Span<byte> destination)
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
            // What the framework says of data that break off where the file ends differs by version; what the feed saw
            // does not.
            State = _feed.RanDry ? MemberState.CutShort : MemberState.Damaged;
        }

        return 0;
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

        if (((flags & NameFlag) != 0 && !TrySkipText(ref headerBytes))
            || ((flags & CommentFlag) != 0 && !TrySkipText(ref headerBytes)))
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
