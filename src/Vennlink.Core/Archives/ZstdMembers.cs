using System.Buffers;
using System.Buffers.Binary;
using ZstdSharp;

namespace Vennlink.Archives;

/// <summary>The frames of a Zstandard file (RFC 8878), each a member; a dictionary may stand in front.</summary>
/// <remarks>
/// The dictionary is a skippable frame of its own magic, plain or itself a Zstandard frame: iipc "Zstandard compression for WARC files" 1.0.
/// Frames that ask for a window over 128 MiB, the library's default bound, are damaged.
/// </remarks>
internal sealed class ZstdMembers(RawInput input, ContentTest startsRecord, int maxDictionaryBytes) : MemberReader(input)
{
    private const uint FrameMagic = 0xFD2FB528;
    private const uint DictionaryFrameMagic = 0x184D2A5D;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const int SkippableHeaderBytes = 8;
    private const int ProbeBytes = 4096;

    private readonly Decompressor _decompressor = new();
    private bool _opened;

    private static ReadOnlySpan<byte> FrameMagicBytes => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>Whether a file that begins so is Zstandard; a skippable frame alone may be LZ4 as well.</summary>
    public static bool Starts(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(start) is FrameMagic or DictionaryFrameMagic;

    public override bool NextMember()
    {
        if (State == MemberState.CutShort)
        {
            return false;
        }

        if (State == MemberState.Damaged)
        {
            return TryFindMember(MemberOffset + 1);
        }

        if (!_opened)
        {
            _opened = true;
            ReadDictionary();
        }

        while (TryPeekMagic(out uint magic))
        {
            if (magic == FrameMagic)
            {
                OpenMember();
                return true;
            }

            if ((magic & SkippableMask) != SkippableMagic || Input.Peek(SkippableHeaderBytes) < SkippableHeaderBytes)
            {
                Skips.Add(SkipReason.BadMember);
                return TryFindMember(Input.Position + 1);
            }

            Consume(SkippableHeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered[sizeof(uint)..]));
        }

        return false;
    }

    public override int Read(Span<byte> destination)
    {
        while (State == MemberState.Reading && !destination.IsEmpty)
        {
            if (Input.Peek(1) == 0)
            {
                State = MemberState.CutShort;
                Skips.Add(SkipReason.CutShort);
                return 0;
            }

            if (!TryDecompress(destination, out int written))
            {
                State = MemberState.Damaged;
                Skips.Add(SkipReason.BadMember);
            }

            if (written > 0)
            {
                return written;
            }
        }

        return 0;
    }

    public override void Dispose()
    {
        _decompressor.Dispose();
        base.Dispose();
    }

    private bool TryDecompress(Span<byte> destination, out int written)
    {
        written = 0;
        try
        {
            OperationStatus status = _decompressor.UnwrapStream(Input.Buffered, destination, out int consumed, out written);
            Input.Consume(consumed);
            State = status == OperationStatus.Done ? MemberState.Ended : MemberState.Reading;
            return status != OperationStatus.InvalidData;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    private bool TryPeekMagic(out uint magic)
    {
        bool peeked = Input.Peek(sizeof(uint)) >= sizeof(uint);
        magic = peeked ? BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered) : 0;
        if (!peeked && Input.Peek(1) > 0)
        {
            Skips.Add(SkipReason.CutShort);
        }

        return peeked;
    }

    private void OpenMember()
    {
        MemberOffset = Input.Position;
        _decompressor.ResetStream();
        State = MemberState.Reading;
    }

    private void Consume(long byteCount)
    {
        while (byteCount > 0 && Input.Peek(1) > 0)
        {
            int count = (int)Math.Min(byteCount, Input.Buffered.Length);
            Input.Consume(count);
            byteCount -= count;
        }
    }

    private void ReadDictionary()
    {
        if (Input.Peek(SkippableHeaderBytes) < SkippableHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered) != DictionaryFrameMagic)
        {
            return;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Input.Buffered[sizeof(uint)..]);
        int available = length > maxDictionaryBytes ? 0 : Input.Peek(SkippableHeaderBytes + (int)length);
        if (available < SkippableHeaderBytes + length)
        {
            // Too long to hold, or cut: the frames are tried without it, and fail one by one.
            Skips.Add(SkipReason.BadMember);
            return;
        }

        byte[] dictionary = Input.Buffered.Slice(SkippableHeaderBytes, (int)length).ToArray();
        try
        {
            if (dictionary.AsSpan().StartsWith(FrameMagicBytes))
            {
                dictionary = DecompressDictionary(dictionary);
            }

            _decompressor.LoadDictionary(dictionary);
        }
        catch (Exception exception) when (exception is ZstdException or InvalidDataException)
        {
            Skips.Add(SkipReason.BadMember);
        }
    }

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
            : throw new InvalidDataException("The dictionary does not decompress.");
    }

    private bool TryFindMember(long offset)
    {
        Input.MoveTo(offset);
        while (Input.Peek(sizeof(uint)) >= sizeof(uint))
        {
            int candidate = Input.Buffered.IndexOf(FrameMagicBytes);
            if (candidate < 0)
            {
                Input.Consume(Input.Buffered.Length - (sizeof(uint) - 1));
                continue;
            }

            Input.Consume(candidate);
            long found = Input.Position;
            bool holdsRecord = HoldsRecord();
            Input.MoveTo(found);
            if (holdsRecord)
            {
                OpenMember();
                return true;
            }

            Input.Consume(1);
        }

        State = MemberState.Ended;
        return false;
    }

    private bool HoldsRecord()
    {
        OpenMember();
        Span<byte> content = stackalloc byte[ProbeBytes];
        int length = 0;
        int read = 1;
        // The feed of a probe must stay within what the input can go back over.
        long limit = Input.Position + (RawInput.HistoryBytes / 2);
        while (length < ProbeBytes && read > 0 && Input.Position < limit && Input.Peek(1) > 0 && State == MemberState.Reading)
        {
            if (!TryDecompress(content[length..], out read))
            {
                break;
            }

            length += read;
            read = State == MemberState.Reading ? 1 : read;
        }

        return startsRecord(content[..length]);
    }
}
