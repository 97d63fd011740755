using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Lists;

namespace Vennlink.Tests.Archives;

/// <summary>Workbooks: what stands in their cells, however the standard lets it be written.</summary>
public sealed class XlsxTableTests
{
    private static readonly string[] Header = ["source", "target"];

    [Fact]
    public void Cells_of_every_kind_are_read()
    {
        TestWorkbook book = new()
        {
            Shared = { "<si><t>https://a.example/</t></si>",
                "<si><r><t>Best </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">tools &amp; more</t></r><rPh sb=\"0\" eb=\"1\"><t>hint</t></rPh></si>",
                "<si><t>a_x000D_b_x005F_x0041_</t></si>" },
            Styles = """
                <numFmts><numFmt numFmtId="164" formatCode="[$-409]d\-mmm\-yy;@"/><numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/></numFmts>
                <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
                <cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>
                """,
        };
        book.Sheet("Links", TestWorkbook.Rows(Header) + """
            <row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c>
            <c r="E3" t="b"><v>1</v></c><c r="F3" t="b"><v>0</v></c><c r="G3" t="str"><f>A1&amp;B1</f><v>made</v></c>
            <c r="H3" s="1"><v>45296.5453125</v></c><c r="I3" s="2"><v>45296</v></c><c r="J3" s="3"><v>45296</v></c>
            <c r="K3"><v>1.7E+9</v></c><c r="L3"><v>7.5</v></c><c r="M3" t="e"><v>#N/A</v></c><c r="N3"/>
            <c r="O3" t="d"><v>2024-01-05</v></c><c r="P3" s="1"><v>59</v></c><c r="Q3" s="1"><v>61</v></c></row>
            """);
        ReadTable table = ReadTable.Of(book.ToBytes());
        Assert.Equal("xlsx, sheet `Links`", table.Form);
        Assert.Equal(
            ["https://a.example/", "", "Best tools & more", "a\rb_x0041_", "true", "false", "made",
                "2024-01-05 13:05:15", "2024-01-05", "45296", "1700000000", "7.5", "#N/A", "", "2024-01-05",
                "1900-02-28", "1900-03-01"],
            table.Rows[1]);
        Assert.Equal(3, table.Offsets[1]);
    }

    [Fact]
    public void Days_may_count_from_1904()
    {
        TestWorkbook book = new() { Is1904 = true, Styles = """<cellXfs><xf numFmtId="14"/></cellXfs>""" };
        book.Sheet("L", TestWorkbook.Rows(Header) + """<row><c s="0"><v>43834</v></c><c s="0"><v>3000000</v></c></row>""");
        Assert.Equal("2024-01-05|3000000", ReadTable.Of(book.ToBytes()).Lined[1]);
    }

    [Fact]
    public void The_first_sheet_with_a_header_is_read_and_the_others_are_named()
    {
        TestWorkbook book = new TestWorkbook()
            .Sheet("Summary", TestWorkbook.Rows(["total", "2"]))
            .Sheet("Old", TestWorkbook.Rows(Header, ["o", "p"]), "hidden")
            .Sheet("New", TestWorkbook.Rows(["Backlinks of x.example"], Header, ["a", "b"]));
        ReadTable table = ReadTable.Of(book.ToBytes());
        Assert.Equal("xlsx, sheet `New` (not read: `Summary`, `Old`)", table.Form);
        Assert.Equal(["source|target", "a|b"], table.Lined);

        ReadTable hidden = ReadTable.Of(new TestWorkbook()
            .Sheet("Old", TestWorkbook.Rows(Header, ["o", "p"]), "veryHidden").ToBytes());
        Assert.Equal("xlsx, hidden sheet `Old`", hidden.Form);
    }

