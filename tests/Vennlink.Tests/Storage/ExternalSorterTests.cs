using CsCheck;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;

namespace Vennlink.Tests.Storage;

public sealed class ExternalSorterTests
{
    // Few letters, zero among them, and short records: equal records, records that are prefixes of others, and padding
    // that looks like data.
    private static readonly Gen<byte[]> Record = Gen.OneOf(
        Gen.Byte[0, 2].Array[0, 20],
        Gen.Select(Gen.Int[0, 40], Gen.Byte.Array[0, 3], (shared, rest) => (byte[])[.. new byte[shared], .. rest]));

    [Fact]
    public void Records_come_out_in_byte_order_whatever_they_are() =>
        Record.Array[0, 300].Sample(records =>
        {
            using TemporaryFolder folder = new();
            return Equal(Sorted(folder, ExternalSorter.MinMemoryBytes, records), Naive(records));
        }, iter: 500);

    [Fact]
    public void Nothing_comes_out_when_nothing_went_in()
    {
        using TemporaryFolder folder = new();
        Assert.Empty(Sorted(folder, ExternalSorter.MinMemoryBytes, []));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(3 << 20)]
    [InlineData(1 << 30)]
    public void The_order_does_not_depend_on_memory(long memoryBytes)
    {
        // Long shared prefixes as of keys of one site, one long record to narrow the merge, 6 MB in all: many runs and
        // several passes at 1 MiB.
        Random random = new(1);
        List<byte[]> records = [new byte[ExternalSorter.MinMemoryBytes / 8]];
        for (int index = 0; index < 40_000; index++)
        {
            byte[] record = new byte[random.Next(20, 250)];
            random.NextBytes(record.AsSpan(random.Next(record.Length)));
            records.Add(record);
        }

        using TemporaryFolder folder = new();
        Assert.True(Equal(Sorted(folder, memoryBytes, records), Naive(records)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_order_does_not_depend_on_threads()
    {
        Random random = new(3);
        byte[][] records =
            [.. Enumerable.Range(0, 300_000).Select(_ => BitConverter.GetBytes(random.NextInt64(1L << 40)))];
        using TemporaryFolder folder = new();
        Assert.True(Equal(Sorted(folder, 64 << 20, records, threadCount: 4), Naive(records)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Runs_that_are_written_while_others_are_filled_lack_nothing(int threadCount)
    {
        Random random = new(5);
        byte[][] records = [.. Enumerable.Range(0, 60_000).Select(_ => RandomBytes(random, random.Next(1, 60)))];
        using TemporaryFolder folder = new();
        Assert.True(Equal(Sorted(folder, ExternalSorter.MinMemoryBytes, records, threadCount), Naive(records)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_run_that_cannot_be_written_aside_ends_the_sort()
    {
        using TemporaryFolder folder = new();
        string runs = Directory.CreateDirectory(Path.Combine(folder.Path, "runs")).FullName;
        using ExternalSorter sorter = new(runs, ExternalSorter.MinMemoryBytes, threadCount: 2);
        Directory.Delete(runs);
        Assert.Throws<DirectoryNotFoundException>(() =>
        {
            for (int index = 0; index < 100_000; index++)
            {
                sorter.Add(BitConverter.GetBytes(index));
            }
        });
        Assert.Throws<DirectoryNotFoundException>(() => sorter.Sort(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_sorter_that_is_dropped_while_a_run_is_written_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        for (int round = 0; round < 20; round++)
        {
            using ExternalSorter sorter = new(folder.Path, ExternalSorter.MinMemoryBytes, threadCount: 2);
            for (int index = 0; index < 18_000 + (1_000 * round); index++)
            {
                sorter.Add(BitConverter.GetBytes(index));
            }
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_cancelled_sort_stops_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        Random random = new(4);
        using (ExternalSorter sorter = new(folder.Path, 32 << 20, threadCount: 4))
        {
            for (int index = 0; index < 400_000; index++)
            {
                sorter.Add(BitConverter.GetBytes(random.NextInt64()));
            }

            using CancellationTokenSource source = new();
            source.Cancel();
            Assert.Throws<OperationCanceledException>(() => sorter.Sort(source.Token));
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Orders_that_defeat_quicksort_are_sorted_too()
    {
        // Organ pipe, all equal, ascending, descending; 100,000 each.
        using TemporaryFolder folder = new();
        foreach (Func<int, int> order in (Func<int, int>[])[index => Math.Min(index, 100_000 - index), _ => 7, index =>
            index, index => -index])
        {
            byte[][] records = [.. Enumerable.Range(0, 100_000).Select(index => BitConverter.GetBytes(order(index)))];
            Assert.True(Equal(Sorted(folder, 1 << 22, records), Naive(records)));
        }
    }

    [Fact]
    public void Runs_are_deleted_when_the_sorter_is_dropped_before_it_has_sorted()
    {
        using TemporaryFolder folder = new();
        using (ExternalSorter sorter = new(folder.Path, ExternalSorter.MinMemoryBytes))
        {
            for (int index = 0; index < 100; index++)
            {
                sorter.Add(new byte[100_000]);
            }

            Assert.NotEmpty(Directory.EnumerateFiles(folder.Path));
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void A_record_too_long_for_the_memory_is_refused()
    {
        using TemporaryFolder folder = new();
        using ExternalSorter sorter = new(folder.Path, ExternalSorter.MinMemoryBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => sorter.Add(new byte[sorter.MaxRecordBytes + 1]));
    }

    [Fact]
    public void A_run_damaged_on_disk_is_an_error()
    {
        using TemporaryFolder folder = new();
        using ExternalSorter sorter = new(folder.Path, ExternalSorter.MinMemoryBytes);
        Random random = new(2);
        byte[] record = new byte[1000];
        for (int index = 0; index < 3000; index++)
        {
            random.NextBytes(record);
            sorter.Add(record);
        }

        string run = Directory.EnumerateFiles(folder.Path).First();
        byte[] bytes = File.ReadAllBytes(run);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(run, bytes);
        Assert.Throws<IndexFormatException>(() =>
        {
            using SortedRecords records = sorter.Sort(TestContext.Current.CancellationToken);
            while (records.MoveNext())
            {
            }
        });
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static List<byte[]> Sorted(TemporaryFolder folder, long memoryBytes, IEnumerable<byte[]> records,
        int threadCount = 1)
    {
        using ExternalSorter sorter = new(folder.Path, memoryBytes, threadCount);
        foreach (byte[] record in records)
        {
            sorter.Add(record);
        }

        using SortedRecords walk = sorter.Sort(CancellationToken.None);
        List<byte[]> sorted = [];
        while (walk.MoveNext())
        {
            sorted.Add(walk.Current.ToArray());
        }

        Assert.False(walk.MoveNext());
        return sorted;
    }

    private static List<byte[]> Naive(IEnumerable<byte[]> records)
    {
        List<byte[]> sorted = [.. records];
        sorted.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        return sorted;
    }

    private static bool Equal(List<byte[]> left, List<byte[]> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
