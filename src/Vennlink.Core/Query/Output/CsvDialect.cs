namespace Vennlink.Query.Output;

/// <summary>For whom CSV is written.</summary>
public enum CsvDialect
{
    /// <summary>Unix tools: lines end in LF, cells are as they are.</summary>
    Unix,

    /// <summary>RFC 4180 to the letter: lines end in CR LF, cells are as they are.</summary>
    Rfc4180,

    /// <summary>
    /// As RFC 4180, for people who open it in a spreadsheet: a byte order mark says that it is UTF-8, and a text that
    /// would be run as a formula has an apostrophe before it. So its cells are not always those of the index.
    /// </summary>
    Spreadsheet,
}
