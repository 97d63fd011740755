using System.Text;
using CsCheck;
using Vennlink.Archives;

namespace Vennlink.Tests.Archives;

/// <summary>Separated values as programs write them: line ends, marks, separators, quotes and encodings.</summary>
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("source,target\ra,b\rc,d\r", "a|b", "c|d")]
    [InlineData("source,target\na,b\rc,d\r\ne,f", "a|b", "c|d", "e|f")]
    [InlineData("source,target\r\r\na,b\r\r\nc,d", "a|b", "c|d")]
    [InlineData("source,target\r\n\"a\r\nb\",\"c\rd\"\r\ne,f\r\n", "a\r\nb|c\rd", "e|f")]
    [InlineData("\uFEFF\uFEFFsource,target\na,b\n\uFEFF\"c\",d\n", "a|b", "c|d")]
    [InlineData("sep=;\nsource;target;a,b\na;b;c\n", "a|b|c")]
    [InlineData("\uFEFFSEP=;\r\nsource;target\r\na;b,c\r\n", "a|b,c")]
    [InlineData("\"sep=;\"\r\nsource;target\r\na;b\r\n", "a|b")]
    [InlineData("sep=^\nsource^target\na^b\n", "a|b")]
    [InlineData("source|target\na|b,c\n", "a|b,c")]
    [InlineData("# by a tool, on a day\n% and more\nsource,target\na,b\n", "a|b")]
    [InlineData("Links of x\nhttp://x.example\n\nOn 5 Jan\nsource,target\na,b\n", "a|b")]
    [InlineData("\"source\", \"target\"\n\"a\", \"b, c\" \n \"d\" ,e\n", "a|b, c", "d|e")]
    [InlineData("'source','target'\n'a','b, ''c'''\n", "a|b, 'c'")]
    [InlineData("\"so\nurce\",x\nsource,\"tar\nget\",target\na,b,c\n", "a|b|c")]
    [InlineData("source\ttarget\na\t5\" nail\nb\t\"start only\n", "a|5\" nail", "b|\"start only")]
    [InlineData("source,target\na,\"b\"\n\n,\n \t\nc,d", "a|b", "|", " \t", "c|d")]
    public void Rows_are_those_that_a_person_sees(string text, params string[] rows)
    {
        ReadTable table = ReadTable.Of(text);
        Assert.Equal(rows.Where(row => row.Trim().Length > 0), table.Lined[1..]);
        Assert.Equal(0, table.Skips[SkipReason.BadRow]);
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_counted_alone()
    {
        ReadTable table = ReadTable.Of("source,target\na,\"never closed\nb,c\nd,\"e\" f\ng,\"h\"\n");
        Assert.Equal(["b|c", "g|h"], table.Lined[1..]);
        Assert.Equal(2, table.Skips[SkipReason.BadRow]);
    }

    [Theory]
    [InlineData("utf-16", true, "CSV, UTF-16LE, semicolon")]
    [InlineData("utf-16", false, "CSV, UTF-16LE, semicolon")]
    [InlineData("utf-16BE", true, "CSV, UTF-16BE, semicolon")]
    [InlineData("utf-16BE", false, "CSV, UTF-16BE, semicolon")]
    [InlineData("utf-8", true, "CSV, UTF-8, semicolon")]
    public void Encodings_are_told_and_offsets_count_bytes_of_the_file(string name, bool isMarked, string form)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] mark = isMarked ? encoding.GetPreamble() : [];
        string text = "source;target\r\nhttps://a.example/é😀;b\r\nc;d\r\n";
        ReadTable table = ReadTable.Of([.. mark, .. encoding.GetBytes(text)]);
        Assert.Equal(form, table.Form);
        Assert.Equal(["https://a.example/é😀|b", "c|d"], table.Lined[1..]);
        Assert.Equal(mark.Length + encoding.GetByteCount(text[..text.IndexOf('c', 40)]), table.Offsets[2]);
        Assert.Equal([1, 2, 3], table.Lines);
    }

    [Fact]
    public void What_is_no_utf8_is_taken_for_windows_1252_and_said()
    {
        ReadTable table = ReadTable.Of(Encoding.Latin1.GetBytes("source,target\nk\u00fcche,\u0080 5\nx,y\n"));
        Assert.Equal(["küche|€ 5", "x|y"], table.Lined[1..]);
        Assert.Equal("CSV, UTF-8, comma, 1 rows that are no UTF-8 are read as Windows-1252, the first in line 2", table.Form);
        Assert.Equal(24, table.Offsets[2]);

        // Cut in the middle of a character: UTF-8 all the same.
        byte[] cut = [.. Encoding.UTF8.GetBytes("source,target\nx,日本"), 0xe6, (byte)'\n'];
        Assert.Equal("x|日本\uFFFD", ReadTable.Of(cut).Lined[1]);
    }

    [Fact]
    public void A_header_in_line_four_is_said()
    {
        ReadTable table = ReadTable.Of("Links\n\nof x\nsource,target\na,b\n");
        Assert.Equal("CSV, UTF-8, comma, header in line 4", table.Form);
        Assert.Equal([4, 5], table.Lines);
    }

    [Theory]
    [InlineData("BZh91AY&SY", "bzip2")]
    [InlineData("\u00fd7zXZ\0", "xz")]
    [InlineData("<!DOCTYPE html>\n<html><body>log in; source, target", "web page")]
    [InlineData("<?xml version=\"1.0\"?>\n<urlset>", "a sitemap, which holds no links")]
    [InlineData("<?xml version=\"1.0\"?>\n<other>", "is XML")]
    [InlineData("%PDF-1.7", "is a PDF, which is not read")]
    [InlineData("\u00d0\u00cf\u0011\u00e0", ".xls")]
    [InlineData("PK\u0005\u0006", "zip")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "nor text")]
    public void Forms_that_are_not_read_are_named(string start, string word)
    {
        InputException problem = Assert.Throws<InputException>(() => ReadTable.Of(Encoding.Latin1.GetBytes(start)));
        Assert.Contains(word, problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Message.Length < 200, problem.Message);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Gen<string[][]> grids = Gen.String[Gen.Char["a,;\"' \r\n\té"], 0, 6].Array[2, 4].Array[0, 6];
        Gen.Select(grids, Gen.Int[0, 2], Gen.Int[0, 2]).Sample((grid, ends, separators) =>
        {
            string end = new[] { "\n", "\r\n", "\r" }[ends];
            char separator = ",;|"[separators];
            string text = $"source{separator}target{end}"
                + string.Concat(grid.Select(row => string.Join(separator, row.Select(Quote)) + end));
            Assert.Equal(grid, ReadTable.Of(text).Rows[1..]);
        });

        static string Quote(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // Letters, separators, quotes and line ends in any order, in pieces of any length.
    [Fact]
    public void A_naive_reader_reads_the_same_rows()
    {
        Gen.Select(Gen.String[Gen.Char["ab,\"\r\n"], 0, 30], Gen.Int[1, 9]).Sample((text, piece) =>
        {
            text = "source,target\n" + text;
            ReadTable table = ReadTable.Of(new PieceStream(Encoding.UTF8.GetBytes(text), piece));
            if (table.Skips[SkipReason.BadRow] == 0 && !table.HasBareQuotes)
            {
                Assert.Equal(Naive(text), table.Rows);
            }
        });
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData(" ")]
    [InlineData("\r")]
    [InlineData("a\"\"b,")]
    [InlineData("\"a\"b\",")]
    [InlineData("\"a\"b\",\n")]
    [InlineData("\uFEFF")]
    [InlineData("#\n")]
    public void Memory_grows_no_faster_than_hostile_bytes(string piece)
    {
        Growth.AssertLinear(Allocated(300_000), Allocated(600_000), "bytes allocated");

        long Allocated(int count)
        {
            byte[] file = Encoding.UTF8.GetBytes("source,target\n" + string.Concat(Enumerable.Repeat(piece, count)));
            return Growth.Allocated(() => ReadTable.Of(new MemoryStream(file)));
        }
    }

    private static List<string[]> Naive(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int index = 0; index <= text.Length; index++)
        {
            char one = index < text.Length ? text[index] : '\n';
            if (isQuoted && one == '"' && index + 1 < text.Length && text[index + 1] == '"')
            {
                cell.Append(text[index++]);
            }
            else if (isQuoted || (one == '"' && cell.Length == 0 && (index == 0 || text[index - 1] is ',' or '\r' or '\n')))
            {
                isQuoted = one == '"' ? !isQuoted : isQuoted;
                cell.Append(one == '"' ? "" : one);
            }
            else if (one is ',' or '\r' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (one != ',')
                {
                    if (row.Count > 1 || row[0].Trim(' ', '\t', '\r', '\n').Length > 0)
                    {
                        rows.Add([.. row]);
                    }

                    row.Clear();
                }
            }
            else
            {
                cell.Append(one);
            }
        }

        return rows;
    }

    private sealed class PieceStream(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, pieceBytes));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, pieceBytes)]);
    }
}
