using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Vennlink.Archives.Tables;

/// <summary>What names and numbers of cells mean.</summary>
internal static class XlsxCell
{
    /// <summary>Columns of a sheet.</summary>
    public const int MaxColumns = 1 << 14;

    private const int MaxRows = 1 << 20;
    private const int SecondsADay = 86_400;

    /// <summary>Reads a name such as <c>AB12</c>.</summary>
    /// <param name="name">The name; <c>$</c> in it say nothing.</param>
    /// <param name="row">Number of the row, the first is 1.</param>
    /// <param name="column">Number of the column, the first is 0.</param>
    public static bool TryParse(ReadOnlySpan<char> name, out int row, out int column)
    {
        (row, column) = (0, 0);
        foreach (char one in name)
        {
            if (char.IsAsciiLetter(one) && row == 0)
            {
                column = (column * 26) + (one | 0x20) - 'a' + 1;
            }
            else if (char.IsAsciiDigit(one))
            {
                row = (row * 10) + one - '0';
            }
            else if (one != '$')
            {
                return false;
            }

            if (row > MaxRows || column > MaxColumns)
            {
                return false;
            }
        }

        return row > 0 && column-- > 0;
    }

    /// <summary>Writes a number as a person would: no exponent in what is a whole number.</summary>
    /// <param name="number">The number as the file has it.</param>
    /// <param name="text">Gets the text, at most 32 bytes.</param>
    /// <returns>Length of the text; −1 where the number is to be left as it stands.</returns>
    public static int Format(ReadOnlySpan<byte> number, Span<byte> text) =>
        number.IndexOfAny("eE"u8) >= 0 && Utf8Parser.TryParse(number, out double value, out int used)
            && used == number.Length && Math.Abs(value) < 1e15 && Math.Floor(value) == value
            && ((long)value).TryFormat(text, out int length, default, CultureInfo.InvariantCulture)
                ? length : -1;

    /// <summary>Writes a date, of which the file has the number of days, as ISO 8601, to the second.</summary>
    /// <param name="number">Days since the end of 1899, which had a 29 February 1900 that never was; or since
    /// 1904.</param>
    /// <param name="is1904">Whether since 1904.</param>
    /// <param name="text">Gets the text, at most 32 bytes.</param>
    /// <returns>Length of the text; −1 for what is no date.</returns>
    public static int FormatDate(ReadOnlySpan<byte> number, bool is1904, Span<byte> text)
    {
        const double FalseLeapDay = 60;
        if (!Utf8Parser.TryParse(number, out double days, out int used) || used != number.Length)
        {
            return -1;
        }

        DateTime zero = is1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, days < FalseLeapDay ? 31 : 30);
        double seconds = Math.Round(days * SecondsADay);
        if (!(days >= 1 && seconds <= (DateTime.MaxValue - zero).TotalSeconds))
        {
            return -1;
        }

        DateTime date = zero.AddSeconds(seconds);
        string format = date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        return date.TryFormat(text, out int length, format, CultureInfo.InvariantCulture) ? length : -1;
    }

    /// <summary>The address of a formula <c>HYPERLINK("https://…","text")</c>; empty for any other.</summary>
    public static ReadOnlySpan<byte> LinkOf(ReadOnlySpan<byte> formula)
    {
        formula = formula.TrimStart("= "u8);
        const string Function = "HYPERLINK(";
        if (formula.Length <= Function.Length || !Ascii.EqualsIgnoreCase(formula[..Function.Length], Function))
        {
            return default;
        }

        ReadOnlySpan<byte> argument = formula[Function.Length..].TrimStart((byte)' ');
        int end = argument.Length > 1 && argument[0] == '"' ? argument[1..].IndexOf((byte)'"') : -1;
        return end < 0 ? default : argument.Slice(1, end);
    }
}
