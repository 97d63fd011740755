using System.Diagnostics;
using Vennlink.Archives;
using Vennlink.Archives.Parquet;

namespace Vennlink.Tests.Archives;

/// <summary>Parquet files that claim more than they hold, and how work grows with what they hold.</summary>
public sealed class ParquetHostileTests
{
    private const int Small = 2000;

    [Fact]
    public void Rows_that_take_no_bytes_are_bounded()
    {
        // A run of nulls, as long as a page can be, in each of two columns.
        byte[] levels = TestParquet.Levels(int.MaxValue, isNull: true);
        (int, byte[]) page = (int.MaxValue, [(byte)levels.Length, 0, 0, 0, .. levels]);
        byte[] file = new TestParquet("source", "target").Add(int.MaxValue, [[page], [page]]).End();
        Assert.InRange(file.Length, 100, 300);
        Refused("it unpacks to more than 32768 times its length", file);
    }

    [Fact]
    public void Pages_that_unpack_to_much_are_bounded()
    {
        // 100 MiB of zeros in some thousand bytes: a text that is too long for a cell, over and over.
        const int PageBytes = 100 << 20;
        byte[] page = new byte[PageBytes];
        page[0] = 2;
        page[4] = 1 << 1;
        page[5] = 1;
        BitConverter.TryWriteBytes(page.AsSpan(6), PageBytes - 10);
        byte[] file = new TestParquet("source", "target").Add(1, [[(1, page)], [(1, page)]]).End();
        Assert.InRange(file.Length, 1000, 40_000);
        ReadTable table = ReadTable.Of(file);
        Assert.Single(table.Rows);
        Assert.Equal(1, table.Skips[SkipReason.BadRow]);

        ParquetBudget budget = new(fileBytes: 10);
        budget.Make(10 * ParquetBudget.MaxGrowth);
        Assert.Throws<InvalidDataException>(() => budget.Make(1));
        Assert.Throws<InvalidDataException>(() => budget.HoldMore(ParquetBudget.MaxHeldBytes + 1));
    }

    [Theory]
    [InlineData(1L << 28, "a page has more than 128 MiB: write smaller pages")]
    [InlineData(1L << 40, "a page has more than 128 MiB: write smaller pages")]
    [InlineData(5000, "a page does not unpack by its codec, zstd")]
    [InlineData(20, "a page does not unpack by its codec, zstd")]
    public void A_page_is_as_long_as_it_says(long claimedBytes, string problem)
    {
        byte[] page = TestParquet.Texts(30, index => $"{index}");
        Refused(
            $"row group 1 of 1, column `source`: the Parquet file cannot be read: {problem}",
            new TestParquet("source", "target").Add(30, [[(30, page)], [(30, page)]], claimedBytes).End());
    }

    [Fact]
    public void Rows_that_a_column_has_not_are_missed()
    {
        byte[] page = TestParquet.Texts(30, index => $"{index}");
        Refused(
            "column `source`: the Parquet file cannot be read: it has fewer values than rows",
            new TestParquet("source", "target").Add(31, [[(30, page)], [(30, page)]]).End());
        Refused(
            "column `target`: the Parquet file cannot be read: a page ends before its last value",
            new TestParquet("source", "target").Add(30, [[(30, page)], [(30, page[..^1])]]).End());
        Refused(
            "row group 1 of 1: the Parquet file cannot be read: column `target` has another number of values than rows",
            new TestParquet("source", "target").Add(30, [[(30, page)]]).End());
    }

    public static TheoryData<string> Shapes => ["pages", "row groups", "columns", "rows", "names"];

    /// <summary>Twice as much of it costs twice the work: bytes read and allocated are counted.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Work_grows_as_the_file_does(string shape)
    {
        Work(shape, Small / 2);
        (double readOnce, double allocatedOnce) = Work(shape, Small);
        (double readTwice, double allocatedTwice) = Work(shape, 2 * Small);
        Growth.AssertLinear(readOnce, readTwice, $"{shape}: bytes read", flat: 0);
        Growth.AssertLinear(allocatedOnce, allocatedTwice, $"{shape}: bytes allocated", flat: 100_000);
    }

    private static (double Read, double Allocated) Work(string shape, int count)
    {
        using CountedStream file = new(Make(shape, count));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParquetFile parquet = ParquetFile.Open(file);
        Vennlink.Storage.Bytes.ByteList cell = new();
        long values = 0;
        while (parquet.TryReadGroup(out long rows))
        {
            for (; rows > 0; rows--)
            {
                foreach (ParquetColumn column in parquet.Columns)
                {
                    cell.Clear();
                    column.AppendNext(cell);
                    values++;
                }
            }
        }

        Assert.InRange(values, Math.Min(count, 1024), long.MaxValue);
        return (file.ReadBytes, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Make(string shape, int count)
    {
        (int, byte[]) page = (1, TestParquet.Texts(1, _ => "https://a.example/"));
        (int, byte[]) rows = (count, TestParquet.Texts(count, index => $"https://{index}.example/"));
        TestParquet file = new(shape switch
        {
            "columns" => [.. Enumerable.Range(0, count).Select(index => $"c{index}")],
            "names" => [new string('n', 100 * count)],
            _ => ["source"],
        });
        for (int group = shape == "row groups" ? count : 1; group > 0; group--)
        {
            _ = shape switch
            {
                "pages" => file.Add(count, [[.. Enumerable.Repeat(page, count)]]),
                "row groups" => file.Add(1, [[page]]),
                "columns" => file.Add(1, [.. Enumerable.Repeat<(int, byte[])[]>([page], count)]),
                _ => file.Add(count, [[rows]]),
            };
        }

        return file.End();
    }

    // Says why, and at once.
    private static void Refused(string problem, byte[] file)
    {
        Stopwatch clock = Stopwatch.StartNew();
        InputException refused = Assert.Throws<InputException>(() => ReadTable.Of(file));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private sealed class CountedStream(byte[] file) : MemoryStream(file)
    {
        public long ReadBytes { get; private set; }

        // The other overloads of a derived class come here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            ReadBytes += read;
            return read;
        }
    }
}
