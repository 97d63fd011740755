using System.Globalization;
using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Hide;
using Vennlink.Query.Output;
using Vennlink.Query.Walk;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>All rows of an answer as lines of JSON or as CSV, read as they are written.</summary>
internal sealed class StreamedRows : IAnswerRows
{
    // Rows gather to 64 KiB before they reach the stream; one such piece is a batch.
    private const int BatchBytes = 1;

    private readonly AskedQuestion _asked;
    private readonly CsvDialect? _dialect;
    private IEnumerator<SourceRow>? _rows;
    private IntersectCsv? _csv;
    private JsonOutput? _lines;

    /// <param name="asked">The question; disposed of by this.</param>
    /// <param name="form">One that can be streamed.</param>
    public StreamedRows(AskedQuestion asked, AnswerForm form) => (_asked, _dialect) = (asked, form.Dialect);

    public long RowCount { get; private set; }

    public string? Hidden { get; private set; }

    public bool WriteBatch(Stream output, CancellationToken stop) => _asked.Read(() =>
    {
        _rows ??= Rows(stop).GetEnumerator();
        return _dialect is { } dialect ? WriteCsv(output, dialect, stop) : WriteLines(output, stop);
    });

    public bool TryWriteProblem(ApiException problem, Stream output) =>
        _dialect is null && WriteProblem(problem, output);

    /// <summary>Writes a line that says why lines end early.</summary>
    /// <returns>True.</returns>
    public static bool WriteProblem(ApiException problem, Stream output)
    {
        using Utf8JsonWriter json = new(output, JsonOutput.Options);
        json.WriteStartObject();
        json.WritePropertyName("error");
        JsonSerializer.Serialize(json, ErrorResponse.Of(problem), ApiJson.Readable.ErrorResponse);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
        return true;
    }

    public void Dispose()
    {
        _rows?.Dispose();
        _asked.Dispose();
    }

    private IEnumerable<SourceRow> Rows(CancellationToken stop)
    {
        FoundQuery found = _asked.Engine.Find(_asked.Query, stop);
        Hidden = found.HiddenCounts.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"rows={found.HiddenRowCount}, {string.Join(", ", found.HiddenCounts.Select(Shown))}");
        IEnumerable<IntersectRow> rows = _asked.Engine.Stream(found, stop);
        return _asked.Describe(found, _asked.Question.Limit is { } limit ? rows.Take(limit) : rows, stop);
    }

    private static string Shown(HiddenCount hidden) =>
        string.Create(CultureInfo.InvariantCulture, $"{hidden.Rule}={hidden.RowCount}");

    private bool WriteLines(Stream output, CancellationToken stop)
    {
        JsonOutput lines = _lines ??= new JsonOutput(output);
        bool isEnd = WriteRows(
            output,
            row =>
            {
                IntersectJson.WriteRow(lines.Writer, _asked.Query, row);
                lines.EndLine();
            },
            stop);
        lines.End();
        return isEnd;
    }

    private bool WriteCsv(Stream output, CsvDialect dialect, CancellationToken stop)
    {
        _csv ??= new IntersectCsv(output, dialect, _asked.Query);
        bool isEnd = WriteRows(output, _csv.Write, stop);
        _csv.Flush();
        return isEnd;
    }

    // True at the end of the rows.
    private bool WriteRows(Stream output, Action<SourceRow> write, CancellationToken stop)
    {
        while (output.Length < BatchBytes)
        {
            stop.ThrowIfCancellationRequested();
            if (!_rows!.MoveNext())
            {
                return true;
            }

            write(_rows.Current);
            RowCount++;
        }

        return false;
    }
}
