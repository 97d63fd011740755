using System.Globalization;
using System.Text;
using CsCheck;
using Vennlink.Archives.Graphs;

namespace Vennlink.Tests.Archives;

public sealed class DecimalTextTests
{
    private static readonly Gen<string> Numbers = Gen.OneOf(
        Gen.Double[0, 1].Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Double[0, 3e7].Select(value => value.ToString("0.#######E0", CultureInfo.InvariantCulture)),
        Gen.Double.Where(value => double.IsFinite(value) && value >= 0)
            .Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Select(Gen.String[Gen.Char["0123456789"], 0, 30], Gen.OneOf("", "."),
            Gen.String[Gen.Char["0123456789"], 1, 30], Gen.OneOf("", "E3", "e-7", "E+12", "E-20"))
            .Select((whole, point, fraction, exponent) => whole + point + fraction + exponent));

    private static readonly Gen<string> Odd = Gen.String[Gen.Char["0019.eE+-x "], 0, 8];

    [Fact]
    public void Numbers_are_read_to_two_units_in_the_last_place() => Numbers.Sample(text =>
    {
        double expected = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(double.IsFinite(expected), DecimalText.TryParse(Encoding.ASCII.GetBytes(text), out double value));
        if (double.IsFinite(expected))
        {
            Assert.True(Math.Abs(BitConverter.DoubleToInt64Bits(value) - BitConverter.DoubleToInt64Bits(expected)) <= 2,
                $"{text}: {value:R} for {expected:R}");
        }
    });

    [Fact]
    public void What_is_taken_for_a_number_is_one() => Odd.Sample(text =>
    {
        bool isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
            | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double expected)
            && double.IsFinite(expected) && expected >= 0;
        bool isRead = DecimalText.TryParse(Encoding.ASCII.GetBytes(text), out double value);
        Assert.True(!isRead || (isNumber && Math.Abs(value - expected) <= expected * 1e-15), text);
        Assert.True(isRead || !isNumber || !text.All(char.IsAsciiDigit), text);
    });
}
