namespace Vennlink.Webs;

/// <summary>Decimal numbers as text, quickly.</summary>
internal static class DecimalText
{
    private static readonly byte[] _pairs = [
        .. Enumerable.Range(0, 100).SelectMany(pair => new[] { (byte)('0' + (pair / 10)), (byte)('0' + (pair % 10)) })];

    /// <summary>Digits of a number.</summary>
    public static int Length(uint number) =>
        number < 10_000
            ? number < 100 ? (number < 10 ? 1 : 2) : (number < 1_000 ? 3 : 4)
            : number < 1_000_000 ? (number < 100_000 ? 5 : 6)
            : number < 100_000_000 ? (number < 10_000_000 ? 7 : 8)
            : number < 1_000_000_000 ? 9 : 10;

    /// <summary>Writes a number; returns its length.</summary>
    public static int Write(uint number, Span<byte> text)
    {
        int length = Length(number);
        int at = length;
        while (number >= 100)
        {
            (uint rest, uint pair) = (number / 100, number % 100);
            _pairs.AsSpan((int)pair * 2, 2).CopyTo(text[(at -= 2)..]);
            number = rest;
        }

        if (number >= 10)
        {
            _pairs.AsSpan((int)number * 2, 2).CopyTo(text);
        }
        else
        {
            text[0] = (byte)('0' + number);
        }

        return length;
    }
}
