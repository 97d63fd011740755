using System.Globalization;
using System.Text.Json;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary>Prints what a question gained, kept and lost.</summary>
internal sealed class DiffListing(QuestionDiff diff, Manifest before, Manifest after, Citation citation)
{
    private static readonly RowColumn[] _counts = [.. RowColumn.Numbers("gained", "kept", "lost")];

    /// <summary>Prints how many rows there are of each.</summary>
    public void PrintCounts(string format)
    {
        using Stream stream = StandardOutput.Open(format);
        switch (format)
        {
            case "table":
                using (StreamWriter text = new(stream, leaveOpen: true))
                {
                    text.Write(Summary());
                }

                break;
            case "json" or "ndjson":
                JsonOutput json = new(stream);
                WriteHead(json.Writer);
                json.Writer.WriteEndObject();
                json.EndLine();
                json.End();
                break;
            default:
                RowOutput output = RowOutput.Create(
                    stream, RowForms.Of(format), new RowTable("counts", _counts) { Citation = citation });
                WriteCounts(output, diff.GainedCount, diff.KeptCount, diff.LostCount);
                output.End();
                break;
        }
    }

    /// <summary>Prints how many rows of which value there are of each.</summary>
    public void PrintFacets(IReadOnlyList<ChangedFacet> facets, string format)
    {
        if (format == "table")
        {
            using TextWriter text = TextOutput.Open();
            TextTable table = new(text, new("facet"), new("value"), new("gained", IsNumber: true),
                new("kept", IsNumber: true), new("lost", IsNumber: true));
            foreach ((string facet, ChangedValue value) in All(facets))
            {
                table.Add(facet, value.Value ?? "-", Number(value.GainedCount), Number(value.KeptCount),
                    Number(value.LostCount));
            }

            table.End();
            text.Write(Summary());
            return;
        }

        using Stream stream = StandardOutput.Open(format);
        if (format == "json")
        {
            JsonOutput json = new(stream);
            WriteHead(json.Writer);
            ChangeJson.WriteFacets(json.Writer, facets);
            json.Writer.WriteEndObject();
            json.EndLine();
            json.End();
            return;
        }

        RowOutput output = RowOutput.Create(stream, RowForms.Of(format),
            new RowTable("facets", [.. RowColumn.Texts("facet", "value"), .. _counts]) { Citation = citation });
        foreach ((string facet, ChangedValue value) in All(facets))
        {
            output.Text(facet);
            output.TextOrUnknown(value.Value);
            WriteCounts(output, value.GainedCount, value.KeptCount, value.LostCount);
        }

        output.End();
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
        using Stream stream = StandardOutput.Open(format);
        if (format is "json" or "ndjson")
        {
            PrintJson(stream, rows, isLines: format == "ndjson");
            return;
        }

        ChangeRows output = new(stream, RowForms.Of(format), citation);
        foreach (ChangedRow row in rows)
        {
            output.Write(row);
        }

        output.End();
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
            ChangeJson.WriteRow(json.Writer, diff.After.Query, row);
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
        json.WritePropertyName("question");
        json.WriteRawValue(citation.Question);
        ChangeJson.WriteIndex(json, "before", before, diff.Before);
        ChangeJson.WriteIndex(json, "after", after, diff.After);
        json.WriteString("version", citation.Version);
        ChangeJson.WriteCounts(json, diff);
    }

    private static void WriteCounts(RowOutput output, long gained, long kept, long lost)
    {
        output.Number(gained);
        output.Number(kept);
        output.Number(lost);
        output.EndRow();
    }

    private void PrintTable(IEnumerable<ChangedRow> rows)
    {
        List<EvidenceRow> links = [];
        using (TextWriter output = TextOutput.Open())
        {
            TextTable table = new(
                output, new("change"), new("source"), new("DA", IsNumber: true), new("spam", IsNumber: true),
                new("before", IsNumber: true), new("after", IsNumber: true), new("why", IsProse: true));
            foreach (ChangedRow row in rows)
            {
                table.Add(
                    ChangeWords.RowChanges.NameOf(row.Change), row.Row.Page, Number(row.Row.DomainAuthority),
                    row.Row.SpamScore < 0 ? "-" : Number(row.Row.SpamScore), Number(row.Before.Count),
                    Number(row.After.Count), Why(row));
                links.AddRange(row.Row.Evidence?.SelectMany(ofTarget => ofTarget.Links) ?? []);
            }

            table.End();
            output.Write(Summary());
            output.Write(links.Count > 0 ? "\n" : "");
        }

        if (links.Count > 0)
        {
            EvidenceVerb.PrintTable(links);
        }
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

    private static IEnumerable<(string Facet, ChangedValue Value)> All(IReadOnlyList<ChangedFacet> facets) =>
        facets.SelectMany(facet =>
            facet.Values.Select(value => (QuestionWords.Facets.NameOf(facet.Facet), value)));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
