using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using Vennlink.Archives.Compression;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>
/// Undoes the transfer and content codings of an HTTP body in memory; its buffers are reused from body to body.
/// </summary>
/// <remarks>
/// Archives lie about codings: tools store bodies decoded and keep the headers. So a coding that a body visibly does
/// not have is passed over. A bomb is cut at the limit.
/// </remarks>
internal sealed class BodyDecoder(int maxBodyBytes)
{
    /// <summary>No sane server stacks more; each costs a pass over the body.</summary>
    private const int MaxCodings = 4;

    private const int LooksLikeTextBytes = 512;

    private static readonly SearchValues<byte> BinaryControls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0b, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a,
            0x1c, 0x1d, 0x1e, 0x1f, 0x7f]);

    // White space, byte order marks, and the empty bytes of UTF-16.
    private static readonly byte[] BeforeMarkup = [.. "\t\n\f\r \0"u8, 0xef, 0xbb, 0xbf, 0xfe, 0xff];

    private readonly ByteList _first = new(usualMaxBytes: maxBodyBytes + 1);
    private readonly ByteList _second = new(usualMaxBytes: maxBodyBytes + 1);

    /// <summary>Decodes <paramref name="body"/>, whose bytes may be overwritten.</summary>
    /// <param name="body">The body as sent.</param>
    /// <param name="transferEncoding">Transfer-Encoding, empty without one.</param>
    /// <param name="contentEncoding">Content-Encoding, empty without one.</param>
    /// <param name="decoded">Valid until the next call, and until <paramref name="body"/> changes.</param>
    public CodingResult Decode(ByteList body,
        ReadOnlySpan<byte> transferEncoding, ReadOnlySpan<byte> contentEncoding, out ReadOnlyMemory<byte> decoded)
    {
        CodingResult result = CodingResult.Complete;
        ByteList current = body;
        if (ContainsToken(transferEncoding, "chunked"u8))
        {
            result |= Dechunk(body);
        }

        result |= DecodeList(contentEncoding, ref current);
        result |= DecodeList(transferEncoding, ref current);
        decoded = current.Memory;
        return result;
    }

    private CodingResult DecodeList(ReadOnlySpan<byte> codings, ref ByteList current)
    {
        CodingResult result = CodingResult.Complete;

        // The coding applied last is named last.
        for (int count = 0; !codings.IsEmpty && count < MaxCodings; count++)
        {
            int comma = codings.LastIndexOf((byte)',');
            Coding coding = Parse(codings[(comma + 1)..].Trim(" \t\"'"u8));
            codings = comma < 0 ? [] : codings[..comma];
            if (coding != Coding.Identity && current.Length > 0)
            {
                ByteList output = current == _first ? _second : _first;
                CodingResult one = Undo(coding, current, output, out bool wasCoded);
                result |= one;
                current = wasCoded ? output : current;
            }
        }

        return result;
    }

    private static Coding Parse(ReadOnlySpan<byte> name)
    {
        return name.IsEmpty || Is(name, "identity"u8) || Is(name, "none"u8) || Is(name, "chunked"u8) ? Coding.Identity
            : Is(name, "gzip"u8) || Is(name, "x-gzip"u8) ? Coding.Gzip
            : Is(name, "deflate"u8) || Is(name, "x-deflate"u8) ? Coding.Deflate
            : Is(name, "br"u8) ? Coding.Brotli
            : Is(name, "zstd"u8) ? Coding.Zstandard
            : Coding.Unknown;

        static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) =>
            System.Text.Ascii.EqualsIgnoreCase(name, known);
    }

    private CodingResult Undo(Coding coding, ByteList input, ByteList output, out bool wasCoded)
    {
        output.Clear();
        ReadOnlySpan<byte> bytes = input.Span;
        wasCoded = coding != Coding.Unknown
            && (coding != Coding.Gzip || bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            && (coding != Coding.Zstandard || ZstdMembers.Starts(bytes));
        if (!wasCoded)
        {
            // These codings begin with marks of their own, and a name that is none codes nothing. Binary data under
            // such a name are kept too, but are not known to be the page.
            return coding != Coding.Unknown || LooksPlain(bytes) ? CodingResult.Complete : CodingResult.Broken;
        }

        CodingResult result = coding switch
        {
            Coding.Gzip when bytes is [0x1f, 0x8b, 0x08, ..] =>
                InflateMembers(static raw => new GzipMembers(raw, static _ => false, inflater: null), input, output),
            Coding.Zstandard =>
                InflateMembers(static raw => new ZstdMembers(raw, static _ => false, 0), input, output),
            Coding.Deflate => Inflate(static feed => new ZLibStream(feed, CompressionMode.Decompress), input, output),
            Coding.Brotli => Inflate(static feed => new BrotliStream(feed, CompressionMode.Decompress), input, output),
            _ => CodingResult.Broken,
        };

        if (coding == Coding.Deflate && result.HasFlag(CodingResult.Broken) && output.Length == 0)
        {
            // "deflate" means zlib data by the standard and raw deflate data on many servers.
            result = Inflate(static feed => new DeflateStream(feed, CompressionMode.Decompress), input, output);
        }

        // Random text may decode a little way as raw deflate or brotli before it fails: text that fails is text.
        wasCoded = !result.HasFlag(CodingResult.Broken) || !LooksPlain(bytes);
        return wasCoded ? result : CodingResult.Complete;
    }

    private CodingResult Inflate(Func<Stream, Stream> open, ByteList input, ByteList output)
    {
        using DeflateFeed feed = new(new RawInput(input.Array, input.Length));
        using Stream stream = open(feed);
        try
        {
            while (true)
            {
                int read = stream.Read(Room(output));
                if (read == 0)
                {
                    return feed.RanDry ? CodingResult.Broken : CodingResult.Complete;
                }

                output.Length += read;
                if (output.Length > maxBodyBytes)
                {
                    output.Length = maxBodyBytes;
                    return CodingResult.TooLong;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            // BrotliStream says InvalidOperationException for broken data.
            return CodingResult.Broken;
        }
    }

    private CodingResult InflateMembers(Func<RawInput, MemberReader> open, ByteList input, ByteList output)
    {
        RawInput raw = new(input.Array, input.Length);
        using MemberReader members = open(raw);
        // Servers append stray bytes to a gzip body; browsers pass over them, so they are no damage.
        for (bool more = members.NextMember(); more; more = raw.Buffered.StartsWith(input.Span[..3])
            && members.NextMember())
        {
            int read;
            while ((read = members.Read(Room(output))) > 0)
            {
                output.Length += read;
                if (output.Length > maxBodyBytes)
                {
                    output.Length = maxBodyBytes;
                    return CodingResult.TooLong;
                }
            }

            if (members.State != MemberState.Ended)
            {
                return CodingResult.Broken;
            }
        }

        return output.Length > 0 || members.State == MemberState.Ended ? CodingResult.Complete : CodingResult.Broken;
    }

    /// <summary>
    /// Room for the next piece, one byte past the limit at most: that byte tells a body that is too long from one that
    /// just fits.
    /// </summary>
    private Span<byte> Room(ByteList output)
    {
        const int MinRoomBytes = 16 << 10;
        int left = maxBodyBytes + 1 - output.Length;
        Span<byte> room = output.Reserve(Math.Min(MinRoomBytes, left));
        return room[..Math.Min(room.Length, left)];
    }

    /// <summary>Whether a body is text, or begins with a tag in an encoding of one or two bytes a character.</summary>
    private static bool LooksPlain(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, LooksLikeTextBytes)];
        if (start.IndexOfAny(BinaryControls) < 0)
        {
            return true;
        }

        start = start.TrimStart(BeforeMarkup);
        return start is [(byte)'<', ..] && start[1..].TrimStart((byte)0) is [var next, ..]
            && (next is (byte)'!' or (byte)'?' or (byte)'/' || char.IsAsciiLetter((char)next));
    }

    /// <summary>
    /// Undoes chunks in place (RFC 9112, section 7.1); leaves a body alone that does not begin with a chunk size.
    /// </summary>
    private static CodingResult Dechunk(ByteList body)
    {
        Span<byte> bytes = body.Span;
        int read = 0;
        int written = 0;
        while (true)
        {
            if (!TryReadChunkSize(bytes[read..], out long size, out int lineBytes))
            {
                if (read == 0)
                {
                    return CodingResult.Complete;
                }

                body.Length = written;
                return CodingResult.Broken;
            }

            read += lineBytes;
            if (size == 0)
            {
                // Trailers, if any, say nothing of links.
                body.Length = written;
                return CodingResult.Complete;
            }

            int count = (int)Math.Min(size, bytes.Length - read);
            bytes.Slice(read, count).CopyTo(bytes[written..]);
            read += count;
            written += count;
            if (count < size || read == bytes.Length)
            {
                body.Length = written;
                return CodingResult.Broken;
            }

            if (bytes[read] == '\r')
            {
                read++;
            }

            if (read < bytes.Length && bytes[read] == '\n')
            {
                read++;
            }
        }
    }

    private static bool TryReadChunkSize(ReadOnlySpan<byte> bytes, out long size, out int lineBytes)
    {
        // A chunk size line may carry extensions; 1 KiB of them is more than any server sends.
        const int MaxLineBytes = 1024;
        size = 0;
        lineBytes = bytes[..Math.Min(bytes.Length, MaxLineBytes)].IndexOf((byte)'\n') + 1;
        if (lineBytes == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> line = bytes[..lineBytes].Trim(" \t\r\n"u8);
        return Utf8Parser.TryParse(line, out size, out int used, 'x')
            && size >= 0
            && (used == line.Length || line[used] is (byte)';' or (byte)' ' or (byte)'\t');
    }

    private static bool ContainsToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (Range part in list.Split((byte)','))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(list[part].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }

    private enum Coding
    {
        Identity,
        Gzip,
        Deflate,
        Brotli,
        Zstandard,
        Unknown,
    }
}

/// <summary>How undoing the codings of a body went.</summary>
[Flags]
internal enum CodingResult
{
    Complete = 0,

    /// <summary>A coding broke off or is not known: what decoded is there.</summary>
    Broken = 1,

    /// <summary>The body is longer than the limit and was cut there.</summary>
    TooLong = 2,
}
