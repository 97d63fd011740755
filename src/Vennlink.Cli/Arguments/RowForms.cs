using Vennlink.Cli.Outcomes;
using Vennlink.Query.Output;

namespace Vennlink.Cli.Arguments;

/// <summary>The words of <c>--format</c> for rows of columns.</summary>
internal static class RowForms
{
    private static readonly Dictionary<string, RowForm> _forms = new(StringComparer.Ordinal)
    {
        ["csv"] = RowForm.Csv,
        ["csv-spreadsheet"] = RowForm.CsvSpreadsheet,
        ["json"] = RowForm.Json,
        ["ndjson"] = RowForm.JsonLines,
        ["xlsx"] = RowForm.Xlsx,
        ["parquet"] = RowForm.Parquet,
    };

    /// <summary>All forms of rows, for people first.</summary>
    public static readonly string[] WithTable = ["table", "json", "csv", "ndjson", .. Files];

    /// <summary>Forms of rows for programs that take them one by one.</summary>
    public static readonly string[] Streamed = ["csv", "ndjson", .. Files];

    /// <summary>As <see cref="Streamed"/>, and forms of graphs.</summary>
    public static readonly string[] WithGraphs = [.. Streamed, .. Graphs];

    private static string[] Graphs => ["gexf", "graphml"];

    private static string[] Files => ["csv-spreadsheet", "xlsx", "parquet"];

    /// <summary>The form of this name.</summary>
    public static RowForm Of(string name) => _forms[name];

    /// <summary>The form of graphs of this name; null for a form of rows.</summary>
    public static GraphForm? GraphOf(string name) => name switch
    {
        "gexf" => GraphForm.Gexf,
        "graphml" => GraphForm.GraphMl,
        _ => null,
    };

    /// <summary>Refuses forms that what is written does not come in.</summary>
    /// <exception cref="UsageException">It is such a form.</exception>
    public static void Refuse(string option, string name, params string[] forms)
    {
        if (forms.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException($"{option}: does not come as {name}");
        }
    }
}
