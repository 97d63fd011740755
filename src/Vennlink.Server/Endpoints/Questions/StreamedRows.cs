using System.Globalization;
using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Hide;
using Vennlink.Query.Output;
using Vennlink.Query.Walk;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>All rows of an answer as lines of JSON or as columns of cells, read as they are written.</summary>
internal sealed class StreamedRows : IAnswerRows
{
    /// <summary>Most rows of a batch: a form that gathers for long before it writes would else keep a turn for long.
    /// </summary>
    public const int BatchRows = 1 << 12;

    // Rows gather to 64 KiB before they reach the stream; one such piece is a batch.
    private const int BatchBytes = 1;

    private readonly AskedQuestion _asked;
    private readonly RowForm? _form;
    private IEnumerator<SourceRow>? _rows;
    private IntersectRows? _cells;
    private JsonOutput? _lines;

    /// <param name="asked">The question; disposed of by this.</param>
    /// <param name="form">One that can be streamed.</param>
    public StreamedRows(AskedQuestion asked, AnswerForm form) => (_asked, _form) = (asked, form.Rows);

    public long RowCount { get; private set; }

    public string? Hidden { get; private set; }

    public bool WriteBatch(Stream output, CancellationToken stop) => _asked.Read(() =>
    {
        _rows ??= Rows(stop).GetEnumerator();
        return _form is { } form ? WriteCells(output, form, stop) : WriteLines(output, stop);
    });

    public bool TryWriteProblem(ApiException problem, Stream output) =>
        _form is null && WriteProblem(problem, output);

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

    private bool WriteCells(Stream output, RowForm form, CancellationToken stop)
    {
        _cells ??= new IntersectRows(output, form, _asked.Query, AnswerJson.CitationOf(_asked));
        bool isEnd = WriteRows(output, _cells.Write, stop);
        if (isEnd)
        {
            _cells.End();
        }
        else
        {
            _cells.Flush();
        }

        return isEnd;
    }

    // True at the end of the rows.
    private bool WriteRows(Stream output, Action<SourceRow> write, CancellationToken stop)
    {
        for (int rows = 0; output.Length < BatchBytes && rows < BatchRows; rows++)
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
