using System.Buffers;
using System.Text;

namespace Vennlink.Urls;

/// <summary>A percent-encode set of the URL Standard: which bytes of a part are written as <c>%XX</c>.</summary>
internal sealed class PercentEncodeSet
{
    public static readonly PercentEncodeSet C0Control = new(""u8);
    public static readonly PercentEncodeSet Fragment = new(" \"<>`"u8);
    public static readonly PercentEncodeSet Query = new(" \"#<>"u8);
    public static readonly PercentEncodeSet SpecialQuery = new(" \"#<>'"u8);
    public static readonly PercentEncodeSet Path = new(" \"#<>?^`{}"u8);
    public static readonly PercentEncodeSet Userinfo = new(" \"#<>?^`{}/:;=@[\\]|"u8);

    private readonly SearchValues<byte> _kept;

    // C0 controls and everything above ~ are in every set.
    private PercentEncodeSet(ReadOnlySpan<byte> encoded)
    {
        Span<byte> kept = stackalloc byte[0x7F - 0x20];
        int count = 0;
        for (byte value = 0x20; value <= 0x7E; value++)
        {
            if (!encoded.Contains(value))
            {
                kept[count++] = value;
            }
        }

        _kept = SearchValues.Create(kept[..count]);
    }

    /// <summary>Whether <paramref name="text"/> is written as it stands.</summary>
    public bool KeepsAll(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(_kept);

    /// <summary>Appends <paramref name="text"/> (UTF-8) encoded; each ill-formed sequence as U+FFFD.</summary>
    public void Append(ReadOnlySpan<byte> text, UrlRecord result)
    {
        while (true)
        {
            int plain = text.IndexOfAnyExcept(_kept);
            if (plain < 0)
            {
                result.Append(text);
                return;
            }

            result.Append(text[..plain]);
            text = text[plain..];
            if (text[0] < 0x80)
            {
                AppendEncoded(text[0], result);
                text = text[1..];
                continue;
            }

            OperationStatus status = Rune.DecodeFromUtf8(text, out _, out int consumed);
            foreach (byte value in status == OperationStatus.Done ? text[..consumed] : "\uFFFD"u8)
            {
                AppendEncoded(value, result);
            }

            text = text[consumed..];
        }
    }

    /// <summary>Appends bytes of another encoding than UTF-8, each for itself.</summary>
    public void AppendBytes(ReadOnlySpan<byte> bytes, UrlRecord result)
    {
        foreach (byte value in bytes)
        {
            if (_kept.Contains(value))
            {
                result.Append(value);
            }
            else
            {
                AppendEncoded(value, result);
            }
        }
    }

    private static void AppendEncoded(byte value, UrlRecord result)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        Span<byte> destination = result.AppendSpan(3);
        destination[0] = (byte)'%';
        destination[1] = digits[value >> 4];
        destination[2] = digits[value & 15];
    }
}
