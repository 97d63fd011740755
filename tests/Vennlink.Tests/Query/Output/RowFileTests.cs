using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Vennlink.Query.Output;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Query.Output;

/// <summary>Rows as workbooks and Parquet, read back by our readers and by those of others.</summary>
public sealed class RowFileTests : IDisposable
{
    private static readonly RowTable Table = new("rows",
    [
        new("source"), new("target"), new("n", ColumnKind.Number), new("rank", ColumnKind.Real),
        new("is", ColumnKind.Truth), new("seen", ColumnKind.Time),
    ])
    {
        Citation = new Citation("""{"to":["a.example"],"x":"é <&>"}""", "20260101T000000-abc", "1.2.3"),
    };

    // Texts that are hard to keep: formulas, markup, quotes, escapes of workbooks, what XML has no place for.
    private static readonly string[] Texts =
    [
        "", "plain", "=1+1", "+1", "@x", "a\tb", "two\nlines", "<b>&amp;\"'", "é 漢字 😀", "_x0041_", "_x000D_ _xzzzz_",
        "null", "0", "true",
    ];

    private static readonly Gen<Row> AnyRow = Gen.Select(
        Gen.Int[0, Texts.Length - 1], Gen.Int[0, 40], Gen.Long.Nullable(), Gen.Single[-1e6f, 1e6f], Gen.Bool.Nullable(),
        Gen.Long[-3_000_000_000, 40_000_000_000].Nullable(),
        (text, repeats, number, real, truth, seen) =>
            new Row(string.Concat(Enumerable.Repeat(Texts[text], repeats)), number, real, truth, seen));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parquet_reads_back_as_it_was_written() => AnyRow.Array[0, 400].Sample(
        rows =>
        {
            ReadTable read = ReadTable.Of(Write(RowForm.Parquet, rows));
            Assert.Equal(["source", "target", "n", "rank", "is", "seen"], read.Rows[0]);
            Assert.Equal(rows.Select(row => string.Join('|', CellsOf(row))),
                read.Rows.Skip(1).Select(row => string.Join('|', row)));
        },
        iter: 200);

