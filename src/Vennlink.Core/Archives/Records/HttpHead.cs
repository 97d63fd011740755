using System.Buffers.Text;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>
/// Status line and headers of an HTTP response, as far as a link index needs them; reused from response to response.
/// </summary>
internal sealed class HttpHead
{
    public int Status { get; private set; }

    /// <summary>
    /// Whether another response follows (RFC 9110, section 15.2); behind 101 another protocol does.
    /// </summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Stated length of the body as sent; null when missing, unreadable or stated twice differently.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>All values, joined by commas, as those of the other headers that repeat.</summary>
    public ByteList ContentType { get; } = new();

    /// <summary>The first value.</summary>
    public ByteList Location { get; } = new();

    /// <summary>The first value.</summary>
    public ByteList Refresh { get; } = new();

    /// <summary>All values, each a line of its own: what one says of a robot does not hold for the next.</summary>
    public ByteList RobotsTag { get; } = new();

    public ByteList Link { get; } = new();

    public ByteList ContentLanguage { get; } = new();

    public ByteList TransferEncoding { get; } = new();

    public ByteList ContentEncoding { get; } = new();

    public void Clear()
    {
        Status = 0;
        ContentLength = null;
        ContentType.Clear();
        Location.Clear();
        Refresh.Clear();
        RobotsTag.Clear();
        Link.Clear();
        ContentLanguage.Clear();
        TransferEncoding.Clear();
        ContentEncoding.Clear();
    }

    /// <summary>Reads a head; false when it does not begin with a status line.</summary>
    public bool TryParse(ReadOnlySpan<byte> head)
    {
        Clear();
        head = head.TrimStart("\r\n"u8);
        if (!TryParseStatus(head, out int status))
        {
            return false;
        }

        Status = status;
        bool lengthStated = false;
        HeaderLines lines = new(head[(head.IndexOf((byte)'\n') + 1)..]);
        while (lines.MoveNext())
        {
            if (FirstOf(lines) is ByteList first)
            {
                if (first.Length == 0)
                {
                    lines.SetValue(first);
                }
            }
            else if (lines.NameIs("X-Robots-Tag"u8))
            {
                lines.AppendValue(RobotsTag, "\n"u8);
            }
            else if (lines.NameIs("Content-Length"u8))
            {
                bool readable = Utf8Parser.TryParse(lines.Value, out long length, out int used)
                    && used == lines.Value.Length && length >= 0;
                ContentLength = readable && (!lengthStated || ContentLength == length) ? length : null;
                lengthStated = true;
            }
            else if (ListOf(lines) is ByteList list)
            {
                lines.AppendValue(list, ", "u8);
            }
        }

        return true;
    }

    /// <summary>Whether a head may begin so, of which more is to come.</summary>
    public static bool CouldStart(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "HTTP/"u8[..Math.Min(head.Length, 5)];
        return System.Text.Ascii.EqualsIgnoreCase(head[..name.Length], name);
    }

    private ByteList? FirstOf(HeaderLines lines) =>
        lines.NameIs("Location"u8) ? Location
        : lines.NameIs("Refresh"u8) ? Refresh
        : null;

    private ByteList? ListOf(HeaderLines lines) =>
        lines.NameIs("Content-Type"u8) ? ContentType
        : lines.NameIs("Link"u8) ? Link
        : lines.NameIs("Transfer-Encoding"u8) ? TransferEncoding
        : lines.NameIs("Content-Encoding"u8) ? ContentEncoding
        : lines.NameIs("Content-Language"u8) ? ContentLanguage
        : null;

    /// <summary>Reads <c>HTTP/1.1 200 OK</c>; the text may be missing, the version anything.</summary>
    private static bool TryParseStatus(ReadOnlySpan<byte> head, out int status)
    {
        status = 0;
        int lineEnd = head.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lineEnd < 0 ? head : head[..lineEnd];
        if (line.Length < 5 || !System.Text.Ascii.EqualsIgnoreCase(line[..5], "HTTP/"u8))
        {
            return false;
        }

        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        if (blank < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> code = line[blank..].Trim(" \t\r"u8);
        return Utf8Parser.TryParse(code, out status, out int used) && used == 3 && status >= 100;
    }
}
