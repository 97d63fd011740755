using System.Buffers;
using System.Globalization;

namespace Vennlink.Cli.Arguments;

/// <summary>Sizes as people type and read them: <c>8GiB</c>, <c>512M</c>, <c>1.5GB</c>.</summary>
internal static class ByteSize
{
    private static readonly SearchValues<char> _numeric = SearchValues.Create("0123456789.");
    private static readonly string[] _unitNames = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>
    /// Reads a size: a number, then nothing or B (bytes), K M G T or KiB MiB GiB TiB (powers of 1024), KB MB GB TB
    /// (powers of 1000); any case.
    /// </summary>
    public static bool TryParse(string text, out long bytes)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int unitStart = trimmed.IndexOfAnyExcept(_numeric);
        ReadOnlySpan<char> number = unitStart < 0 ? trimmed : trimmed[..unitStart];
        ReadOnlySpan<char> unit = unitStart < 0 ? default : trimmed[unitStart..].TrimStart();
        bytes = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || UnitBytes(unit) is not { } unitBytes)
        {
            return false;
        }

        // Compared before multiplying: twenty-nine digits of gigabytes do not fit a decimal either.
        if (value > (decimal)long.MaxValue / unitBytes)
        {
            return false;
        }

        bytes = (long)(value * unitBytes);
        return true;
    }

    /// <summary>Shows a size with three or four digits: <c>1.4 GiB</c>, <c>312 MiB</c>, <c>17 B</c>.</summary>
    public static string Show(double bytes)
    {
        int unit = 0;
        while (bytes >= 1024 && unit < _unitNames.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        string format = unit > 0 && bytes < 99.95 ? "0.0" : "0";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {_unitNames[unit]}";
    }

    private static decimal? UnitBytes(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Equals("B", StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        int power = "KMGT".IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal) + 1;
        decimal step = unit[1..] switch
        {
            "" or "iB" or "ib" or "IB" or "i" => 1024,
            "B" or "b" => 1000,
            _ => 0,
        };
        if (power == 0 || step == 0)
        {
            return null;
        }

        decimal bytes = 1;
        for (; power > 0; power--)
        {
            bytes *= step;
        }

        return bytes;
    }
}
