using System.Text;

namespace Vennlink.Links;

/// <summary>Turns a page in any encoding into UTF-8. Reused from page to page, not thread-safe.</summary>
internal sealed class CharsetDecoder
{
    // A buffer that one huge page grew does not stay.
    private const int LargestKept = 8 << 20;

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

        int charCount = Decode(bytes, charset);
        int needed = Encoding.UTF8.GetMaxByteCount(charCount);
        if (_utf8.Length < needed || _utf8.Length > LargestKept)
        {
            _utf8 = new byte[needed];
        }

        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(_chars.AsSpan(0, charCount), _utf8));
    }

    private int Decode(ReadOnlySpan<byte> bytes, Charset charset)
    {
        Encoding? encoding = charset.Encoding;
        int needed = encoding?.GetMaxCharCount(bytes.Length) ?? bytes.Length;
        if (_chars.Length < needed || _chars.Length > LargestKept)
        {
            _chars = new char[needed];
        }

        if (encoding is not null)
        {
            return encoding.GetChars(bytes, _chars);
        }

        // x-user-defined maps its upper half to U+F780 to U+F7FF.
        string? upperHalf = charset.UpperHalf;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            _chars[i] = b < 0x80 ? (char)b : upperHalf is null ? (char)(0xF700 + b) : upperHalf[b - 0x80];
        }

        return bytes.Length;
    }
}