    [Fact]
    public void A_cell_that_shows_a_text_names_the_page_it_links_to()
    {
        TestWorkbook book = new();
        book.Sheet("L", TestWorkbook.Rows(Header, ["Best tools", "https://rival.example/"])
            + """<row><c t="str"><f>HYPERLINK("https://f.example/","here")</f><v>here</v></c><c t="inlineStr"><is><t>https://rival.example/</t></is></c></row>""",
            "visible", ("A2:A2", "https://blog.example/?a=1&b=2"), ("B2", "https://not.example/"));
        using LinkListReader list = LinkListReader.Open(
            new MemoryStream(book.ToBytes()), "links.xlsx", LinkListOptions.None, new());
        LinkListRow row = new();
        Assert.True(list.TryRead(row));
        Assert.Equal("https://blog.example/?a=1&b=2", Encoding.UTF8.GetString(row.Source.Span));
        Assert.Equal("https://rival.example/", Encoding.UTF8.GetString(row.Target.Span));
        Assert.True(list.TryRead(row));
        Assert.Equal("https://f.example/", Encoding.UTF8.GetString(row.Source.Span));
    }

    [Fact]
    public void Rows_of_a_random_grid_come_back()
    {
        Gen<string[][]> grids = Gen.String[Gen.Char[" aé<&\"_x0041_\n\u0001日"], 0, 8].Array[1, 6].Array[0, 8];
        grids.Sample(grid =>
        {
            TestWorkbook book = new();
            string rows = TestWorkbook.Rows(Header);
            foreach (string[] cells in grid)
            {
                rows += "<row>" + string.Concat(cells.Select((cell, index) => (index % 3) switch
                {
                    0 => TestWorkbook.Inline(Escape(cell)),
                    1 => Share(cell),
                    _ => $"""<c t="str"><v xml:space="preserve">{TestWorkbook.Text(Escape(cell))}</v></c>""",
                })) + "</row>";
            }

            book.Sheet("L", rows);
            string[][] expected = [.. grid.Where(cells => cells.Any(cell => cell.Trim(' ', '\t', '\r', '\n').Length > 0))];
            Assert.Equal(expected, ReadTable.Of(book.ToBytes()).Rows[1..]);

            string Share(string cell)
            {
                book.Shared.Add($"""<si><t xml:space="preserve">{TestWorkbook.Text(Escape(cell))}</t></si>""");
                return $"""<c t="s"><v>{book.Shared.Count - 1}</v></c>""";
            }
        }, iter: 200);

        static string Escape(string cell) =>
            cell.Replace("_x", "_x005F_x", StringComparison.Ordinal).Replace("\u0001", "_x0001_", StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_workbook_is_an_error_that_says_where()
    {
        byte[] file = new TestWorkbook().Sheet("L", TestWorkbook.Rows(Header, ["a", "b"]) + "<row><c></row>").ToBytes();
        InputException problem = Assert.Throws<InputException>(() => ReadTable.Of(file));
        Assert.Contains("row 3", problem.Message, StringComparison.Ordinal);
        Assert.Contains("the workbook cannot be read", problem.Message, StringComparison.Ordinal);

        Gen.Int[0, file.Length - 1].Array[0, 4].Sample(places =>
        {
            byte[] mutated = (byte[])file.Clone();
            Array.ForEach(places, place => mutated[place] ^= 0x55);
            ReadOrRefuse(mutated);
            ReadOrRefuse(mutated[..places.FirstOrDefault(file.Length)]);
        }, iter: 300);
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("text")]
    [InlineData("depth")]
    [InlineData("names")]
    [InlineData("columns")]
    public void Work_and_memory_grow_no_faster_than_hostile_bytes(string shape)
    {
        Growth.AssertLinear(Bytes(20_000), Bytes(40_000), $"{shape}: bytes allocated", flat: 1_000_000);

        long Bytes(int count)
        {
            byte[] file = new TestWorkbook().Sheet("L", TestWorkbook.Rows(Header) + Shape(shape, count)).ToBytes();
            return Growth.Allocated(() => ReadOrRefuse(file));
        }
    }

    private static string Shape(string shape, int count) => shape switch
    {
        "tag" => $"<row><c t=\"{new string('a', count * 100)}\"/></row>",
        "text" => $"<row><c t=\"str\"><v>{string.Concat(Enumerable.Repeat("_x0041_", count * 10))}</v></c></row>",
        "depth" => string.Concat(Enumerable.Repeat("<a>", count)),
        "names" => string.Concat(Enumerable.Range(0, count).Select(index => $"<n{index}/>")),
        _ => string.Concat(Enumerable.Repeat("<row><c r=\"XFD1\" t=\"str\"><v>x</v></c></row>", count / 100)),
    };

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
}
