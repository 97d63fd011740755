using CsCheck;
using Vennlink.Storage.Sorting;

namespace Vennlink.Tests.Storage;

public sealed class RunFileTests
{
    // Few bytes, zeros among them, and lengths that grow by leaps: records share beginnings while the writer's room for
    // the one before grows.
    private static readonly Gen<byte[][]> Records = Gen.Select(Gen.Byte[0, 2].Array[0, 6], Gen.Int[0, 300]).Select(
        (start, length) => (byte[])[.. start, .. new byte[length]]).Array[0, 40];

    [Fact]
    public void Records_are_read_as_they_were_written_in_any_order() =>
        Gen.Select(Records, Gen.Int[1, 1000]).Sample((records, blockBytes) =>
    {
        using TemporaryFolder folder = new();
        RunFile run;
        using (RunWriter writer = new(folder.File("records.run"), blockBytes))
        {
            foreach (byte[] record in records)
            {
                writer.Add(record);
            }

            run = writer.Complete();
        }

        using RunReader reader = new(run);
        foreach (byte[] record in records)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(record, reader.Current.ToArray());
        }

        Assert.False(reader.MoveNext());
    });
}
