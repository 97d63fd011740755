using Vennlink.Query.Output;

namespace Vennlink.Server.Wire;

/// <summary>A form that an answer may come in.</summary>
/// <param name="ContentType">What it is called in an answer.</param>
/// <param name="MediaType">What it is called in <c>Accept</c>, without parameters.</param>
internal sealed record AnswerForm(string ContentType, string MediaType)
{
    /// <summary>Parameter of <c>text/csv</c> in <c>Accept</c>; its only value is <see cref="Spreadsheet"/>.</summary>
    public const string DialectParameter = "dialect";

    /// <summary>Asks for a CSV that is safe to open in a spreadsheet.</summary>
    public const string Spreadsheet = "spreadsheet";

    /// <summary>One JSON value.</summary>
    public static AnswerForm Json { get; } = new("application/json", "application/json");

    /// <summary>A row a line, streamed.</summary>
    public static AnswerForm JsonLines { get; } = new("application/x-ndjson", "application/x-ndjson");

    /// <summary>RFC 4180, streamed.</summary>
    public static AnswerForm Csv { get; } =
        new("text/csv; charset=utf-8; header=present", "text/csv") { Rows = RowForm.CsvRfc4180 };

    /// <summary>As <see cref="Csv"/>, safe to open in a spreadsheet.</summary>
    public static AnswerForm CsvForSpreadsheets { get; } =
        new($"{Csv.ContentType}; {DialectParameter}={Spreadsheet}", "text/csv")
        {
            Rows = RowForm.CsvSpreadsheet
        };

    /// <summary>A workbook, streamed.</summary>
    public static AnswerForm Xlsx { get; } = OfFile(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", RowForm.Xlsx);

    /// <summary>Apache Parquet, streamed.</summary>
    public static AnswerForm Parquet { get; } = OfFile("application/vnd.apache.parquet", RowForm.Parquet);

    /// <summary>For answers that have no other form.</summary>
    public static IReadOnlyList<AnswerForm> JsonAlone { get; } = [Json];

    /// <summary>For answers that are rows.</summary>
    public static IReadOnlyList<AnswerForm> OfRows { get; } = [Json, JsonLines, Csv, CsvForSpreadsheets, Xlsx, Parquet];

    /// <summary>The form of its rows as columns of cells; null where it is none.</summary>
    public RowForm? Rows { get; private init; }

    private static AnswerForm OfFile(string mediaType, RowForm rows) => new(mediaType, mediaType) { Rows = rows };
}
