using System.Text;

namespace Vennlink.Links.Charsets;

/// <summary>Turns a page in any encoding into UTF-8. Reused from page to page, not thread-safe.</summary>
internal sealed class CharsetDecoder
{
    // A buffer that one huge page grew does not stay.
    private const int MaxKept = 8 << 20;

    private char[] _chars = [];
    private byte[] _utf8 = [];

    /// <summary>The page in UTF-8; UTF-8 pages are returned as they are, ill-formed sequences included.</summary>
    /// <remarks>Valid until the next call.</remarks>
    public ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> bytes, Charset charset)
    {
        if (ReferenceEquals(charset, Charset.Utf8))
        {
            return bytes;
        }

        if (ReferenceEquals(charset, Charset.Replacement))
        {
            return bytes.IsEmpty ? default : "\uFFFD"u8;
        }

        return charset.IsSingleByte ? DecodeSingleByte(bytes, charset.UpperHalf) : Decode(bytes, charset.Encoding!);
    }

    private ReadOnlySpan<byte> DecodeSingleByte(ReadOnlySpan<byte> bytes, string upperHalf)
    {
        // No character of these encodings takes more than three bytes.
        byte[] utf8 = Buffer(bytes.Length * 3);
        int written = 0;
        while (!bytes.IsEmpty)
        {
            int plain = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            ReadOnlySpan<byte> ascii = plain < 0 ? bytes : bytes[..plain];
            ascii.CopyTo(utf8.AsSpan(written));
            written += ascii.Length;
            bytes = bytes[ascii.Length..];
            while (!bytes.IsEmpty && bytes[0] >= 0x80)
            {
                written += new Rune(upperHalf[bytes[0] - 0x80]).EncodeToUtf8(utf8.AsSpan(written));
                bytes = bytes[1..];
            }
        }

        return utf8.AsSpan(0, written);
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        int needed = encoding.GetMaxCharCount(bytes.Length);
        if (_chars.Length < needed || _chars.Length > MaxKept)
        {
            _chars = new char[needed];
        }

        int count = encoding.GetChars(bytes, _chars);
        byte[] utf8 = Buffer(Encoding.UTF8.GetMaxByteCount(count));
        return utf8.AsSpan(0, Encoding.UTF8.GetBytes(_chars.AsSpan(0, count), utf8));
    }

    private byte[] Buffer(int needed)
    {
        if (_utf8.Length < needed || _utf8.Length > MaxKept)
        {
            _utf8 = new byte[needed];
        }

        return _utf8;
    }
}
