using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vennlink.Query.Output;

/// <summary>Any bytes as text of XML 1.0, so that every parser gives the same text back.</summary>
internal static class XmlText
{
    private static readonly SearchValues<byte> _plain = SearchValues.Create(
        " !#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Writes a text for an attribute or an element; what no XML may hold comes out as U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8) =>
        Write(output, utf8, static (output, _) => output.Write("\uFFFD"u8));

    /// <summary>Writes a name for an attribute; what no XML may hold comes out percent-encoded, so that names that
    /// differ stay apart.</summary>
    public static void WriteName(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8) =>
        Write(output, utf8, static (output, bad) =>
        {
            foreach (byte one in bad)
            {
                Span<byte> hex = output.GetSpan(3);
                hex[0] = (byte)'%';
                _ = one.TryFormat(hex[1..], out _, "X2", CultureInfo.InvariantCulture);
                output.Advance(3);
            }
        });

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8, BadText writeBad)
    {
        while (!utf8.IsEmpty)
        {
            int plain = utf8.IndexOfAnyExcept(_plain);
            if (plain != 0)
            {
                plain = plain < 0 ? utf8.Length : plain;
                output.Write(utf8[..plain]);
                utf8 = utf8[plain..];
                continue;
            }

            bool isText = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == OperationStatus.Done;
            ReadOnlySpan<byte> bytes = utf8[..length];
            utf8 = utf8[length..];
            if (isText && Escape(rune.Value) is { Length: > 0 } escape)
            {
                output.Write(escape);
            }
            else if (isText && rune.Value is >= ' ' and not 0xFFFE and not 0xFFFF)
            {
                output.Write(bytes);
            }
            else
            {
                writeBad(output, bytes);
            }
        }
    }

    // Blanks that a parser would change are written as references too.
    private static ReadOnlySpan<byte> Escape(int letter) => letter switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '"' => "&quot;"u8,
        '\t' => "&#9;"u8,
        '\n' => "&#10;"u8,
        '\r' => "&#13;"u8,
        _ => default,
    };

    private delegate void BadText(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes);
}
