using System.IO.Compression;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Lists;

namespace Vennlink.Tests.Archives;

public class LinkListReaderTests
{
    private readonly SkipCounts _skips = new();

    [Theory]
    [InlineData("source,target,anchor\nhttp://a.example/,http://b.example/,B\n")]
    [InlineData("SOURCE_URL\tTarget Site\tAnchor\r\nhttp://a.example/\thttp://b.example/\tB\r\n")]
    [InlineData("Target_URL;Source_Page;x;anchor_text\n\"http://b.example/\";http://a.example/;;B")]
    [InlineData("\uFEFFsource_page,target_url,anchor\n\n\"http://a.example/\",\"http://b.example/\",\"B\"")]
    [InlineData("sep=;\nsource;target;anchor\n http://a.example/ ;http://b.example/;B\n")]
    public void Separator_and_columns_are_told_from_the_header(string text)
    {
        string[] row = Assert.Single(Read(text));
        Assert.Equal(["http://a.example/", "http://b.example/", "B"], row[..3]);
        Assert.Equal(0, _skips[SkipReason.BadRow]);
    }

    [Theory]
    [InlineData("s,t\ncom.example,org.rival\nuk.co.shop.www,com.github.io\n", "example.com rival.org www.shop.co.uk io.github.com")]
    [InlineData("s\tt\ncom.example\thttps://rival.org/x\n", "example.com https://rival.org/x")]
    [InlineData("s,t\nexample.com,rival.org\n", "example.com rival.org")]
    [InlineData("s,t\nhttps://example.com/,https://rival.org/\n", "https://example.com/ https://rival.org/")]
    [InlineData("s,t,source,target\ncom.x,com.y,a.example,b.example\n", "a.example b.example")]
    public void Pairs_of_Common_Crawl_are_URLs_or_names_reversed_where_they_begin_so(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(text).SelectMany(row => row[..2])));

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_ends()
    {
        string[] row = Assert.Single(
            Read("source,target,anchor\nhttp://a.example/,http://b.example/,\"say \"\"hi\"\",\nthere\"\n"));
        Assert.Equal("say \"hi\",\nthere", row[2]);
    }

    [Fact]
    public void Broken_quotes_and_empty_cells_are_counted_and_reading_goes_on_at_the_next_line()
    {
        List<string[]> rows = Read("source,target\na,b\nc,\"d\"x\ne,f\ng,\n,h\ni\n\nk,\"l\nm,n\n");
        Assert.Equal(["a", "e", "m"], rows.Select(row => row[0]));
        Assert.Equal(5, _skips[SkipReason.BadRow]);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_swallow_the_file()
    {
        StringBuilder text = new("source,target\na,\"b\n");
        for (int row = 0; row < 300_000; row++)
        {
            text.Append("http://a.example/").Append(row).Append(",http://b.example/\n");
        }

        Assert.Equal(300_000, Read(text.ToString()).Count);
        Assert.Equal(1, _skips[SkipReason.BadRow]);
    }

    [Fact]
    public void Quotes_that_nobody_closes_in_tab_separated_text_are_text()
    {
        List<string[]> rows = Read("source\ttarget\tanchor\na\tb\t\"open\nc\td\t\"x\" y\n");
        Assert.Equal(["\"open", "\"x\" y"], rows.Select(row => row[2]));
    }

    /// <summary>What follows source and target in a row of five columns, and what is read of it.</summary>
    [Theory]
    [InlineData("\"5\" nail\",2024-01-05,x", "'5\" nail' 2024-01-05")]
    [InlineData("\"the \"best\" of \"all\"\",2024-01-05,\"\"", "'the \"best\" of \"all\"' 2024-01-05")]
    [InlineData("Hello, world; all,2024-01-05,", "'Hello, world; all' 2024-01-05")]
    [InlineData("say \"hi\", friend,2024-01-05,", "'say \"hi\", friend' 2024-01-05")]
    [InlineData("\"the \"best\"\",2024-01-05,one, two", "'the \"best\"' 2024-01-05")]
    [InlineData("Hello,world,2024-01-05,", null)]
    [InlineData("A,2024-01-05, 2024-01-06,", null)]
    [InlineData("\"a \"b\", c\",2024-01-05", null)]
    [InlineData("\"a \"\"b\"\" \"c\"\",2024-01-05,", null)]
    [InlineData("\"a \"b\"\",2024-01-05", null)]
    [InlineData("\"a \"b\" open,2024-01-05,", null)]
    public void Text_that_is_not_quoted_is_read_where_it_gives_as_many_cells_as_the_header(string cells, string? read)
    {
        string text = $"source,target,anchor,first_seen,note\nhttps://a.example/,https://b.example/,{cells}\n"
            + "https://a.example/,https://c.example/,C,2024-01-05,\n";
        string[] expected = read is null ? ["a.example/ > c.example/ 'C' 2024-01-05", "bad_row 1"]
            : [$"a.example/ > b.example/ {read}", "a.example/ > c.example/ 'C' 2024-01-05"];
        Assert.Equal(expected, ReadList.LinesOf(text));
        Assert.Equal(read is null ? 0 : 1, ReadList.InfoOf(text).Notes.Assumptions.Count(
            assumption => assumption.StartsWith("1 rows with quotes or commas", StringComparison.Ordinal)));
    }

    // A comma in a URL moves cells to the right, and the last one may be blank.
    [Fact]
    public void Blank_cells_behind_the_last_column_are_padding_where_most_rows_have_them()
    {
        string[] rows = ["https://a.example/,https://b.example/1,A", "https://a.example/,https://b.example/2,B"];
        string[] links = ["a.example/ > b.example/1 'A'", "a.example/ > b.example/2 'B'"];
        string moved = "https://a.example/,https://b.example/x,y,";
        Assert.Equal([.. links, "bad_row 1"], ReadList.LinesOf(
            $"source,target,anchor\n{rows[0]}\n{moved}\n{rows[1]}\n"));
        Assert.Equal([.. links, "bad_row 1"], ReadList.LinesOf(
            $"source,target,anchor\n{rows[0]},\n{moved},\n{rows[1]},\n"));
    }

    [Fact]
    public void A_header_with_more_columns_may_follow() => Assert.Equal(
        ["a.example/ > b.example/1", "a.example/ > b.example/2 'B'"], ReadList.LinesOf(
            "source,target\nhttps://a.example/,https://b.example/1\nsource,target,anchor\n"
            + "https://a.example/,https://b.example/2,B\n"));

    [Fact]
    public void Titles_are_anchors_in_a_blogroll_network_alone()
    {
        Assert.Equal(["a.example/ > b.example/ 'B'"], ReadList.LinesOf(
            "source_page,source_title,target_site,target_feed,target_title\nhttps://a.example/,A,https://b.example/,,B\n"));
        Assert.Equal(["a.example/ > b.example/"], ReadList.LinesOf(
            "source_page,source_title,target_site,target_title\nhttps://a.example/,A,https://b.example/,B\n"));
    }

    [Fact]
    public void An_apostrophe_before_a_url_is_a_spreadsheets() => Assert.Equal(
        ["a.example/ > b.example/ ''C'"],
        ReadList.LinesOf("source,target,anchor\n'https://a.example/,'b.example,'C\n"));

    [Fact]
    public void Offsets_are_those_of_the_rows_in_the_decompressed_file()
    {
        const string Text = "source,target,anchor\nå,b,\"1\n2\"\nc,d,\n";
        Assert.Equal([21, 32], ReadOffsets(Encoding.UTF8.GetBytes(Text)));
        Assert.Equal([44, 64], ReadOffsets([0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)]));
        Assert.Equal([21, 32], ReadOffsets(Gzip(Encoding.UTF8.GetBytes(Text))));
    }

    [Theory]
    [InlineData("2020-03-01", 1583020800)]
    [InlineData("2020-03-01T00:00:00Z", 1583020800)]
    [InlineData("2020-03-01 01:00:00.250+01:00", 1583020800)]
    [InlineData("20200301000000", 1583020800)]
    [InlineData("1583020800", 1583020800)]
    [InlineData("1583020800999", 1583020800)]
    [InlineData("", null)]
    [InlineData("yesterday", null)]
    public void Dates_come_in_many_forms(string date, int? seconds)
    {
        using LinkListReader reader =
            LinkListReader.Open(new MemoryStream(Encoding.UTF8.GetBytes($"source,target,first_seen\na,b,{date}\n")),
                "links.csv", LinkListOptions.None, _skips);
        LinkListRow row = new();
        Assert.True(reader.TryRead(row));
        Assert.Equal(seconds, row.FirstSeenSeconds);
        Assert.Equal(date == "yesterday" ? 1 : 0, _skips[SkipReason.BadDate]);
    }

    [Fact]
    public void Given_columns_stand_for_missing_names()
    {
        string[] row = Assert.Single(Read("From,To,Text\na,b,c\n", new LinkListColumns("from", "to", "text")));
        Assert.Equal(["a", "b", "c"], row[..3]);
    }

    [Fact]
    public void A_missing_column_names_those_there_are()
    {
        InputException unknown = Assert.Throws<InputException>(() => Read("Von,Nach\na,b\n"));
        Assert.Contains("Von, Nach", unknown.Message, StringComparison.Ordinal);
        InputException misnamed = Assert.Throws<InputException>(() =>
            Read("From,To\na,b\n", new LinkListColumns("From", "Tu")));
        Assert.Contains("no column named Tu", misnamed.Message, StringComparison.Ordinal);
        Assert.Contains("From, To", misnamed.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Read(""));
    }

    [Theory]
    [InlineData("graphs/blogroll-edges.csv.gz", 11217, 5080)]
    [InlineData("graphs/awesome-edges.csv.gz", 185057, 0)]
    public void Real_lists_give_the_rows_that_a_plain_split_gives(string path, int rowCount, int emptyTargetCount)
    {
        byte[] file = File.ReadAllBytes(SharedData.Require(path));
        using StreamReader plain = new(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
        bool isBlogroll = path.Contains("blogroll", StringComparison.Ordinal);
        int targetColumn = isBlogroll ? 2 : 1;
        List<string[]> expected = NaiveCsv.Parse(plain.ReadToEnd()).Skip(1)
            .Where(cells => cells[targetColumn].Trim().Length > 0).ToList();
        using LinkListReader reader = LinkListReader.Open(new MemoryStream(file), "links.csv", LinkListOptions.None, _skips);
        LinkListRow row = new();
        int count = 0;
        while (reader.TryRead(row))
        {
            string[] cells = expected[count++];
            Assert.Equal(cells[0].Trim(), Encoding.UTF8.GetString(row.Source.Span));
            Assert.Equal(cells[targetColumn].Trim(), Encoding.UTF8.GetString(row.Target.Span));
        }

        Assert.Equal(expected.Count, count);
        Assert.Equal(rowCount, count);
        Assert.Equal(emptyTargetCount, _skips[SkipReason.BadRow]);
    }

    // Few letters on purpose: quotes, separators and line ends are the interesting ones.
    private static readonly Gen<string> Cells =
        OneOf("a", "b", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", " ", "é", "x\u0001", "日本")
        .Array[0, 6].Select(string.Concat);

    [Fact]
    public void Any_table_comes_back_with_the_offsets_of_its_rows() =>
        Gen.Select(Gen.Select(Cells, Cells, Cells).Array[0, 30], OneOf(",", "\t", ";"), OneOf("\n", "\r\n"), Gen.Bool,
            Gen.Bool, Gen.Bool)
            .Sample((cells, separator, lineEnd, isUtf16, isGzip, quotesAll) =>
            {
                StringBuilder text = new($"source{separator}anchor{separator}target{lineEnd}");
                Encoding encoding = isUtf16 ? Encoding.Unicode : Encoding.UTF8;
                byte[] mark = isUtf16 ? [0xff, 0xfe] : [];
                List<(string Source, string Anchor, string Target, long Offset)> expected = [];
                foreach ((string source, string anchor, string target) in cells)
                {
                    if (Trim(source).Length > 0 && Trim(target).Length > 0)
                    {
                        expected.Add(
                            (Trim(source), anchor, Trim(target), mark.Length + encoding.GetByteCount(text.ToString())));
                    }

                    text.AppendJoin(separator, Quote(source), Quote(anchor), Quote(target)).Append(lineEnd);
                }

                byte[] file = [.. mark, .. encoding.GetBytes(text.ToString())];
                SkipCounts skips = new();
                using LinkListReader reader =
                    LinkListReader.Open(new MemoryStream(isGzip ? Gzip(file) : file), "links.csv", LinkListOptions.None, skips);
                LinkListRow row = new();
                List<(string Source, string Anchor, string Target, long Offset)> read = [];
                while (reader.TryRead(row))
                {
                    read.Add((Utf8(row.Source), Utf8(row.Anchor), Utf8(row.Target), row.OffsetBytes));
                }

                Assert.Equal(expected, read);
                Assert.Equal(
                    cells.Count(row => !IsBlank(row)) - expected.Count, skips[SkipReason.BadRow]);

                string Quote(string cell) => quotesAll || cell.AsSpan().IndexOfAny($"\"\r\n{separator}") >= 0
                    ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
                    : cell;
            });

    private static bool IsBlank((string Source, string Anchor, string Target) row) =>
        Trim(row.Source + row.Anchor + row.Target).Length == 0;

    private static Gen<string> OneOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Trim(string cell) => cell.Trim(' ', '\t', '\r', '\n');

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static byte[] Gzip(byte[] bytes)
    {
        MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return file.ToArray();
    }

    private List<string[]> Read(string text, LinkListColumns? columns = null)
    {
        using LinkListReader reader =
            LinkListReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "links.csv", new LinkListOptions { Columns = columns }, _skips);
        LinkListRow row = new();
        List<string[]> rows = [];
        while (reader.TryRead(row))
        {
            rows.Add(
                [.. new[] { row.Source, row.Target, row.Anchor, row.Title }.Select(cell =>
                    Encoding.UTF8.GetString(cell.Span))]);
        }

        return rows;
    }

    private long[] ReadOffsets(byte[] file)
    {
        using LinkListReader reader = LinkListReader.Open(new MemoryStream(file), "links.csv", LinkListOptions.None, _skips);
        LinkListRow row = new();
        List<long> offsets = [];
        while (reader.TryRead(row))
        {
            offsets.Add(row.OffsetBytes);
        }

        return [.. offsets];
    }
}
