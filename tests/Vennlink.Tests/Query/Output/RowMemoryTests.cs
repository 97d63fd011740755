using System.Globalization;
using Vennlink.Query.Output;

namespace Vennlink.Tests.Query.Output;

/// <summary>What forms of rows hold while they are written. Alone, since the heap is that of the process.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class RowMemoryTests
{
    private const string Alone = "memory of rows";

    private static readonly RowTable Table = new("rows",
    [
        new("page"), new("title"), new("n", ColumnKind.Number), new("rank", ColumnKind.Real),
        new("is", ColumnKind.Truth), new("seen", ColumnKind.Time),
    ]);

    [Theory]
    [InlineData(RowForm.Csv)]
    [InlineData(RowForm.JsonLines)]
    [InlineData(RowForm.Xlsx)]
    [InlineData(RowForm.Parquet)]
    public void A_million_rows_are_written_without_holding_them(RowForm form)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        CountingStream sink = new();
        RowOutput output = RowOutput.Create(sink, form, Table);
        byte[] text = "www.example.com/a/path/of/some/length/0000000"u8.ToArray();
        long most = 0;
        for (int row = 0; row < 1_000_000; row++)
        {
            _ = row.TryFormat(text.AsSpan(^7..), out _, "0000000", CultureInfo.InvariantCulture);
            output.Text(text);
            output.Text("A title as pages have them"u8);
            output.Number(row);
            output.Real(row);
            output.Truth(row % 3 == 0);
            output.Time(1_700_000_000 + row);
            output.EndRow();
            if (row % 100_000 == 99_999)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        output.End();
        Assert.True(sink.Count > 1_000_000, $"{sink.Count} bytes");

        // The texts alone are 70 MB.
        Assert.True(most - before < 24 << 20, $"{form} held {(most - before) >> 10} KiB");
        GC.KeepAlive(output);
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Count { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer) => Count += buffer.Length;

        public override void Write(byte[] buffer, int offset, int count) => Count += count;
    }
}