    [Fact]
    public void A_workbook_reads_back_as_it_was_written() => AnyRow.Array[0, 60].Sample(
        rows =>
        {
            // Numbers of a workbook are doubles, and its dates begin in 1900.
            rows = [.. rows.Select(row => row with
            {
                Number = row.Number % (1L << 50),
                Seen = row.Seen < -2_000_000_000 ? null : row.Seen,
            })];
            ReadTable read = ReadTable.Of(Write(RowForm.Xlsx, rows));
            Assert.Equal("xlsx, sheet `rows` (not read: `about`)", read.Form);
            Assert.Equal(rows.Select(row => string.Join('|', CellsOf(row)).TrimEnd('|')).Where(line => line.Length > 0),
                read.Lined.Skip(1).Select(line => line.TrimEnd('|')));
        },
        iter: 100);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(1000, 0)]
    [InlineData(1000, 60_000)]
    [InlineData(1_000_000, 60_000)]
    public void Texts_that_repeat_are_read_back_whether_they_are_numbered_or_not(int distinct, int from)
    {
        // Some pages a group: from some row on each text is another, so that numbers no longer pay.
        const int RowCount = 150_000;
        string Text(int row) => row % 7 == 3 ? "" : row < from || from == 0 ? $"https://example.com/page/{row % distinct}"
            : $"https://example.com/{row}/{row * 7919L}";
        byte[] file = Write(RowForm.Parquet, Enumerable.Range(0, RowCount).Select(row => new Row(Text(row), null, 0, null, null)));
        ReadTable read = ReadTable.Of(file);
        Assert.Equal(RowCount + 1, read.Rows.Length);
        Assert.True(Enumerable.Range(0, RowCount).All(row => read.Rows[row + 1][0] == Text(row)));
        if (from == 0)
        {
            // Bits a row and column, and no more.
            Assert.InRange(file.Length, 0, 3 * RowCount);
        }
    }

    [Fact]
    public void Numbers_of_double_precision_stay_as_they_are()
    {
        double[] values = [0, -1.5, 1.0 / 3, 1e300, 5e-324, Math.PI];
        RowTable table = new("rows", [.. RowColumn.Precise("source"), .. RowColumn.Texts("target")]);
        foreach (RowForm form in new[] { RowForm.Parquet, RowForm.Csv, RowForm.JsonLines })
        {
            using MemoryStream bytes = new();
            RowOutput output = RowOutput.Create(bytes, form, table);
            foreach (double value in values)
            {
                output.Precise(value);
                output.Text("x");
                output.EndRow();
            }

            output.End();
            Assert.Equal(values, ReadTable.Of(bytes.ToArray()).Rows.Skip(1)
                .Select(row => double.Parse(row[0], CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void Row_groups_follow_one_another()
    {
        const int RowCount = 300_000;
        byte[] file = Write(RowForm.Parquet, Enumerable.Range(0, RowCount).Select(
            number => new Row($"row {number}", number, 0, null, null)));
        ReadTable read = ReadTable.Of(file);
        Assert.Equal("Parquet, 3 row groups", read.Form);
        Assert.Equal(RowCount + 1, read.Rows.Length);
        Assert.Equal(["row 299999", "row 299999", "299999", "0", "", ""], read.Rows[RowCount]);
    }

    [Fact]
    public void Ill_formed_text_columns_of_one_name_and_no_rows_are_files_too()
    {
        RowTable twins = new("rows", [new("source"), new("source"), new("target")]);
        foreach (RowForm form in new[] { RowForm.Parquet, RowForm.Xlsx })
        {
            using MemoryStream bytes = new();
            RowOutput output = RowOutput.Create(bytes, form, twins);
            output.Text([0xff, (byte)'a', 0xe2, 0x82]);
            output.Text("\0\u001f\ufffe\uffff"u8);
            output.Unknown();
            output.EndRow();
            output.End();
            ReadTable read = ReadTable.Of(bytes.ToArray());
            string clean = form == RowForm.Xlsx ? "\ufffd\ufffd\ufffd\ufffd" : "\0\u001f\ufffe\uffff";
            Assert.Equal($"\ufffda\ufffd|{clean}", read.Lined[1].TrimEnd('|'));
            Assert.Single(ReadTable.Of(Write(form, [])).Rows);
        }

        using MemoryStream named = new();
        RowOutput.Create(named, RowForm.Parquet, twins).End();
        Assert.Equal("source|source (2)|target", ReadTable.Of(named.ToArray()).Lined[0]);
    }

    [Fact]
    public void Rows_that_a_sheet_has_no_room_for_stand_in_another_with_headings()
    {
        string file = _folder.File("sheets.xlsx");
        using (FileStream stream = File.Create(file))
        {
            WorkbookRows output = new(stream, Table, maxRows: 101);
            foreach (int number in Enumerable.Range(1, 250))
            {
                Put(output, new Row("a", number, 0, null, null));
            }

            output.End();
        }

        JsonNode sheets = PythonReader.Run("openpyxl",
            """
            import json, openpyxl, sys
            book = openpyxl.load_workbook(sys.argv[1], read_only=True)
            print(json.dumps({sheet.title: [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                              for sheet in book}))
            """, file);
        Assert.Equal(["rows", "rows 2", "rows 3", "about"], sheets.AsObject().Select(sheet => sheet.Key));
        string[] numbers = [.. new[] { "rows", "rows 2", "rows 3" }.SelectMany(
            sheet => sheets[sheet]!.AsArray().Skip(1).Select(row => (string)row![2]!))];
        Assert.Equal(Enumerable.Range(1, 250).Select(number => number.ToString(CultureInfo.InvariantCulture)), numbers);
        Assert.All(new[] { "rows", "rows 2", "rows 3" }, sheet => Assert.Equal(
            "source", (string)sheets[sheet]![0]![0]!));
        Assert.Equal(
            ["question", Table.Citation!.Question, "snapshot", "20260101T000000-abc", "version", "1.2.3", "rows", "250",
                "sheets of rows", "3"],
            sheets["about"]!.AsArray().SelectMany(row => row!.AsArray()).Select(cell => (string)cell!));
    }

    [Fact]
    public void Openpyxl_reads_every_text_number_and_date_of_a_workbook()
    {
        string file = _folder.File("hard.xlsx");
        Row[] rows = [.. Texts.Select((text, index) => new Row(text, index, index / 4f, index % 2 == 0, 1_700_000_000))];
        File.WriteAllBytes(file, Write(RowForm.Xlsx, rows));
        JsonNode read = PythonReader.Run("openpyxl",
            """
            import json, openpyxl, sys
            from openpyxl.utils.escape import unescape
            rows = list(openpyxl.load_workbook(sys.argv[1])["rows"].iter_rows())[1:]
            print(json.dumps([[unescape(row[0].value or ""), row[0].data_type, row[2].value, row[3].value, row[4].value,
                               row[5].value.isoformat()] for row in rows]))
            """, file);
        for (int index = 0; index < rows.Length; index++)
        {
            JsonArray cells = read[index]!.AsArray();
            Assert.Equal(rows[index].Text, (string)cells[0]!);
            Assert.NotEqual("f", (string)cells[1]!);
            Assert.Equal((index, index / 4f, index % 2 == 0, "2023-11-14T22:13:20"),
                ((int)cells[2]!, (float)cells[3]!, (bool)cells[4]!, (string)cells[5]!));
        }
    }

    [Fact]
    public void Pyarrow_reads_kinds_values_and_what_a_file_is_of()
    {
        string file = _folder.File("hard.parquet");
        Row[] rows = [.. Texts.Select((text, index) => new Row(text, index, index / 4f, index % 2 == 0, 1_700_000_000)),
            new Row("last", null, 1, null, null)];
        File.WriteAllBytes(file, Write(RowForm.Parquet, rows));
        JsonNode read = PythonReader.Run("pyarrow",
            """
            import json, sys, pyarrow.parquet as parquet
            file = parquet.ParquetFile(sys.argv[1], page_checksum_verification=True)
            table = file.read()
            print(json.dumps({"types": [str(field.type) for field in table.schema],
                "meta": {key.decode(): value.decode() for key, value in file.metadata.metadata.items()},
                "rows": [[str(cell) for cell in row.values()] for row in table.to_pylist()]}))
            """, file);
        Assert.Equal(["string", "string", "int64", "float", "bool", "timestamp[us, tz=UTC]"],
            read["types"]!.AsArray().Select(type => (string)type!));
        Assert.Equal("20260101T000000-abc", (string)read["meta"]!["vennlink.snapshot"]!);
        Assert.Equal(Table.Citation!.Question, (string)read["meta"]!["vennlink.question"]!);
        Assert.Equal(rows.Select(row => row.Text), read["rows"]!.AsArray().Select(row => (string)row![0]!));
    }

    private static byte[] Write(RowForm form, IEnumerable<Row> rows)
    {
        using MemoryStream bytes = new();
        RowOutput output = RowOutput.Create(bytes, form, Table);
        foreach (Row row in rows)
        {
            Put(output, row);
        }

        output.End();
        return bytes.ToArray();
    }

    private static void Put(RowOutput output, Row row)
    {
        output.Text(row.Text);
        output.Text(Encoding.UTF8.GetBytes(row.Text));
        output.Number(row.Number);
        output.Real(row.Real);
        if (row.Truth is { } truth)
        {
            output.Truth(truth);
        }
        else
        {
            output.Unknown();
        }

        output.Time(row.Seen);
        output.EndRow();
    }

    private static string[] CellsOf(Row row) =>
    [
        row.Text, row.Text, row.Number?.ToString(CultureInfo.InvariantCulture) ?? "",
        row.Real.ToString(CultureInfo.InvariantCulture), row.Truth switch { true => "true", false => "false", _ => "" },
        row.Seen is { } seen ? DateTimeOffset.FromUnixTimeSeconds(seen).ToString(
            seen % (24 * 60 * 60) == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "",
    ];

    private sealed record Row(string Text, long? Number, float Real, bool? Truth, long? Seen);
}
