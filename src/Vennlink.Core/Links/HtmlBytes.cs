using System.Runtime.CompilerServices;

namespace Vennlink.Links;

/// <summary>Byte classes of the tokenizer, one table look-up each.</summary>
internal static class HtmlBytes
{
    private const byte Space = 1;
    private const byte TagNameEnd = 2;
    private const byte AttributeNameEnd = 4;
    private const byte UnquotedValueEnd = 8;

    // White space has all four bits, "/" 2 + 4, ">" 2 + 4 + 8, "=" 4. Spelled out, so that the compiler sees that no
    // byte is out of range.
    private static ReadOnlySpan<byte> Classes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 15, 0, 15, 15, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 14, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Tab, line feed, form feed, carriage return, space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte b) => (Classes[b] & Space) != 0;

    /// <summary>White space, <c>/</c>, <c>&gt;</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsTagName(byte b) => (Classes[b] & TagNameEnd) != 0;

    /// <summary>White space, <c>/</c>, <c>&gt;</c>, <c>=</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsAttributeName(byte b) => (Classes[b] & AttributeNameEnd) != 0;

    /// <summary>White space, <c>&gt;</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsUnquotedValue(byte b) => (Classes[b] & UnquotedValueEnd) != 0;

    /// <summary>ASCII letter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26;

    /// <summary>ASCII lower case of one byte.</summary>
    public static byte Lower(byte b) => (uint)(b - 'A') < 26 ? (byte)(b | 0x20) : b;

    /// <summary>Whether <paramref name="text"/> equals <paramref name="lower"/>, ASCII letters in any case.</summary>
    public static bool EqualsLower(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (Lower(text[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
