using System.Text.Unicode;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Tables;

/// <summary>The text of a file, decompressed and as UTF-8, and where in the file it stands.</summary>
internal sealed class TextSource : IDisposable
{
    private const int TestBytes = 512;

    private readonly ByteWindow _window;
    private readonly bool _isUtf16;
    private long _testedUntil;
    private bool _isTestedUtf8;

    private TextSource(ByteWindow window, bool isCompressed, string encoding, bool isMarked, int markBytes)
    {
        IsCompressed = isCompressed;
        (_window, Encoding, IsMarked, OffsetBytes) = (window, encoding, isMarked, markBytes);
        _isUtf16 = encoding != "UTF-8";
    }

    /// <summary>Name of the encoding.</summary>
    public string Encoding { get; }

    /// <summary>Whether a byte order mark says so.</summary>
    public bool IsMarked { get; }

    /// <summary>Offset of the window's first byte in the decompressed file, whatever its encoding.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>Number of the line that the window's first byte is in; the first is 1.</summary>
    public long LineNumber { get; private set; } = 1;

    /// <summary>As <see cref="OffsetBytes"/>, in UTF-8.</summary>
    public long Position => _window.Position;

    /// <summary>Whether the file is compressed.</summary>
    public bool IsCompressed { get; }

    /// <summary>Bytes of the file read so far, as they lie there, for progress.</summary>
    public long BytesRead => _window.BytesRead;

    /// <summary>What is buffered.</summary>
    public ReadOnlySpan<byte> Bytes => _window.Bytes;

    /// <summary>As <see cref="Bytes"/>; valid until more is buffered.</summary>
    public ReadOnlyMemory<byte> Memory => _window.Memory;

    /// <summary>Opens a text: UTF-16 by its mark or by every other byte being zero, else taken for UTF-8.</summary>
    /// <param name="stream">
    /// The file from its first byte, compressed or not; owned by the text from here on, also when this throws.
    /// </param>
    /// <param name="skips">Receives the counts of damaged members.</param>
    public static TextSource Open(Stream stream, SkipCounts skips)
    {
        MemberReader members = MemberReader.OpenText(stream);
        try
        {
            members.CountInto(skips);
            ByteWindow window = new(members);
            while (window.Bytes.Length < TestBytes && window.FillOn())
            {
            }

            ReadOnlySpan<byte> start = window.Bytes[..Math.Min(TestBytes, window.Bytes.Length)];
            bool isMarked16 = start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
            if (isMarked16 || IsUtf16(start))
            {
                bool isBigEndian = isMarked16 ? start[0] == 0xfe : start[0] == 0;
                window.Advance(isMarked16 ? 2 : 0);
                return new TextSource(
                    new ByteWindow(new Utf16Members(members, window, isBigEndian)), members.IsCompressed,
                    isBigEndian ? "UTF-16BE" : "UTF-16LE", isMarked16, isMarked16 ? 2 : 0);
            }

            bool isMarked = start.StartsWith("\uFEFF"u8);
            window.Advance(isMarked ? 3 : 0);
            return new TextSource(window, members.IsCompressed, "UTF-8", isMarked, isMarked ? 3 : 0);
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    /// <summary>Buffers <paramref name="byteCount"/> bytes, or all there are.</summary>
    public ReadOnlySpan<byte> Peek(int byteCount)
    {
        while (_window.Bytes.Length < byteCount && _window.FillOn())
        {
        }

        return _window.Bytes;
    }

    /// <summary>Buffers more; false at the end of the file.</summary>
    public bool FillOn() => _window.FillOn();

    /// <summary>Buffers a line with its end.</summary>
    /// <param name="maxBytes">How long it may be.</param>
    /// <param name="lineBytes">Its length; 0 at the end of the file.</param>
    /// <returns>Whether it is no longer; else <paramref name="maxBytes"/> of it are buffered.</returns>
    public bool TryPeekLine(int maxBytes, out int lineBytes)
    {
        // One byte more tells CR from CR LF.
        for (int wanted = 1; ; wanted = Bytes.Length + 1)
        {
            ReadOnlySpan<byte> bytes = Peek(wanted);
            lineBytes = Math.Min(Line(bytes).Length, maxBytes);
            if (lineBytes < bytes.Length || bytes.Length < wanted)
            {
                return lineBytes < maxBytes;
            }
        }
    }

    /// <summary>The line at the start of some bytes, with its end.</summary>
    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        bool isPair = end >= 0 && end + 1 < bytes.Length && bytes[end] == '\r' && bytes[end + 1] == '\n';
        return end < 0 ? bytes : bytes[..(end + (isPair ? 2 : 1))];
    }

    /// <summary>Whether the first bytes of what is buffered are UTF-8.</summary>
    public bool IsUtf8(int byteCount)
    {
        // All that is buffered at once, up to a line end, where no character is cut.
        if (Position >= _testedUntil)
        {
            int linesBytes = Bytes.LastIndexOf((byte)'\n') + 1;
            _testedUntil = Position + (linesBytes > 0 ? linesBytes : Bytes.Length);
            _isTestedUtf8 = linesBytes > 0 && Utf8.IsValid(Bytes[..linesBytes]);
        }

        return (_isTestedUtf8 && Position + byteCount <= _testedUntil) || Utf8.IsValid(Bytes[..byteCount]);
    }

    /// <summary>Goes on by one line that is buffered, its end included.</summary>
    public void AdvanceLine(int byteCount)
    {
        OffsetBytes += FileBytes(Bytes[..byteCount]);
        LineNumber++;
        _window.Advance(byteCount);
    }

    /// <summary>Goes on by bytes that are buffered.</summary>
    public void Advance(int byteCount)
    {
        ReadOnlySpan<byte> bytes = Bytes[..byteCount];
        OffsetBytes += FileBytes(bytes);
        LineNumber += bytes.Count((byte)'\n');
        int carriage = bytes.IndexOf((byte)'\r');
        if (carriage >= 0 && carriage < bytes.Length - 2)
        {
            LineNumber += bytes.Count((byte)'\r') - bytes.Count("\r\n"u8);
        }
        else if (carriage >= 0 && bytes[^1] == '\r')
        {
            LineNumber++;
        }

        _window.Advance(byteCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private long FileBytes(ReadOnlySpan<byte> bytes) =>
        _isUtf16 ? System.Text.Encoding.UTF8.GetCharCount(bytes) * 2L : bytes.Length;

    // Latin letters in UTF-16 are a zero and a letter: zeros on one side only.
    private static bool IsUtf16(ReadOnlySpan<byte> start)
    {
        Span<int> zeros = stackalloc int[2];
        for (int index = 0; index < start.Length; index++)
        {
            zeros[index & 1] += start[index] == 0 ? 1 : 0;
        }

        int many = Math.Max(1, start.Length / 4);
        return (start is [0, not 0, ..] && zeros[0] >= many && zeros[1] * 16 <= zeros[0])
            || (start is [not 0, 0, ..] && zeros[1] >= many && zeros[0] * 16 <= zeros[1]);
    }
}
