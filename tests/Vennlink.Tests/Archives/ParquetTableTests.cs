using System.Diagnostics;
using System.Globalization;
using Vennlink.Archives;

namespace Vennlink.Tests.Archives;

/// <summary>Parquet files as another program writes them; tests/data/parquet/README.md says which and how.</summary>
public sealed class ParquetTableTests
{
    private static readonly string[] Header =
        ["source", "target", "anchor", "nofollow", "first_seen", "last_seen", "n", "big", "score", "money"];

    [Theory]
    [InlineData("uncompressed")]
    [InlineData("snappy")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("lz4_raw")]
    [InlineData("brotli")]
    [InlineData("v2")]
    public void Columns_of_every_kind_are_read(string name)
    {
        ReadTable table = ReadTable.Of(File(name));
        Assert.Equal(Header, table.Rows[0]);
        Assert.Equal(60, table.Rows.Length - 1);
        for (int index = 0; index < 60; index++)
        {
            DateTime last = new DateTime(2024, 1, 5, 13, 5, 15).AddMinutes(index);
            Assert.Equal(
                [
                    $"https://s{index % 50}.example/é/{index}", $"https://t{index % 7}.example/",
                    index % 5 == 0 ? "" : $"anchor {index}", (index % 3) switch { 0 => "true", 1 => "false", _ => "" },
                    new DateOnly(2024, 1, 1).AddDays(index).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    last.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                    Text(index), Text(index * 100_000_000_000), Text(index / 8.0),
                    (index / 100m).ToString("0.00", CultureInfo.InvariantCulture),
                ],
                table.Rows[index + 1]);
            Assert.Equal(index + 2, table.Offsets[index + 1]);
        }

        Assert.Equal("Parquet, 1 row group, columns of lists or of no text are not read: tags.list.element", table.Form);

        static string Text(IFormattable number) => number.ToString("0.###", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Columns_of_any_name_are_read()
    {
        ReadTable table = ReadTable.Of(File("st"));
        Assert.Equal(["s", "t"], table.Rows[0]);
        Assert.Equal(2100, table.Rows.Length - 1);
        Assert.Equal("https://s49.example/é/2099|https://t6.example/", table.Lined[2100]);
    }

    /// <summary>Dictionaries, and in another file each encoding that has none; two row groups, pages of 1 kB.</summary>
    [Theory]
    [InlineData("arrow")]
    [InlineData("arrow-deltas")]
    public void Every_encoding_is_read(string name)
    {
        ReadTable table = ReadTable.Of(File(name));
        Assert.Equal(
            [
                "source", "target", "anchor", "nofollow", "small", "big", "unsigned", "float", "double", "decimal",
                "millis", "micros", "nanos", "day",
            ],
            table.Rows[0]);
        Assert.Equal("Parquet, 2 row groups, columns of lists or of no text are not read: uuid", table.Form);
        Assert.Equal(300, table.Rows.Length - 1);
        for (int index = 0; index < 300; index++)
        {
            string time = Text(new DateTime(2024, 1, 5, 13, 5, 15).AddMinutes(index), "yyyy-MM-dd HH:mm:ss");
            Assert.Equal(
                [
                    $"https://s{index / 7}.example/é/{index}", $"https://t{index % 7}.example/",
                    index % 5 == 0 ? "" : $"anchor {index}", (index % 3) switch { 0 => "true", 1 => "false", _ => "" },
                    Text(index * index * (index % 2 == 0 ? 1 : -1)), Text((index * 100_000_000_000L) - 7),
                    Text(uint.MaxValue - (uint)index), Text(index / 8f), Text(-index / 4.0),
                    Text((index - 100) / 100m, "0.00"), time, time, time,
                    Text(new DateTime(1969, 12, 1).AddDays(index), "yyyy-MM-dd"),
                ],
                table.Rows[index + 1]);
        }

        static string Text(IFormattable value, string? format = null) =>
            value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Pages of the second version, whose levels are not packed.</summary>
    [Fact]
    public void Pages_of_version_2_are_read()
    {
        ReadTable table = ReadTable.Of(File("rust"));
        Assert.Equal("Parquet, 2 row groups", table.Form);
        Assert.Equal("source|target|anchor|nofollow|last_seen", table.Lined[0]);
        for (int index = 0; index < 200; index++)
        {
            string anchor = index % 5 == 0 ? "" : $"anchor {index}";
            string nofollow = (index % 3) switch { 0 => "true", 1 => "false", _ => "" };
            Assert.Equal(
                $"https://s{index / 7}.example/é/{index}|https://t{index % 7}.example/|{anchor}|{nofollow}|"
                    + new DateTime(2024, 1, 5, 13, 5, 15).AddMinutes(index).ToString(
                        "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                table.Lined[index + 1]);
        }
    }

    /// <summary>Each byte in turn is changed; whatever comes of it, it comes at once.</summary>
    [Theory]
    [InlineData("snappy")]
    [InlineData("v2")]
    [InlineData("arrow-deltas")]
    public void Damage_at_any_byte_is_read_over_or_refused(string name)
    {
        byte[] file = File(name);
        Stopwatch clock = Stopwatch.StartNew();
        for (int place = 0; place < file.Length; place++)
        {
            // All bits of every second byte, one bit of the others.
            byte mask = (byte)(place % 2 == 0 ? 0xff : 1 << (place / 2 % 8));
            byte[] damaged = (byte[])file.Clone();
            damaged[place] ^= mask;
            ReadOrRefuse(damaged);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"byte {place} xor {mask}: {clock.Elapsed}");
            clock.Restart();
        }
    }

    [Fact]
    public void A_file_that_is_cut_short_is_refused()
    {
        byte[] file = File("snappy");
        for (int length = 4; length < file.Length; length++)
        {
            Assert.Throws<InputException>(() => ReadTable.Of(file[..length]));
        }
    }

    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            ReadTable.Of(file);
        }
        catch (InputException)
        {
        }
    }

    private static byte[] File(string name) =>
        System.IO.File.ReadAllBytes(SharedData.InRepository($"tests/data/parquet/{name}.parquet"));
}
