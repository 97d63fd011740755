using System.Globalization;
using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>Rows of one kind as lines of JSON or as columns of cells, read as they are written.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
/// <param name="form">One that can be streamed.</param>
internal abstract class StreamedRows<TRow>(AnswerForm form) : IAnswerRows
{
    // A form that gathers for long before it writes would else keep a turn for long.
    private const int MaxBatchRows = 1 << 12;

    private IEnumerator<TRow>? _rows;
    private RowWriter<TRow>? _cells;
    private JsonOutput? _lines;
    private bool _isMore;

    public long RowCount { get; private set; }

    public virtual string? Hidden => null;

    public bool WriteBatch(Stream output, CancellationToken stop) => Read(() =>
    {
        _rows ??= Rows(stop).GetEnumerator();
        return form.Rows is { } cells ? WriteCells(output, cells, stop) : WriteLines(output, stop);
    });

    /// <summary>Writes a line that says why lines end early; cells have no place for it.</summary>
    public bool TryWriteProblem(ApiException problem, Stream output)
    {
        if (form.Rows is not null)
        {
            return false;
        }

        AnswerJson.WriteProblemLine(output, problem);
        return true;
    }

    public void Dispose()
    {
        _rows?.Dispose();
        Close();
    }

    /// <summary>The form.</summary>
    protected AnswerForm Form => form;

    /// <summary>Does what reads an index; what is wrong with it is then the answer's error.</summary>
    protected abstract bool Read(Func<bool> read);

    /// <summary>All rows.</summary>
    protected abstract IEnumerable<TRow> Rows(CancellationToken stop);

    /// <summary>Writes the object of a row.</summary>
    protected abstract void WriteLine(Utf8JsonWriter json, TRow row);

    /// <summary>Starts cells with their headings.</summary>
    protected abstract RowWriter<TRow> StartCells(Stream output, RowForm cells);

    /// <summary>
    /// Ends cells and begins others in the same file, for which the rows are read once more; null for none.
    /// </summary>
    protected virtual RowWriter<TRow>? StartMore(RowWriter<TRow> cells) => null;

    /// <summary>Lets go of what is read from.</summary>
    protected abstract void Close();

    /// <summary>What rules hide, as the header <c>Vennlink-Hidden</c> has it; null where none was asked.</summary>
    /// <param name="question">The question.</param>
    /// <param name="prefix">Stands before each name.</param>
    protected static string? TextOfHidden(FoundQuery question, string prefix) =>
        question.HiddenCounts.Count == 0 ? null : string.Join(", ",
            question.HiddenCounts.Select(hidden => (Name: hidden.Rule.ToString(), hidden.RowCount))
                .Prepend((Name: "rows", RowCount: question.HiddenRowCount))
                .Select(count =>
                    string.Create(CultureInfo.InvariantCulture, $"{prefix}{count.Name}={count.RowCount}")));

    private bool WriteLines(Stream output, CancellationToken stop)
    {
        JsonOutput lines = _lines ??= new JsonOutput(output);
        bool isEnd = WriteRows(
            output,
            row =>
            {
                WriteLine(lines.Writer, row);
                lines.EndLine();
            },
            stop);
        lines.End();
        return isEnd;
    }

    private bool WriteCells(Stream output, RowForm form, CancellationToken stop)
    {
        _cells ??= StartCells(output, form);
        bool isEnd = WriteRows(output, _cells.Write, stop);
        if (isEnd && !_isMore && StartMore(_cells) is { } more)
        {
            (_isMore, _cells) = (true, more);
            _rows!.Dispose();
            _rows = Rows(stop).GetEnumerator();
            isEnd = false;
        }

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

    // Rows gather to 64 KiB before they reach the stream; one such piece is a batch. True at the end of the rows.
    private bool WriteRows(Stream output, Action<TRow> write, CancellationToken stop)
    {
        for (int rows = 0; output.Length == 0 && rows < MaxBatchRows; rows++)
        {
            stop.ThrowIfCancellationRequested();
            if (!_rows!.MoveNext())
            {
                return true;
            }

            write(_rows.Current);
            RowCount += _isMore ? 0 : 1;
        }

        return false;
    }
}
