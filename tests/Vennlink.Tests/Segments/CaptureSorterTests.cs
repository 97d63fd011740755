using CsCheck;
using Vennlink.Segments.Reading;

namespace Vennlink.Tests.Segments;

public sealed class CaptureSorterTests
{
    // Lengths about the longest record that a sorter of 1 MiB takes whole (an eighth), and few different bytes, so that
    // many agree in all that it sees.
    private static readonly Gen<byte[]> SomeRecord = Gen.Select(
        Gen.Frequency((6, Gen.Int[0, 40]), (2, Gen.Int[(1 << 17) - 20, (1 << 17) + 20]),
            (1, Gen.Int[1 << 18, 1 << 19])),
        Gen.Byte[0, 1], Gen.Byte[0, 2],
        (length, fill, last) =>
        {
            byte[] record = new byte[length];
            record.AsSpan().Fill(fill);
            if (length > 0)
            {
                record[^1] = last;
            }

            return record;
        });

    [Fact]
    public void Records_of_any_length_come_back_in_byte_order() => SomeRecord.Array[0, 60].Sample(
        records =>
        {
            using TemporaryFolder folder = new();
            List<byte[]> sorted = [];
            using (CaptureSorter sorter = new(folder.Path, 1 << 20))
            {
                foreach (byte[] record in records)
                {
                    sorter.Add(record);
                }

                sorter.Drain(record => sorted.Add(record.ToArray()), CancellationToken.None);
            }

            Array.Sort(records, (one, other) => one.AsSpan().SequenceCompareTo(other));
            Assert.Equal(records.Length, sorted.Count);
            Assert.True(records.Zip(sorted).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));
            Assert.Empty(Directory.GetFiles(folder.Path));
        },
        iter: 60);
}
