using Vennlink.Cli.Arguments;

namespace Vennlink.Cli.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("8GiB", 8L << 30)]
    [InlineData("8 GiB", 8L << 30)]
    [InlineData("8gib", 8L << 30)]
    [InlineData("8G", 8L << 30)]
    [InlineData("8GB", 8_000_000_000)]
    [InlineData("1.5kb", 1500)]
    [InlineData("0.5MiB", 1 << 19)]
    [InlineData(" 64MiB ", 64 << 20)]
    [InlineData("2T", 2L << 40)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GiB")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("8QB")]
    [InlineData("8GiBs")]
    [InlineData("1.2.3G")]
    [InlineData("9999999999999999999999999999T")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("8388608T")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(102_300, "99.9 KiB")]
    [InlineData(102_400, "100 KiB")]
    [InlineData(1 << 20, "1.0 MiB")]
    [InlineData(5e15, "4547 TiB")]
    public void Sizes_are_shown_with_three_or_four_digits(double bytes, string text) =>
        Assert.Equal(text, ByteSize.Show(bytes));
}
