using Vennlink.Archives.Compression;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>One record of an archive, found by the place that evidence and exports name.</summary>
/// <remarks>
/// A place that begins a member, or lies in a file that is not compressed, is gone to at once. Else the file is read
/// from its start, by the rules that offsets are given by; so a place where no record begins is told with those beside
/// it. Constant memory, but for a payload. Not thread-safe.
/// </remarks>
public sealed class RecordAt : IDisposable
{
    private const int GlanceBytes = 4096;

    // Of a page on its own a machine of today holds as much; larger ones can be had as they were recorded.
    private const int MaxPayloadBytes = 1 << 30;

    private static readonly ArchiveLimits Limits = new();

    private readonly string _file;
    private readonly ByteWindow _window;
    private readonly RecordScanner _scanner;
    private readonly bool _isArc;
    private readonly RecordHeader _header = new();

    private RecordAt(string file, ByteWindow window, bool isArc)
    {
        (_file, _window, _isArc) = (file, window, isArc);
        _scanner = new RecordScanner(window, isArc, Limits.MaxHeaderBytes, new SkipCounts());
    }

    /// <summary>Bytes of the record that the file does not have, known when all of it was read.</summary>
    public long MissingBytes { get; private set; }

    /// <summary>Finds a record.</summary>
    /// <param name="file">Path of the archive; of one in a WACZ, the names inside follow:
    /// <c>a.wacz/archive/b.warc.gz</c>.
    /// </param>
    /// <param name="offset">Where the record starts, as evidence says.</param>
    /// <param name="isDecompressed">Whether the offset counts decompressed bytes; null for either, a place in the file
    /// itself first.</param>
    /// <exception cref="InputException">It is no archive, or no record begins there; the message names those beside
    /// it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RecordAt Open(string file, long offset, bool? isDecompressed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Stream stream = ArchivePath.Open(file);
        try
        {
            return (isDecompressed == true ? null : TryGoTo(file, stream, offset))
                ?? Scan(file, stream, offset, isDecompressed);
        }
        catch (InvalidDataException damage)
        {
            stream.Dispose();
            throw new InputException(file, null, damage.Message);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes the record as it was recorded: its header, and its content.</summary>
    public void Write(Stream output) => Read(output.Write, output.Write);

    /// <summary>
    /// Writes the header of the record and, where its content is a message of HTTP, the head of that.
    /// </summary>
    public void WriteHeaders(Stream output)
    {
        ByteList start = new();
        Read(output.Write,
            bytes => start.Append(bytes[..Math.Min(bytes.Length, Limits.MaxHeaderBytes - start.Length)]));
        output.Write(start.Span[..HeadLength(start.Span)]);
    }

    /// <summary>Writes what was recorded, without heads and with the codings of HTTP undone.</summary>
    /// <exception cref="InputException">It is longer than 1 GiB, or cannot be decoded.</exception>
    public void WritePayload(Stream output) => WritePayload(output, MaxPayloadBytes);

    /// <summary>As <see cref="WritePayload(Stream)"/>, with another bound.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="maxBytes">Longest that is taken, as sent and decoded.</param>
    /// <exception cref="InputException">It is too long, or cannot be decoded.</exception>
    public void WritePayload(Stream output, int maxBytes)
    {
        ByteList content = new();
        Read(static _ => { }, bytes =>
        {
            if (content.Length + (long)bytes.Length > maxBytes)
            {
                throw new InputException(_file, null,
                    $"the payload is longer than {maxBytes >> 20:N0} MiB; take the record as it is");
            }

            content.Append(bytes);
        });
        HttpHead http = new();
        int head = HeadLength(content.Span, http);
        ByteList body = new();
        body.Append(content.Span[head..]);
        BodyDecoder decoder = new(maxBytes);
        CodingResult result = decoder.Decode(
            body, http.TransferEncoding.Span, http.ContentEncoding.Span, out ReadOnlyMemory<byte> decoded);
        output.Write(decoded.Span);
        if (result != CodingResult.Complete)
        {
            throw new InputException(_file, null,
                "the payload breaks off, or is not in the coding that its head says; this is what could be decoded");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    // Of a message of HTTP; of a response those of interim ones (1xx) are passed over too.
    private static int HeadLength(ReadOnlySpan<byte> content, HttpHead? http = null)
    {
        http ??= new HttpHead();
        int length = 0;
        bool isResponse = HttpHead.CouldStart(content) && content.Length > 0;
        if (!isResponse && HttpMethod.Of(content).IsEmpty)
        {
            return 0;
        }

        do
        {
            int block = HeaderLines.BlockLength(content[length..]);
            if (block < 0)
            {
                return content.Length;
            }

            http.TryParse(content.Slice(length, block));
            length += block;
        }
        while (isResponse && http.IsInterim && HttpHead.CouldStart(content[length..]));
        return length;
    }

    // A record at the place itself; null where none begins there in the file's own bytes.
    private static RecordAt? TryGoTo(string file, Stream stream, long offset)
    {
        if (!stream.CanSeek || offset >= stream.Length)
        {
            return null;
        }

        bool isCompressed = IsCompressed(stream, 0);
        if (IsCompressed(stream, offset) != isCompressed)
        {
            return null;
        }

        stream.Position = offset;
        RawInput input = new(stream);
        ByteWindow window = new(MemberReader.Open(input, RecordScanner.StartsRecord));
        if (window.NextMember() && window.MemberOffset == 0)
        {
            ReadOnlySpan<byte> start = window.Peek(GlanceBytes);
            bool isArc = RecordScanner.StartsArcFile(start);
            if (isArc || RecordScanner.StartsWarc(start))
            {
                return new RecordAt(file, window, isArc);
            }
        }

        input.Detach();
        window.Dispose();
        return null;
    }

    private static bool IsCompressed(Stream stream, long offset)
    {
        stream.Position = offset;
        RawInput input = new(stream);
        MemberReader members = MemberReader.Open(input, RecordScanner.StartsRecord);
        bool isCompressed = members.IsCompressed;
        input.Detach();
        members.Dispose();
        return isCompressed;
    }

    private static RecordAt Scan(string file, Stream stream, long offset, bool? isDecompressed)
    {
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        ByteWindow window = new(MemberReader.Open(new RawInput(stream), RecordScanner.StartsRecord));
        if (!window.NextMember())
        {
            throw new InputException(file, null, "is empty");
        }

        bool isArc = RecordScanner.StartsArcFile(window.Peek(GlanceBytes));
        RecordAt record = new(file, window, isArc);
        Place? before = null;
        while (record._scanner.TryFindRecord())
        {
            bool startsMember = window.Position == window.MemberStart;
            Place place = startsMember || !window.IsCompressed
                ? new Place(startsMember ? window.MemberOffset : window.Position, false)
                : new Place(window.Position, true);
            bool isKind = isDecompressed is null || !window.IsCompressed || place.IsDecompressed == isDecompressed
                || (isDecompressed == true && startsMember && window.Position == offset);
            if (isKind && (place.Offset == offset || (isDecompressed == true && window.Position == offset)))
            {
                return record;
            }

            if (place.Offset > offset)
            {
                throw NotThere(file, offset, before, place);
            }

            before = place;
            record.Read(static _ => { }, static _ => { });
        }

        throw before is null
            ? new InputException(file, null, "is no archive: no record of WARC or ARC begins in it")
            : NotThere(file, offset, before, null);
    }

    private static InputException NotThere(string file, long offset, Place? before, Place? after)
    {
        string nearest = (before, after) switch
        {
            ({ } one, { } other) when offset - one.Offset <= other.Offset - offset =>
                $"the nearest is at {one}, the next at {other}",
            ({ } one, { } other) => $"the nearest is at {other}, the one before at {one}",
            ({ } one, null) => $"the last is at {one}",
            _ => $"the first is at {after}",
        };
        return new InputException(file, offset, $"no record begins here: {nearest}");
    }

    // Hands over the header and the content, in pieces; at the end the window stands behind the record.
    private void Read(Piece takeHeader, Piece takeContent)
    {
        int length = HeaderLength();
        ReadOnlySpan<byte> block = _window.Bytes[..length];
        bool isRead = _isArc ? _header.TryParseArc(block) : _header.TryParseWarc(block);
        takeHeader(block);
        _window.Advance(length);
        long left = isRead ? Math.Max(0, _header.ContentLength) : 0;
        while (left > 0 && (_scanner.AvailableBytes > 0 || _scanner.Fill()))
        {
            int taken = (int)Math.Min(left, _scanner.AvailableBytes);
            takeContent(_window.Bytes[..taken]);
            _window.Advance(taken);
            left -= taken;
        }

        MissingBytes = left;
    }

    private int HeaderLength()
    {
        if (_isArc)
        {
            return Math.Max(0, _scanner.PeekLine());
        }

        int length;
        while ((length = HeaderLines.BlockLength(_window.Bytes[.._scanner.AvailableBytes])) < 0)
        {
            if (_scanner.AvailableBytes > Limits.MaxHeaderBytes || !_scanner.Fill())
            {
                return _scanner.AvailableBytes;
            }
        }

        return length;
    }

    private delegate void Piece(ReadOnlySpan<byte> bytes);

    private readonly record struct Place(long Offset, bool IsDecompressed)
    {
        public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Offset}{(IsDecompressed ? " of the decompressed bytes" : "")}");
    }
}
