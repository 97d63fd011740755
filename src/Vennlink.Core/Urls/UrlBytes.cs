using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Vennlink.Urls;

/// <summary>URLs that came as bytes of no stated encoding: those of header fields.</summary>
internal static class UrlBytes
{
    private const int EscapeBytes = 3;

    /// <summary>
    /// Escapes each byte that is no UTF-8 (<c>%E9</c>), as browsers ask for such a URL; so two of them stay two. What
    /// is UTF-8 stays.
    /// </summary>
    /// <param name="url">As in the header.</param>
    /// <param name="buffer">Grows to what is needed.</param>
    /// <returns>UTF-8: <paramref name="url"/> itself or the start of the buffer.</returns>
    public static ReadOnlySpan<byte> EscapeIllFormed(ReadOnlySpan<byte> url, ref byte[] buffer)
    {
        if (Utf8.IsValid(url))
        {
            return url;
        }

        if (buffer.Length < url.Length * EscapeBytes)
        {
            buffer = new byte[url.Length * EscapeBytes];
        }

        int written = 0;
        while (!url.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(url, out _, out int used) == OperationStatus.Done;
            foreach (byte value in url[..used])
            {
                if (isText)
                {
                    buffer[written++] = value;
                }
                else
                {
                    buffer[written++] = (byte)'%';
                    Convert.TryToHexString([value], buffer.AsSpan(written), out int digits);
                    written += digits;
                }
            }

            url = url[used..];
        }

        return buffer.AsSpan(0, written);
    }
}
