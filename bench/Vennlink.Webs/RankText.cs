namespace Vennlink.Webs;

/// <summary>Values of centralities at a position, as Java prints floats and doubles.</summary>
/// <remarks>
/// Fitted to the first thousand of real lists: harmonic centrality of rank r is N × (0.186 − 0.0108 log10 r + 0.062
/// r^−0.6), PageRank 0.016 r^−0.9.
/// </remarks>
internal static class RankText
{
    /// <summary>Header of a ranks file of domains.</summary>
    public static ReadOnlySpan<byte> Header =>
        "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"u8;

    /// <summary>Writes the harmonic centrality of a position (from 0); returns its length.</summary>
    public static int WriteHarmonic(int position, int nodeCount, Span<byte> text)
    {
        double rank = position + 1.0;
        double value = nodeCount * (0.186 - (0.0108 * Math.Log10(rank)) + (0.062 * Math.Pow(rank, -0.6)));
        if (value < 1e7)
        {
            int length = DecimalText.Write((uint)value, text);
            ".0"u8.CopyTo(text[length..]);
            return length + 2;
        }

        return WriteScientific((ulong)value, text);
    }

    /// <summary>Writes the PageRank of a position (from 0); returns its length.</summary>
    public static int WritePageRank(int position, Span<byte> text)
    {
        double value = 0.016 * Math.Pow(position + 1.0, -0.9);
        int exponent = 0;
        while (value < 1)
        {
            value *= 10;
            exponent++;
        }

        ulong digits = (ulong)(value * 1e15);
        if (exponent > 3)
        {
            int length = WriteScientificDigits(digits, text);
            text[length++] = (byte)'E';
            text[length++] = (byte)'-';
            return length + DecimalText.Write((uint)exponent, text[length..]);
        }

        // 0.00ddd
        "0.00"u8.CopyTo(text);
        return exponent + 1 + WriteDigits(digits, text[(exponent + 1)..]);
    }

    private static int WriteScientific(ulong number, Span<byte> text)
    {
        int exponent = WriteDigits(number, text, keepZeros: true) - 1;
        int length = WriteScientificDigits(number, text);
        text[length++] = (byte)'E';
        return length + DecimalText.Write((uint)exponent, text[length..]);
    }

    /// <summary>Writes <c>d.ddd</c> without zeros at the end, one digit behind the point at least.</summary>
    private static int WriteScientificDigits(ulong number, Span<byte> text)
    {
        int length = WriteDigits(number, text[1..]);
        text[0] = text[1];
        text[1] = (byte)'.';
        if (length == 1)
        {
            text[2] = (byte)'0';
            length = 2;
        }

        return length + 1;
    }

    private static int WriteDigits(ulong number, Span<byte> text, bool keepZeros = false)
    {
        while (!keepZeros && number > 0 && number % 10 == 0)
        {
            number /= 10;
        }

        int length = 0;
        for (ulong rest = number; rest > 0; rest /= 10)
        {
            length++;
        }

        for (int at = length - 1; at >= 0; at--)
        {
            text[at] = (byte)('0' + (number % 10));
            number /= 10;
        }

        return length;
    }
}
