using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Vennlink.Archives.Lists;

/// <summary>Reads dates of link lists, in those forms that can be read in one way only.</summary>
/// <remarks>
/// The forms of <see cref="ArchiveDate"/>; seconds (9 to 11 digits), milliseconds (13) and microseconds (16) since
/// 1970, with or without a fraction; year first, with slashes or dots or single digits; the month as a word of English,
/// Spanish, French, German or Italian; days of the week and RFC 1123; numbers of which one is above 12, so that it is
/// the day. <c>05/01/2024</c> may be in January or in May, and is no date here.
/// </remarks>
internal static class ListDate
{
    private const int MaxBytes = 48;

    // By the first letters, without the accents: those of one month agree in no more than these languages have.
    private static readonly string[] Months =
    [
        "jan ene gen", "feb fev fév", "mar mär mrz", "apr abr avr", "may mai mag",
        "jun giu juin", "jul lug juil", "aug ago aoû aou", "sep set", "oct okt ott", "nov", "dec dez dic déc",
    ];

    /// <summary>Reads a date as seconds since 1970 UTC.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds)
    {
        if (IsCount(text, out seconds) || ArchiveDate.TryParse(text, out seconds))
        {
            return true;
        }

        // 20240105T120000Z
        if (text.Length is 15 or 16 && text[8] == 'T' && text.TrimEnd((byte)'Z').Length == 15)
        {
            return ArchiveDate.TryParse([.. text[..8], .. text[9..15]], out seconds);
        }

        return text.Length <= MaxBytes && TryParseWords(Encoding.UTF8.GetString(text), out seconds);
    }

    // 8 and 14 digits are a date.
    private static bool IsCount(ReadOnlySpan<byte> text, out long seconds)
    {
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        bool isWhole = digits < 0 || (text[digits] == '.' && !text[(digits + 1)..].ContainsAnyExceptInRange(
            (byte)'0', (byte)'9'));
        digits = digits < 0 ? text.Length : digits;
        seconds = 0;
        long unit = digits switch { >= 9 and <= 11 => 1, 13 => 1000, 16 => 1_000_000, _ => 0 };
        if (!isWhole || unit == 0 || !Utf8Parser.TryParse(text[..digits], out long number, out _))
        {
            return false;
        }

        seconds = number / unit;
        return true;
    }

    private static bool TryParseWords(string text, out long seconds)
    {
        seconds = 0;
        List<string> words = [.. text.Split([' ', ',', '/', '-', '.', '年', '月', '日'],
            StringSplitOptions.RemoveEmptyEntries)];
        int clock = words.FindIndex(word => word.Contains(':', StringComparison.Ordinal));
        string time = "00:00";
        if (clock >= 0)
        {
            time = words[clock];
            bool isUtc = words.Count == clock + 1
                || (words.Count == clock + 2 && words[clock + 1] is "GMT" or "UTC" or "Z" or "+0000");
            if (!isUtc || clock == 0)
            {
                return false;
            }

            words.RemoveRange(clock, words.Count - clock);
        }

        if (words.Count == 4 && words[0].All(char.IsLetter) && Month(words[0]) == 0)
        {
            words.RemoveAt(0);
        }

        return words.Count == 3 && TryOrder(words, out int year, out int month, out int day)
            && DateTime.TryParseExact(
                $"{year:0000}-{month:00}-{day:00} {time}",
                ["yyyy-MM-dd H:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd HH:mm:ss.FFF"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date)
            && (seconds = (date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) >= 0;
    }

    private static bool TryOrder(List<string> words, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        int word = words.FindIndex(one => Month(one) > 0);
        if (word >= 0)
        {
            month = Month(words[word]);
            words.RemoveAt(word);
            bool isYearFirst = word > 0 && words[0].Length == 4;
            string ordinal = words[isYearFirst ? 1 : 0];
            return TryYear(words[isYearFirst ? 0 : 1], out year)
                && TryNumber(ordinal.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), out day);
        }

        if (words[0].Length == 4)
        {
            return TryYear(words[0], out year) && TryNumber(words[1], out month) && TryNumber(words[2], out day);
        }

        if (words[2].Length != 4 || !TryYear(words[2], out year) || !TryNumber(words[0], out int first)
            || !TryNumber(words[1], out int second) || (first <= 12 && second <= 12 && first != second))
        {
            return false;
        }

        (month, day) = first > 12 ? (second, first) : (first, second);
        return true;
    }

    // Two digits behind an apostrophe are a year of this century.
    private static bool TryYear(string text, out int year) => text is ['\'' or '’', _, _]
        ? int.TryParse($"20{text.AsSpan(1)}", NumberStyles.None, CultureInfo.InvariantCulture, out year)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && text.Length == 4;

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 2;

    // From three letters on; what follows the letters of a month has to be letters.
    private static int Month(string word)
    {
        string lower = word.ToLowerInvariant();
        return word.Length < 3 || !word.All(char.IsLetter) ? 0
            : 1 + Array.FindIndex(Months, names => names.Split(' ').Any(
                name => lower.StartsWith(name, StringComparison.Ordinal)));
    }
}
