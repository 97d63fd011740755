using System.Text.Json;
using Vennlink.Archives;
using Vennlink.Build;
using Vennlink.Cli.Arguments;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Output;

/// <summary>What a dry run found: as text for people, as JSON for programs.</summary>
internal static class DryRunText
{
    /// <summary>Prints the report as text.</summary>
    public static void Write(TextWriter output, DryRunReport report)
    {
        InputReportText.Write(output, report.Inputs, whereAll: null, countsArcs: false);
        WriteList("cannot be read", report.Problems.Select(problem => problem.Message));
        WriteList("the same as an input above, read once", report.Duplicates);
        WriteList("passed over", report.Notes);
        IEnumerable<InputReport> told = report.Inputs.Select(input => input.Report).OfType<InputReport>();
        output.WriteLine($"total: {InputReportText.Count(report.Inputs.Count, "input")}, "
            + $"{InputReportText.Count(told.Sum(input => input.CaptureCount + input.RowCount), "record")}, "
            + $"{InputReportText.Count(told.Sum(input => input.LinkCount), "link")}; disk: up to "
            + ByteSize.Show(report.NeededDiskBytes));
        output.WriteLine(report.Refusal is null
            ? "a build would succeed" : $"a build would fail: {PlainText.Show(report.Refusal)}");

        void WriteList(string heading, IEnumerable<string> lines)
        {
            string[] shown = [.. lines.Select(PlainText.Show)];
            if (shown.Length > 0)
            {
                output.WriteLine($"{heading}:");
                Array.ForEach(shown, line => output.WriteLine($"  {line}"));
            }
        }
    }

    /// <summary>Prints the report as one JSON object.</summary>
    public static void WriteJson(Stream output, DryRunReport report)
    {
        JsonOutput json = new(output);
        Utf8JsonWriter writer = json.Writer;
        HashSet<string> duplicates = new(report.Duplicates, StringComparer.Ordinal);
        writer.WriteStartObject();
        writer.WriteBoolean("would_build", report.Refusal is null);
        writer.WriteString("refusal", report.Refusal);
        writer.WriteNumber("needed_disk_bytes", report.NeededDiskBytes);
        writer.WriteStartArray("inputs");
        foreach ((InputFile input, string path) in report.Inputs.Zip(report.Paths))
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WriteString("format", input.Format);
            writer.WriteNumber("length_bytes", input.LengthBytes);
            writer.WriteBoolean("is_duplicate", duplicates.Contains(path));
            InputReportJson.Write(writer, input.Report!);
            writer.WriteEndObject();
            json.EndRow();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unreadable");
        foreach (InputException problem in report.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("path", problem.File);
            writer.WriteString("problem", problem.Problem);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteTexts("passed_over", report.Notes);
        writer.WriteEndObject();
        json.EndLine();
        json.End();
    }
}
