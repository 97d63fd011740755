using System.Buffers.Text;
using System.Globalization;

namespace Vennlink.Archives.Graphs;

/// <summary>Reads decimal fractions fast, where the last bits do not matter.</summary>
internal static class DecimalText
{
    /// <summary>Significant digits that fit 64 bits whatever they are.</summary>
    private const int MaxDigits = 19;

    private const int MaxPower = 300;

    private static readonly double[] _powers =
        [.. Enumerable.Range(0, MaxPower + 1).Select(
            power => double.Parse($"1E{power}", CultureInfo.InvariantCulture))];

    /// <summary>Reads a number such as <c>2.9799486E7</c> or <c>0.016263289315696608</c>.</summary>
    /// <param name="text">The number and nothing else.</param>
    /// <param name="value">
    /// Within two units in the last place of the number, the same on every machine: an integer, a power of ten and one
    /// division, without the care that the nearest double takes.
    /// </param>
    /// <returns>False for text that is no finite number from 0 on.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        ulong digits = 0;
        int exponent = 0;
        int digitCount = 0;
        int index = 0;
        bool isFraction = false;
        for (; index < text.Length; index++)
        {
            uint digit = (uint)(text[index] - '0');
            if (digit <= 9)
            {
                // Zeros in front do not count; digits beyond those that fit move the point only.
                bool fits = digitCount < MaxDigits;
                digits = fits ? (digits * 10) + digit : digits;
                digitCount += digits == 0 || !fits ? 0 : 1;
                exponent += (fits ? 0 : 1) - (isFraction ? 1 : 0);
            }
            else if (text[index] == '.' && !isFraction)
            {
                isFraction = true;
            }
            else
            {
                break;
            }
        }

        int shown = 0;
        bool isWhole = index == text.Length || ((text[index] | 0x20) == 'e'
            && Utf8Parser.TryParse(text[(index + 1)..], out shown, out int used) && used == text.Length - index - 1);
        if (isWhole && digits > 0 && Math.Abs((long)exponent + shown) is var power and <= MaxPower)
        {
            value = exponent + shown < 0 ? digits / _powers[power] : digits * _powers[power];
            return double.IsFinite(value);
        }

        // Zero, text that is no number, and numbers at the ends of the range.
        return Utf8Parser.TryParse(text, out value, out int length) && length == text.Length && double.IsFinite(value)
            && value >= 0;
    }
}
