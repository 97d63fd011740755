namespace Vennlink.Query.Output;

/// <summary>A form that rows of named columns are written in.</summary>
public enum RowForm
{
    /// <summary>CSV for Unix tools: lines end in LF, cells are as they are.</summary>
    Csv,

    /// <summary>CSV, RFC 4180 to the letter: lines end in CR LF, cells are as they are.</summary>
    CsvRfc4180,

    /// <summary>
    /// As <see cref="CsvRfc4180"/>, for people who open it in a spreadsheet: a byte order mark says that it is UTF-8,
    /// and a text that would be run as a formula has an apostrophe before it. So its cells are not always those of the
    /// index.
    /// </summary>
    CsvSpreadsheet,

    /// <summary>One JSON object with an array of rows.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>A workbook (ECMA-376). Texts are texts: none is run as a formula.</summary>
    Xlsx,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
