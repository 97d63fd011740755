using System.Text;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query.Output;

/// <summary>Rows as CSV, in each dialect, on texts that are hard to write.</summary>
public sealed class IntersectRowsTests
{
    private static readonly IntersectQuery Question = new()
    {
        PositiveTargets =
        [
            new Target(TargetScope.RootDomain, default, "a.example"),
            new Target(TargetScope.RootDomain, default, "b.example/?x=1,2"),
        ],
    };

    [Fact]
    public void Unix_lines_end_in_LF_and_cells_are_as_they_are() => Assert.Equal(
        "page,title,domain_authority,spam_score,a.example,\"b.example/?x=1,2\"\n"
            + "s.example/,=1+1,7,-1,,s.example/\n",
        Write(RowForm.Csv, Row("=1+1")));

    [Fact]
    public void Rfc_4180_ends_lines_in_CR_LF_and_quotes_what_must_be() => Assert.Equal(
        "page,title,domain_authority,spam_score,a.example,\"b.example/?x=1,2\"\r\n"
            + "s.example/,\"say \"\"hi\"\",\r\nor =1\",7,-1,,s.example/\r\n",
        Write(RowForm.CsvRfc4180, Row("say \"hi\",\r\nor =1")));

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("'=1", "'=1")]
    [InlineData("", "")]
    [InlineData("😀=", "😀=")]
    public void A_spreadsheet_is_given_no_formula(string title, string cell) => Assert.Equal(
        "\uFEFFpage,title,domain_authority,spam_score,a.example,\"b.example/?x=1,2\"\r\n"
            + $"s.example/,{cell},7,-1,,s.example/\r\n",
        Write(RowForm.CsvSpreadsheet, Row(title)));

    [Fact]
    public void A_root_domain_row_names_its_best_linking_pages()
    {
        SourceRow row = new("s.example", "", 7, 3, [0, 1],
            [new MatchingSourcePage("s.example/x", 5), new MatchingSourcePage("www.s.example/", 4)]);
        Assert.EndsWith("\ns.example,,7,3,s.example/x,www.s.example/\n", Write(RowForm.Csv, row),
            StringComparison.Ordinal);
    }

    private static SourceRow Row(string title) => new("s.example/", title, 7, -1, [1], null);

    private static string Write(RowForm form, SourceRow row)
    {
        using MemoryStream bytes = new();
        IntersectRows csv = new(bytes, form, Question, null);
        csv.Write(row);
        csv.End();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
