using System.Globalization;
using System.Text.Json;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary>Prints what a question gained, kept and lost.</summary>
internal sealed class DiffListing(QuestionDiff diff, IntersectQuery query, Manifest before, Manifest after)
{
    /// <summary>Prints how many rows there are of each.</summary>
    public void PrintCounts(string format)
    {
        using Stream stream = StandardOutput.Open();
        if (format == "csv")
        {
            RowOutput output = RowOutput.Create(
                stream, RowForm.Csv, new RowTable("counts", [.. RowColumn.Numbers("gained", "kept", "lost")]));
            output.Number(diff.GainedCount);
            output.Number(diff.KeptCount);
            output.Number(diff.LostCount);
            output.EndRow();
            output.End();
        }
        else if (format == "table")
        {
            using StreamWriter text = new(stream, leaveOpen: true);
            text.Write(Summary());
        }
        else
        {
            JsonOutput json = new(stream);
            WriteHead(json.Writer);
            json.Writer.WriteEndObject();
            json.EndLine();
            json.End();
        }
    }

    /// <summary>Prints rows.</summary>
    public void Print(IEnumerable<ChangedRow> rows, string format)
    {
        if (format == "table")
        {
            PrintTable(rows);
            return;
        }

        Notes.Write(Summary().TrimEnd());
        using Stream stream = StandardOutput.Open();
        if (format == "csv")
        {
            ChangeRows csv = new(stream, RowForm.Csv, null);
            foreach (ChangedRow row in rows)
            {
                csv.Write(row);
            }

            csv.End();
        }
        else
        {
            PrintJson(stream, rows, isLines: format == "ndjson");
        }
    }

    private void PrintJson(Stream stream, IEnumerable<ChangedRow> rows, bool isLines)
    {
        JsonOutput json = new(stream);
        if (!isLines)
        {
            WriteHead(json.Writer);
            json.Writer.WriteStartArray("results");
        }

        foreach (ChangedRow row in rows)
        {
            ChangeJson.WriteRow(json.Writer, query, row);
            if (isLines)
            {
                json.EndLine();
            }
            else
            {
                json.EndRow();
            }
        }

        if (!isLines)
        {
            json.Writer.WriteEndArray();
            json.Writer.WriteEndObject();
            json.EndLine();
        }

        json.End();
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        ChangeJson.WriteIndex(json, "before", before);
        ChangeJson.WriteIndex(json, "after", after);
        ChangeJson.WriteCounts(json, diff);
    }

    private void PrintTable(IEnumerable<ChangedRow> rows)
    {
        using TextWriter output = TextOutput.Open();
        TextTable table = new(
            output, new("change"), new("source"), new("DA", IsNumber: true), new("spam", IsNumber: true),
            new("before", IsNumber: true), new("after", IsNumber: true), new("why", IsProse: true));
        foreach (ChangedRow row in rows)
        {
            table.Add(
                ChangeWords.RowChanges.NameOf(row.Change), row.Row.Page, Number(row.Row.DomainAuthority),
                row.Row.SpamScore < 0 ? "-" : Number(row.Row.SpamScore), Number(row.Before.Count),
                Number(row.After.Count), Why(row));
        }

        table.End();
        output.Write(Summary());
    }

    private string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"{diff.GainedCount:N0} gained, {diff.KeptCount:N0} kept, {diff.LostCount:N0} lost, exact\n");

    private static string Why(ChangedRow row)
    {
        string cause = row.Cause is RowCause.None or RowCause.Links ? "" : ChangeWords.RowCauses.NameOf(row.Cause);
        IEnumerable<string> targets = row.Targets.Select(target =>
            $"{(target.IsNegative ? "not " : "")}{target.Target.Text} {ChangeWords.LinkChanges.NameOf(target.Change)}");
        return string.Join(", ", cause.Length == 0 ? targets : targets.Prepend(cause));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
