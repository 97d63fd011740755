using System.Text;

namespace Vennlink.Urls;

/// <summary>Punycode, RFC 3492, over code points.</summary>
/// <remarks>Time is quadratic in the length of a label, so callers bound it.</remarks>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCodePoint = 0x80;

    /// <summary>Appends the code of a label, without <c>xn--</c>.</summary>
    public static void Encode(ReadOnlySpan<int> label, List<byte> result)
    {
        int start = result.Count;
        foreach (int codePoint in label)
        {
            if (codePoint < InitialCodePoint)
            {
                result.Add((byte)codePoint);
            }
        }

        int basicCount = result.Count - start;
        if (basicCount > 0)
        {
            result.Add((byte)'-');
        }

        int handled = basicCount;
        int current = InitialCodePoint;
        int bias = InitialBias;
        long delta = 0;
        while (handled < label.Length)
        {
            // Invariant: all code points below current are written. Terminates: each round writes at least one more.
            int next = int.MaxValue;
            foreach (int codePoint in label)
            {
                if (codePoint >= current && codePoint < next)
                {
                    next = codePoint;
                }
            }

            delta += (long)(next - current) * (handled + 1);
            current = next;
            foreach (int codePoint in label)
            {
                if (codePoint < current)
                {
                    delta++;
                }
                else if (codePoint == current)
                {
                    WriteInteger(delta, bias, result);
                    bias = Adapt(delta, handled + 1, handled == basicCount);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            current++;
        }
    }

    /// <summary>Appends the label that <paramref name="code"/> (without <c>xn--</c>) stands for.</summary>
    /// <returns>False when the code is not well-formed.</returns>
    public static bool TryDecode(ReadOnlySpan<int> code, List<int> result)
    {
        int start = result.Count;
        int delimiter = code.LastIndexOf('-');
        for (int i = 0; i < delimiter; i++)
        {
            result.Add(code[i]);
        }

        ReadOnlySpan<int> digits = code[(delimiter + 1)..];
        int current = InitialCodePoint;
        int bias = InitialBias;
        long index = 0;
        while (!digits.IsEmpty)
        {
            long before = index;
            if (!TryReadInteger(ref digits, bias, ref index))
            {
                return false;
            }

            int count = result.Count - start + 1;
            bias = Adapt(index - before, count, before == 0);
            long codePoint = current + (index / count);
            if (codePoint > 0x10FFFF || !Rune.IsValid((int)codePoint))
            {
                return false;
            }

            current = (int)codePoint;
            index %= count;
            result.Insert(start + (int)index, current);
            index++;
        }

        return true;
    }

    private static void WriteInteger(long value, int bias, List<byte> result)
    {
        for (int k = Base; ; k += Base)
        {
            int threshold = Math.Clamp(k - bias, TMin, TMax);
            if (value < threshold)
            {
                result.Add(Digit((int)value));
                return;
            }

            result.Add(Digit(threshold + (int)((value - threshold) % (Base - threshold))));
            value = (value - threshold) / (Base - threshold);
        }
    }

    private static bool TryReadInteger(ref ReadOnlySpan<int> digits, int bias, ref long index)
    {
        long weight = 1;
        for (int k = Base; ; k += Base)
        {
            int digit = digits.IsEmpty ? Base : DigitValue(digits[0]);
            // Far above the largest index, far below overflow of the next step.
            if (digit >= Base || index > int.MaxValue || weight > int.MaxValue)
            {
                return false;
            }

            digits = digits[1..];
            index += digit * weight;
            int threshold = Math.Clamp(k - bias, TMin, TMax);
            if (digit < threshold)
            {
                return true;
            }

            weight *= Base - threshold;
        }
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        int k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return k + (int)((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static byte Digit(int value) => (byte)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int DigitValue(int codePoint) => codePoint switch
    {
        >= 'a' and <= 'z' => codePoint - 'a',
        >= 'A' and <= 'Z' => codePoint - 'A',
        >= '0' and <= '9' => codePoint - '0' + 26,
        _ => Base,
    };
}
