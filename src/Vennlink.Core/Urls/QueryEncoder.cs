using System.Buffers;
using System.Text;

namespace Vennlink.Urls;

/// <summary>"Percent-encode after encoding": writes a query in the encoding of the document it stands in.</summary>
/// <remarks>
/// Not thread-safe. A character the encoding lacks becomes <c>%26%23NNN%3B</c>, the escaped form of <c>&amp;#NNN;</c>.
/// </remarks>
internal sealed class QueryEncoder
{
    private const int ShiftJis = 932;
    private const int EucJp = 51932;
    private const int Gbk = 936;
    private const int Gb18030 = 54936;
    private static readonly Rune Unencodable = Rune.ReplacementChar;

    private Encoding? _encoding;
    private Encoder? _encoder;

    /// <summary>Appends <paramref name="query"/> (UTF-8).</summary>
    public void Append(ReadOnlySpan<byte> query, Encoding encoding, PercentEncodeSet set, UrlRecord result)
    {
        if (Ascii.IsValid(query) || IsUnicode(encoding))
        {
            // All encodings of the web but UTF-16 write ASCII as ASCII.
            set.Append(query, result);
            return;
        }

        if (_encoder is null || !encoding.Equals(_encoding))
        {
            _encoding = encoding;
            // The empty replacement tells what cannot be encoded by writing nothing, and keeps .NET from guessing a
            // look-alike.
            var silent = (Encoding)encoding.Clone();
            silent.EncoderFallback = new EncoderReplacementFallback(string.Empty);
            _encoder = silent.GetEncoder();
        }

        _encoder.Reset();
        Span<char> chars = stackalloc char[2];
        Span<byte> bytes = stackalloc byte[16];
        while (!query.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(query, out Rune rune, out int consumed);
            query = query[consumed..];
            Rune encoded = AsEncodingStandardHasIt(rune, encoding.CodePage);
            int charCount = encoded.EncodeToUtf16(chars);
            int byteCount = encoded == Unencodable ? 0 : _encoder.GetBytes(chars[..charCount], bytes, flush: false);
            if (byteCount > 0)
            {
                set.AppendBytes(bytes[..byteCount], result);
            }
            else
            {
                result.Append("%26%23"u8);
                rune.Value.TryFormat(
                    bytes, out int digits, provider: System.Globalization.CultureInfo.InvariantCulture);
                result.Append(bytes[..digits]);
                result.Append("%3B"u8);
            }
        }
    }

    // Where the encoders of the Encoding Standard differ from .NET's tables.
    private static Rune AsEncodingStandardHasIt(Rune rune, int codePage) => (rune.Value, codePage) switch
    {
        (0x2212, ShiftJis or EucJp) => new Rune(0xFF0D),
        (0x00A5, ShiftJis or EucJp) => new Rune('\\'),
        (0x203E, ShiftJis or EucJp) => new Rune('~'),
        (0xE5E5, Gbk or Gb18030) => Unencodable,
        _ => rune,
    };

    private static bool IsUnicode(Encoding encoding) =>
        encoding.CodePage is 65001 or 65000 or 1200 or 1201 or 12000 or 12001;
}
