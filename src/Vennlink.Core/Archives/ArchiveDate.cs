namespace Vennlink.Archives;

/// <summary>Reads the dates of archives and link lists as seconds since 1970 UTC.</summary>
/// <remarks>
/// ISO 8601 from the year alone down to fractions of a second, with <c>T</c> or a blank, with <c>Z</c>, an offset or
/// nothing (UTC); and the run of digits of ARC files and wayback URLs, <c>YYYYMMDDhhmmss</c>, which real crawls cut
/// short (from the year on) or stretch to milliseconds and more. Years 1970 to 9999.
/// </remarks>
internal static class ArchiveDate
{
    private const int MinYear = 1970;

    /// <summary>A run of digits this long is no date but a counter.</summary>
    private const int MaxDigits = 20;

    private const int NanosecondDigits = 9;

    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds) => TryParse(text, out seconds, out _);

    /// <summary>As the other, to the nanosecond; digits behind the ninth are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds)
    {
        seconds = 0;
        nanoseconds = 0;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0
            ? TryParseDigits(text, out seconds, out nanoseconds)
            : digits == 4 && TryParseIso(text, out seconds, out nanoseconds);
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> digits, out long seconds, out int nanoseconds)
    {
        seconds = 0;
        nanoseconds = digits.Length > 14 ? Fraction(digits[14..]) : 0;
        if (digits.Length is < 4 or > MaxDigits || (digits.Length < 14 && digits.Length % 2 != 0))
        {
            return false;
        }

        return TryCombine(
            Number(digits[..4]),
            digits.Length >= 6 ? Number(digits[4..6]) : 1,
            digits.Length >= 8 ? Number(digits[6..8]) : 1,
            digits.Length >= 10 ? Number(digits[8..10]) : 0,
            digits.Length >= 12 ? Number(digits[10..12]) : 0,
            digits.Length >= 14 ? Number(digits[12..14]) : 0,
            0,
            out seconds);
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds)
    {
        seconds = 0;
        nanoseconds = 0;
        int month = 1, day = 1, hour = 0, minute = 0, second = 0, offsetMinutes = 0;
        int year = Number(text[..4]);
        ReadOnlySpan<byte> rest = text[4..];
        if (TryTake(ref rest, (byte)'-', ref month) && TryTake(ref rest, (byte)'-', ref day)
            && rest is [(byte)'T' or (byte)'t' or (byte)' ', ..])
        {
            if (TryTake(ref rest, rest[0], ref hour) && TryTake(ref rest, (byte)':', ref minute)
                && TryTake(ref rest, (byte)':', ref second)
                && rest is [(byte)'.' or (byte)',', ..])
            {
                rest = rest[1..];
                int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                end = end < 0 ? rest.Length : end;
                nanoseconds = Fraction(rest[..end]);
                rest = rest[end..];
            }

            rest = rest.TrimStart((byte)' ');
            if (rest is [(byte)'+' or (byte)'-', ..])
            {
                int sign = rest[0] == '+' ? 1 : -1;
                int offsetHour = 0, offsetMinute = 0;
                if (!TryTake(ref rest, rest[0], ref offsetHour) || offsetHour > 23)
                {
                    return false;
                }

                rest = rest is [(byte)':', ..] ? rest[1..] : rest;
                if (rest.Length >= 2 && TryTwoDigits(rest, out offsetMinute))
                {
                    rest = rest[2..];
                }

                offsetMinutes = sign * ((offsetHour * 60) + offsetMinute);
            }
            else if (rest is [(byte)'Z' or (byte)'z', ..])
            {
                rest = rest[1..];
            }
            else if (rest.SequenceEqual("UTC"u8) || rest.SequenceEqual("GMT"u8))
            {
                rest = [];
            }
        }

        return rest.IsEmpty && TryCombine(year, month, day, hour, minute, second, offsetMinutes, out seconds);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, byte separator, ref int value)
    {
        if (rest.Length < 3 || rest[0] != separator || !TryTwoDigits(rest[1..], out int number))
        {
            return false;
        }

        value = number;
        rest = rest[3..];
        return true;
    }

    private static bool TryTwoDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = text.Length < 2 ? -1 : ((text[0] - '0') * 10) + text[1] - '0';
        return value >= 0 && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[1]);
    }

    private static int Fraction(ReadOnlySpan<byte> digits)
    {
        int nanoseconds = Number(digits[..Math.Min(digits.Length, NanosecondDigits)]);
        for (int missing = digits.Length; missing < NanosecondDigits; missing++)
        {
            nanoseconds *= 10;
        }

        return nanoseconds;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        return value;
    }

    private static bool TryCombine(
        int year, int month, int day, int hour, int minute, int second, int offsetMinutes, out long seconds)
    {
        seconds = 0;
        // 60 is a leap second: it exists, and counts as the second after it.
        if (year < MinYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23
            || minute > 59 || second > 60)
        {
            return false;
        }

        long days = new DateOnly(year, month, day).DayNumber - new DateOnly(MinYear, 1, 1).DayNumber;
        seconds = (((((days * 24) + hour) * 60) + minute - offsetMinutes) * 60) + second;
        return seconds >= 0;
    }
}
