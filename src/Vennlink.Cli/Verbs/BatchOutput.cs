using System.Globalization;
using System.Text.Json;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Verbs;

/// <summary>How the answers of a batch are written.</summary>
internal abstract class BatchOutput
{
    /// <summary>Writes one.</summary>
    public abstract void Write(BatchAnswer answer);

    /// <summary>Hands on what was written so far.</summary>
    public abstract void Flush();
}

/// <summary>One object a question: its rows, or what is wrong with it.</summary>
internal sealed class BatchJson(Stream stream) : BatchOutput
{
    private readonly JsonOutput _output = new(stream);

    /// <inheritdoc/>
    public override void Write(BatchAnswer answer)
    {
        Utf8JsonWriter json = _output.Writer;
        json.WriteStartObject();
        json.WriteNumber("line", answer.Line);
        json.WriteId(answer.Id);
        if (answer.Query is not { } query)
        {
            json.WriteTexts("problems", answer.Problems.Lines);
        }
        else
        {
            if (answer.Total is { } total)
            {
                json.WriteNumber("total", total);
            }

            if (answer.Facets is { } facets)
            {
                IntersectJson.WriteFacets(json, facets);
            }

            if (answer.Rows is { } rows)
            {
                json.WriteStartArray("results");
                foreach (SourceRow row in rows)
                {
                    IntersectJson.WriteRow(json, query, row);
                }

                json.WriteEndArray();
            }

            if (answer.WhyEmpty is { } empty)
            {
                AnswerFields.WriteWhyEmpty(json, query, empty);
            }

            IntersectJson.WriteHidden(json, answer.Found!);
            json.WriteTexts("notes", answer.Notes);
        }

        json.WriteEndObject();
        _output.EndLine();
    }

    /// <inheritdoc/>
    public override void Flush() => _output.End();
}

/// <summary>One row a source, with the question before it; problems and notes go to standard error.</summary>
internal sealed class BatchCsv : BatchOutput
{
    private readonly RowOutput _output;

    public BatchCsv(Stream stream, bool countsOnly) => _output = RowOutput.Create(
        stream, RowForm.Csv, new RowTable("answers", [.. RowColumn.Texts(
            ["line", "id", "total",
                .. countsOnly ? Array.Empty<string>()
                    : ["page", "title", "domain_authority", "spam_score", "matching_targets"]])]));

    /// <inheritdoc/>
    public override void Write(BatchAnswer answer)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"line {answer.Line}");
        foreach (string note in answer.Query is null ? answer.Problems.Lines : answer.Notes)
        {
            Notes.Write($"{name}: {note}");
        }

        if (answer is { Query: not null, Rows: null })
        {
            WriteQuestion(answer);
            _output.EndRow();
        }

        foreach (SourceRow row in answer.Rows ?? [])
        {
            WriteQuestion(answer);
            _output.Text(row.Page);
            _output.Text(row.Title);
            _output.Number(row.DomainAuthority);
            _output.Number(row.SpamScore);
            _output.Text(string.Join(' ',
                row.MatchingTargetIndexes.Select(target => answer.Query!.PositiveTargets[target].Text)));
            _output.EndRow();
        }
    }

    /// <inheritdoc/>
    public override void Flush() => _output.Flush();

    private void WriteQuestion(BatchAnswer answer)
    {
        _output.Number(answer.Line);
        _output.Text(QuestionJson.IdText(answer.Id));
        _output.Number(answer.Total);
    }
}
