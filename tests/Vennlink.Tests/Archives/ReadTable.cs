using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Tables;

namespace Vennlink.Tests.Archives;

/// <summary>A table read whole.</summary>
internal sealed record ReadTable(string Form, string[][] Rows, long[] Offsets, long[] Lines, SkipCounts Skips,
    bool HasBareQuotes)
{
    private static readonly string[] Names = ["source", "target"];

    /// <summary>Reads a file; a row with both names in it is a header.</summary>
    public static ReadTable Of(byte[] file) => Of(new MemoryStream(file));

    public static ReadTable Of(Stream file)
    {
        SkipCounts skips = new();
        using ITable table = TableFile.Open(file, "links", IsHeader, skips);
        TableRow row = new();
        var rows = new List<string[]>();
        var offsets = new List<long>();
        var lines = new List<long>();
        bool hasBareQuotes = false;
        while (table.TryReadRow(row))
        {
            rows.Add(Cells(row));
            offsets.Add(row.OffsetBytes);
            lines.Add(row.LineNumber);
            hasBareQuotes |= row.HasBareQuotes;
        }

        return new ReadTable(
            string.Join(", ", [table.Notes.TakenFor, .. table.Notes.Assumptions]), [.. rows], [.. offsets], [.. lines],
            skips, hasBareQuotes);
    }

    /// <summary>As <see cref="Of(byte[])"/>, of text.</summary>
    public static ReadTable Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The rows, cells between bars.</summary>
    public string[] Lined => [.. Rows.Select(row => string.Join('|', row))];

    private static bool IsHeader(TableRow row) => Names.All(name => Cells(row).Contains(name));

    private static string[] Cells(TableRow row) =>
        [.. Enumerable.Range(0, row.Count).Select(index => Encoding.UTF8.GetString(row[index].Span))];
}
