using System.Buffers;
using CsCheck;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

/// <summary>What reads rows of links in bulk, against a loop over one row at a time.</summary>
public sealed class LinkRowsTests
{
    private static readonly Gen<uint> Number =
        Gen.Frequency((30, Gen.UInt[0, 127]), (2, Gen.UInt[128, 20_000]), (1, Gen.UInt[0, int.MaxValue]));

    [Fact]
    public void A_column_of_numbers_is_decoded_as_they_were_written() => Number.Array[0, 200].Sample(numbers =>
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (uint number in numbers)
        {
            Varint.Append(bytes, number);
        }

        uint[] decoded = new uint[numbers.Length];
        VarintColumn.Decode(new ByteReader(bytes.WrittenSpan, "column", 0), decoded);
        Assert.Equal(numbers, decoded);
        Assert.Throws<IndexFormatException>(() => VarintColumn.Decode(
            new ByteReader(bytes.WrittenSpan, "column", 0), new uint[numbers.Length + 1]));
        if (numbers.Length > 0)
        {
            Assert.Throws<IndexFormatException>(() => VarintColumn.Decode(
                new ByteReader(bytes.WrittenSpan, "column", 0), new uint[numbers.Length - 1]));
        }
    });

    // A list as long as fits, then bits: both, one after the other.
    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_set_of_sources_holds_each_that_counts_once(int pageCount)
    {
        Random random = new(pageCount);
        uint[] ids = [.. Enumerable.Range(0, pageCount).Select(id => (uint)id)];
        random.Shuffle(ids);
        SourceSet set = new(pageCount, (uint)pageCount);
        for (int round = 0; round < 300; round++)
        {
            SortedSet<uint> expected = [];
            for (int page = random.Next(6); page > 0; page--)
            {
                uint[] sources =
                    [.. Enumerable.Range(0, random.Next(90)).Select(_ => (uint)random.Next(pageCount)).Order()];
                if (!set.HasRoomInList(sources.Length))
                {
                    set.UseBits(ids);
                }

                uint[] gaps = [.. sources.Select((source, row) => row == 0 ? source : source - sources[row - 1])];
                uint[] values = [.. sources.Select(_ => (uint)random.Next(4))];
                uint[] others = [.. sources.Select(_ => (uint)random.Next(3))];
                byte[] counts = [1, 0, (byte)random.Next(2), 1];
                byte[] otherCounts = [0, 1, 1];
                int way = random.Next(3);
                switch (way)
                {
                    case 0:
                        set.AddAll(gaps, ids);
                        break;
                    case 1:
                        set.Add(gaps, values, counts, ids);
                        break;
                    default:
                        set.Add(gaps, values, counts, others, otherCounts, ids);
                        break;
                }

                expected.UnionWith(sources.Where((_, row) => way == 0
                    || (counts[values[row]] == 1 && (way == 1 || otherCounts[others[row]] == 1)))
                    .Select(source => ids[source]));
            }

            Assert.Equal(expected, set.Take(page => ids[page]));
        }
    }

    [Fact]
    public void What_was_used_last_is_kept_within_its_room()
    {
        RecentAnswers<string, object> answers = new(10_000);
        answers.Add("a", new(), 2000);
        answers.Add("b", new(), 2000);
        answers.Add("c", new(), 2000);
        Assert.NotNull(answers.Find("a"));
        answers.Add("d", new(), 4000);
        Assert.Null(answers.Find("b"));
        Assert.NotNull(answers.Find("a"));
        answers.Add("too long", new(), 20_000);
        Assert.Null(answers.Find("too long"));
        Assert.NotNull(answers.Find("d"));
        answers.Clear();
        Assert.Null(answers.Find("d"));
    }
}
