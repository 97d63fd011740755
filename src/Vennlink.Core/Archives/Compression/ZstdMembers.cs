using System.Buffers.Binary;
using Vennlink.Storage.Bytes;
using ZstdSharp.Unsafe;

namespace Vennlink.Archives.Compression;

/// <summary>The frames of a Zstandard file (RFC 8878), each a member; a dictionary may stand in front.</summary>
/// <remarks>
/// The dictionary is a skippable frame of its own magic, plain or itself a Zstandard frame: iipc "Zstandard compression
/// for WARC files" 1.0. Frames that ask for a window over 128 MiB, the library's default bound, are damaged.
/// </remarks>
internal sealed unsafe class ZstdMembers(RawInput input, ContentTest startsRecord, int maxDictionaryBytes)
    : CompressedMembers(input, startsRecord)
{
    private const uint FrameMagic = 0xFD2FB528;
    private const uint DictionaryFrameMagic = 0x184D2A5D;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const int SkippableHeaderBytes = 8;

    // The library's Decompressor does not say where a frame ends; the function beneath it does.
    private readonly ZSTD_DCtx_s* _context = Methods.ZSTD_createDCtx();
    private bool _opened;
    private bool _disposed;

    protected override ReadOnlySpan<byte> Magic => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>Whether a file that begins so is Zstandard; a skippable frame alone may be LZ4 as well.</summary>
    public static bool Starts(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint)
            && BinaryPrimitives.ReadUInt32LittleEndian(start) is FrameMagic or DictionaryFrameMagic;

    protected override bool TryOpenNext()
    {
        if (!_opened)
        {
            _opened = true;
            ReadDictionary();
        }

        while (Input.Peek(1) > 0)
        {
            if (Input.Peek(sizeof(uint)) < sizeof(uint))
            {
                Skip(SkipReason.CutShort, Input.Position);
                return false;
            }

            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered);
            if (magic == FrameMagic)
            {
                return TryOpenMember();
            }

            if ((magic & SkippableMask) != SkippableMagic || Input.Peek(SkippableHeaderBytes) < SkippableHeaderBytes)
            {
                return TryPassOver();
            }

            Consume(SkippableHeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered[sizeof(uint)..]));
        }

        return false;
    }

    protected override bool TryOpenMember()
    {
        MemberOffset = Input.Position;
        Methods.ZSTD_DCtx_reset(_context, ZSTD_ResetDirective.ZSTD_reset_session_only);
        State = MemberState.Reading;
        return true;
    }

    protected override int ReadMember(Span<byte> destination)
    {
        int written = 0;
        while (State == MemberState.Reading && written == 0)
        {
            if (Input.Peek(1) == 0)
            {
                State = MemberState.CutShort;
            }
            else if (!TryDecompress(destination, out written))
            {
                State = MemberState.Damaged;
            }
        }

        return written;
    }

    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Methods.ZSTD_freeDCtx(_context);
        }

        base.Dispose();
    }

    private bool TryDecompress(Span<byte> destination, out int written)
    {
        fixed (byte* source = Input.Buffered)
        fixed (byte* target = destination)
        {
            ZSTD_inBuffer_s input = new() { src = source, size = (nuint)Input.Buffered.Length };
            ZSTD_outBuffer_s output = new() { dst = target, size = (nuint)destination.Length };
            nuint left = Methods.ZSTD_decompressStream(_context, &output, &input);
            written = (int)output.pos;
            Input.Consume((int)input.pos);
            State = left == 0 ? MemberState.Ended : MemberState.Reading;
            return !Methods.ZSTD_isError(left);
        }
    }

    private void ReadDictionary()
    {
        if (Input.Peek(SkippableHeaderBytes) < SkippableHeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered) != DictionaryFrameMagic)
        {
            return;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered[sizeof(uint)..]);
        int available = length > maxDictionaryBytes ? 0 : Input.Peek(SkippableHeaderBytes + (int)length);
        if (available < SkippableHeaderBytes + length)
        {
            // Too long to hold, or cut: the frames are tried without it, and fail one by one.
            Skip(SkipReason.BadMember, Input.Position);
            return;
        }

        byte[] dictionary = Input.Buffered.Slice(SkippableHeaderBytes, (int)length).ToArray();
        if (dictionary.AsSpan().StartsWith(Magic))
        {
            dictionary = DecompressDictionary(dictionary);
        }

        fixed (byte* bytes = dictionary)
        {
            if (dictionary.Length == 0
                || Methods.ZSTD_isError(Methods.ZSTD_DCtx_loadDictionary(_context, bytes, (nuint)dictionary.Length)))
            {
                Skip(SkipReason.BadMember, Input.Position);
            }
        }

        Consume(SkippableHeaderBytes + length);
    }

    /// <summary>The dictionary inside its frame; empty when it is damaged or too long.</summary>
    private byte[] DecompressDictionary(byte[] frame)
    {
        using ZstdMembers inner = new(new RawInput(frame, frame.Length), static _ => false, 0);
        ByteList dictionary = new(frame.Length * 4);
        if (inner.NextMember())
        {
            int read;
            while (dictionary.Length <= maxDictionaryBytes && (read = inner.Read(dictionary.Reserve(1 << 16))) > 0)
            {
                dictionary.Length += read;
            }
        }

        return inner.State == MemberState.Ended && dictionary.Length <= maxDictionaryBytes
            ? dictionary.Span.ToArray()
            : [];
    }
}
